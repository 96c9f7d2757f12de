import Backpressure

/// What is known of a team's or inbox's members beside their grants.
enum ChatwootMembership: Sendable {
  /// Members who are not among the account's agents. Chatwoot removes people from teams some time after it removed
  /// them from the account, and does not always.
  case known(strangers: [ChatwootAgent])
  /// The team or inbox was deleted while the account was read.
  case gone
}

/// The teams and inboxes of an account, and what becomes known of their members.
struct ChatwootMemberships: Sendable {
  private var entries: [(ChatwootResource, Promise<ChatwootMembership>)] = []

  mutating func add(_ resource: ChatwootResource, _ membership: Promise<ChatwootMembership>) {
    entries.append((resource, membership))
  }

  /// Waits for all of them.
  ///
  /// - Returns: the teams and inboxes that are still there, and members who are not among the account's agents.
  func collect() async throws -> (resources: [ChatwootResource], strangers: [UInt64: ChatwootAgent]) {
    var resources: [ChatwootResource] = []
    var strangers: [UInt64: ChatwootAgent] = [:]
    for (resource, promise) in entries {
      switch try await promise.value() {
      case .gone: continue
      case .known(let agents): strangers.merge(agents.map { ($0.id, $0) }) { first, _ in first }
      // Lost members do not make the team or inbox any less real.
      case nil: break
      }
      resources.append(resource)
    }
    return (resources, strangers)
  }

  /// Whether the account's agents have to be listed once more.
  ///
  /// Somebody may have joined after they were: Chatwoot gives a role to those who belong to the account, and to nobody
  /// else. And what is gone may be the whole account, which answers the same.
  func leaveDoubts() async throws -> Bool {
    let (resources, strangers) = try await collect()
    return resources.count < entries.count || strangers.values.contains { $0.role != nil }
  }
}

/// Maps the members of a team or inbox to rows of `grants`, by id.
struct ChatwootMembersMapper: PageMapper {
  private let tenant: Tenant
  private let resource: ChatwootResource
  private let roster: ChatwootRoster
  private let wantsGrants: Bool
  private let promise: Promise<ChatwootMembership>
  private let includesCustomAttributes: Bool
  /// The most members of a list who are no agents of the account: all of them are held in memory.
  private static let maximumStrangers = 10_000
  private var ids: Set<UInt64> = []
  private var strangers: [UInt64: ChatwootAgent] = [:]

  init(
    tenant: Tenant, resource: ChatwootResource, roster: ChatwootRoster, wantsGrants: Bool,
    includesCustomAttributes: Bool, promise: Promise<ChatwootMembership>
  ) {
    self.tenant = tenant
    self.resource = resource
    self.roster = roster
    self.wantsGrants = wantsGrants
    self.promise = promise
    self.includesCustomAttributes = includesCustomAttributes
  }

  mutating func map(_ elements: JSONElement) throws -> RowBatch? {
    var reader = ChatwootAgentReader(includesCustomAttributes: includesCustomAttributes)
    try elements.forEachElement { element in
      try ChatwootList.checkCount(ids.count)
      do {
        let id = try reader.read(element)
        // What the account's list says of its agents stands: it was asked for all of them at one moment.
        if ids.insert(id).inserted, roster[id] == nil {
          guard strangers.count < Self.maximumStrangers else {
            throw DecodeError(
              "the list has more than \(Self.maximumStrangers) members who are no agents of the account")
          }
          strangers[id] = try reader.agent(id)
        }
      } catch let error as JSONFieldError {
        throw DecodeError("member \(ids.count + 1) of the list: \(error.message)")
      }
    }
    return nil
  }

  mutating func finish(_ frame: JSONElement) throws -> RowBatch? {
    try ChatwootList.checkFrame(frame, path: resource.type == .team ? .root : .member("payload"))
    promise.fulfil(.known(strangers: Array(strangers.values)))
    guard wantsGrants, !ids.isEmpty else { return nil }
    var batch = RowBatch(tenant: tenant, capacity: ids.count * 64)
    var grants = ChatwootGrants(of: resource.type.rawValue, String(resource.id), slug: "member", in: &batch)
    for id in ids.sorted() {
      if let agent = roster[id] ?? strangers[id] { grants.append(agent, to: &batch) }
    }
    return batch
  }
}
