import Backpressure

/// The agents of an account, sorted by id: Chatwoot sorts them by name, and names change.
struct ChatwootRoster: Sendable {
  let agents: [ChatwootAgent]
  private let indexOfID: [UInt64: Int]

  /// The roles that Chatwoot has, which are listed even when nobody holds them.
  static let documentedRoles = ["administrator", "agent"]

  /// - Throws: `DecodeError` if an id occurs twice.
  init(_ agents: [ChatwootAgent]) throws {
    self.agents = agents.sorted { $0.id < $1.id }
    var indexOfID: [UInt64: Int] = [:]
    for (index, agent) in self.agents.enumerated() {
      guard indexOfID.updateValue(index, forKey: agent.id) == nil else {
        throw DecodeError("the agent with the id \(agent.id) is there twice")
      }
    }
    self.indexOfID = indexOfID
  }

  /// The agent with that id, if the account has one.
  subscript(id: UInt64) -> ChatwootAgent? { indexOfID[id].map { agents[$0] } }

  /// The documented roles, and then others in the order in which agents hold them.
  var roles: [String] { (Self.documentedRoles + agents.compactMap(\.role)).removingDuplicates() }

  /// The grants of roles of the account, role after role.
  func grants(of account: Tenant) -> RowBatch {
    var batch = RowBatch(tenant: account)
    for role in roles {
      var grants = ChatwootGrants(of: "account", account.id, slug: role, in: &batch)
      for agent in agents where agent.role == role { grants.append(agent, to: &batch) }
    }
    return batch
  }
}

/// Adds the grants of one entitlement to a batch.
struct ChatwootGrants {
  private let entitlement: Cell
  private let type: Cell
  private let id: Cell
  private let slug: Cell
  private let user: Cell

  init(of type: String, _ id: String, slug: String, in batch: inout RowBatch) {
    self.type = batch.add(type)
    self.id = batch.add(id)
    self.slug = batch.add(slug)
    entitlement = batch.add("\(type):\(id):\(slug)")
    user = batch.add(":user:")
  }

  mutating func append(_ agent: ChatwootAgent, to batch: inout RowBatch) {
    let operatorID = batch.add(String(agent.id))
    let row = [
      batch.add(joining: entitlement, user, operatorID), entitlement, type, id, slug, operatorID,
      agent.email.map { batch.add($0) } ?? .null,
    ]
    batch.append(row, to: .grants)
  }
}

/// Maps the list of an account's agents to its roster.
struct ChatwootAgentsMapper: PageMapper {
  private let allowEmpty: Bool
  private let failures: ChatwootFailures
  private let promise: Promise<ChatwootRoster>
  private let includesCustomAttributes: Bool
  private var agents: [ChatwootAgent] = []

  init(
    includesCustomAttributes: Bool, allowEmpty: Bool, failures: ChatwootFailures, promise: Promise<ChatwootRoster>
  ) {
    self.allowEmpty = allowEmpty
    self.failures = failures
    self.promise = promise
    self.includesCustomAttributes = includesCustomAttributes
  }

  mutating func map(_ elements: JSONElement) throws -> RowBatch? {
    var reader = ChatwootAgentReader(includesCustomAttributes: includesCustomAttributes)
    try elements.forEachElement { element in
      try ChatwootList.checkCount(agents.count)
      do {
        agents.append(try reader.agent(element))
      } catch let error as JSONFieldError {
        throw DecodeError("element \(agents.count + 1) of the list: \(error.message)")
      }
    }
    return nil
  }

  mutating func finish(_ frame: JSONElement) throws -> RowBatch? {
    try ChatwootList.checkFrame(frame, path: .root)
    guard !agents.isEmpty || allowEmpty else { throw failures.emptyList }
    promise.fulfil(try ChatwootRoster(agents))
    return nil
  }
}

/// What all lists of Chatwoot have in common: each comes in one response and is sorted before it goes on, so that all
/// of it is held in memory.
enum ChatwootList {
  /// The most elements of a list: a hundred times what the largest accounts have.
  static let maximumCount = 1_000_000

  /// - Throws: `DecodeError` if there is no room for one more element.
  static func checkCount(_ count: Int) throws(DecodeError) {
    guard count < maximumCount else { throw DecodeError("the list has more than \(maximumCount) elements") }
  }

  /// Checks what stands around a list.
  ///
  /// - Throws: `DecodeError` if that is not what it should be.
  static func checkFrame(_ frame: JSONElement, path: ElementSplitter.ListPath) throws {
    var list = frame
    if case .member = path {
      var fields = JSONFieldReader("payload")
      try fields.read(frame, as: "the response")
      list = fields[0]
      guard list.kind == .array else { throw fields.wrongType(0, "an array") }
    }
    guard list.kind == .array else {
      throw JSONFieldError(field: "the response", expected: "an array", found: list.kind)
    }
    // The splitter takes every element out; one that is left was hidden behind a key in disguise.
    try list.forEachElement { _ in throw DecodeError("the list's key is written with escapes") }
    try frame.checkIsOnce("payload")
  }
}
