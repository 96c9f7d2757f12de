/// People of an account, sorted by id: Chatwoot sorts its agents by name, and names change.
///
/// There may be very many people, so one buffer holds their texts, and a text that many have in common only once.
struct ChatwootRoster: Sendable {
  /// The batch with the texts; it has no rows.
  private var texts: RowBatch
  private var people: [Person] = []
  private var roleNames = Self.documentedRoles
  private var shared = SharedTexts()
  private var held = HeldText()
  /// The holders of custom roles, sorted by role, and then by person.
  private(set) var customRoleHolders: [(role: UInt64, person: UInt64)] = []

  /// A person, whose cells are in `texts`.
  private struct Person {
    let id: UInt64
    let email: Cell
    let name: Cell
    let availability: Cell
    let avatar: Cell
    let attributes: Cell
    /// The index of the role in `roleNames`; negative for none.
    let role: Int16
    let isConfirmed: Bool
  }

  /// The roles that Chatwoot documents. They are entitlements of every account, even if no agent holds them.
  static let documentedRoles = ["administrator", "agent"]
  /// The most different roles of an account.
  private static let maximumRoles = 1000

  /// Makes an empty roster.
  init(of account: Tenant) { texts = RowBatch(tenant: account) }

  /// - Throws: `DecodeError` if an id occurs twice, or there is more than can be held.
  init(_ agents: some Sequence<ChatwootAgent>, of account: Tenant) throws(DecodeError) {
    self.init(of: account)
    for agent in agents { try append(agent) }
    try seal()
  }

  // MARK: - People

  /// Adds a person, in any order.
  mutating func append(_ agent: ChatwootAgent) throws(DecodeError) {
    try ChatwootList.checkCount(people.count)
    try held.add(agent.textCount)
    func add(_ text: String?) -> Cell { text.map { texts.add($0) } ?? .null }
    people.append(
      Person(
        id: agent.id, email: add(agent.email), name: add(agent.name),
        availability: add(agent.availability),
        avatar: add(agent.avatar), attributes: shared.cell(agent.attributes, in: &texts),
        role: try agent.role.map { name throws(DecodeError) in try index(ofRole: name) } ?? -1,
        isConfirmed: agent.isConfirmed))
    if let role = agent.customRole { customRoleHolders.append((role, agent.id)) }
  }

  /// The index of a role among the names, compared by bytes: String considers two encodings of one letter equal.
  private mutating func index(ofRole name: String) throws(DecodeError) -> Int16 {
    if let index = roleNames.firstIndex(where: { $0.utf8.elementsEqual(name.utf8) }) { return Int16(index) }
    guard roleNames.count < Self.maximumRoles else {
      throw DecodeError("the list has more than \(Self.maximumRoles) different roles")
    }
    roleNames.append(name)
    return Int16(roleNames.count - 1)
  }

  /// Ends the additions.
  ///
  /// - Throws: `DecodeError` if an id occurs twice.
  mutating func seal() throws(DecodeError) {
    shared = SharedTexts()
    people.sort { $0.id < $1.id }
    customRoleHolders.sort { $0 < $1 }
    for (one, next) in zip(people, people.dropFirst()) where one.id == next.id {
      throw DecodeError("the agent with the id \(one.id) is there twice", isContradiction: true)
    }
  }

  var indices: Range<Int> { people.indices }
  /// The ids are in order.
  func id(at index: Int) -> UInt64 { people[index].id }
  var count: Int { people.count }
  var isEmpty: Bool { people.isEmpty }

  /// The index of the person with an id; `nil` if there is none.
  func index(of id: UInt64) -> Int? {
    var range = people.startIndex..<people.endIndex
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      if people[middle].id == id { return middle }
      range = people[middle].id < id ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return nil
  }

  func contains(_ id: UInt64) -> Bool { index(of: id) != nil }

  // MARK: - Roles

  /// The documented roles, and then others in the order of the agents who hold them.
  var roles: [String] { orderOfRoles.map { roleNames[Int($0)] } }

  /// The role of the person at an index; `nil` for none.
  func role(at index: Int) -> String? {
    let role = Int(people[index].role)
    return role < 0 ? nil : roleNames[role]
  }

  /// The role of the person with an id; `nil` for none.
  func role(of id: UInt64) -> String? { index(of: id).flatMap(role(at:)) }

  /// Whether an address is that of the person at an index. Case is ignored, since not every list of Chatwoot keeps it.
  func hasEmail(_ email: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
    let listed = people[index].email
    guard !listed.isNull, email.count == listed.count else { return false }
    return texts.bytes.withUnsafeBufferPointer { bytes in
      let text = UnsafeBufferPointer(rebasing: bytes[listed.range])
      // Nearly always both are written in the same way.
      return UnsafeRawBufferPointer(text).isEqual(to: UnsafeRawBufferPointer(email))
        || text.elementsEqual(email) { $0.lowercased == $1.lowercased }
    }
  }

  /// Whether a role is that of the person at an index.
  func hasRole(_ role: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
    let number = people[index].role
    guard number >= 0 else { return false }
    var name = roleNames[Int(number)]
    return name.withUTF8 { UnsafeRawBufferPointer($0).isEqual(to: UnsafeRawBufferPointer(role)) }
  }

  /// The custom roles that somebody has, by id.
  var customRoles: [UInt64] {
    customRoleHolders.indices.filter { $0 == 0 || customRoleHolders[$0 - 1].role != customRoleHolders[$0].role }
      .map { customRoleHolders[$0].role }
  }

  /// The number of people who hold a role, or none for `nil`.
  func count(of role: String?) -> Int {
    let index = role.map { role in roleNames.firstIndex { $0.utf8.elementsEqual(role.utf8) } ?? .max } ?? -1
    return people.count { Int($0.role) == index }
  }

  private var orderOfRoles: [Int16] {
    var isSeen = Array(repeating: false, count: roleNames.count)
    var order = Self.documentedRoles.indices.map(Int16.init)
    for role in order { isSeen[Int(role)] = true }
    for person in people where person.role >= 0 && !isSeen[Int(person.role)] {
      isSeen[Int(person.role)] = true
      order.append(person.role)
    }
    return order
  }

  // MARK: - Rows

  /// The number of rows in a batch, so that even the longest list takes little memory on its way.
  static let rowsPerBatch = 1000

  /// A person's standing in `operators`.
  enum Standing {
    case member
    /// A member of a team or inbox who has left the account.
    case removed
  }

  /// Adds a person's row to `operators`.
  func appendRow(at index: Int, to batch: inout RowBatch, as standing: Standing) {
    let person = people[index]
    let isRemoved = standing == .removed
    let status: OperatorStatus = isRemoved ? .deleted : person.isConfirmed ? .enabled : .disabled
    let detail = isRemoved ? "removed from the account" : person.isConfirmed ? nil : "\(OperatorStatus.pending)"
    let row = [
      batch.add(String(person.id)), copy(person.email, to: &batch), copy(person.name, to: &batch), .null, .null, .null,
      role(at: index).map { batch.add($0) } ?? .null, batch.add(status.rawValue),
      detail.map { batch.add($0) } ?? .null, .null, copy(person.availability, to: &batch), .null,
      copy(person.avatar, to: &batch), copy(person.attributes, to: &batch),
    ]
    batch.append(row, to: .operators)
  }

  /// The address of the person at an index, as a cell of a batch.
  func email(at index: Int, in batch: inout RowBatch) -> Cell { copy(people[index].email, to: &batch) }

  /// Passes on the grants of the account's roles, role after role.
  func passGrants(of account: Tenant, to pass: (RowBatch) async throws -> Void) async throws {
    for role in orderOfRoles {
      var rest = people.indices[...]
      while !rest.isEmpty {
        var batch = RowBatch(tenant: account)
        var grants = ChatwootGrants(of: "account", account.id, slug: roleNames[Int(role)], in: &batch)
        while grants.count < Self.rowsPerBatch, let index = rest.popFirst() {
          guard people[index].role == role else { continue }
          grants.append(people[index].id, email: email(at: index, in: &batch), to: &batch)
        }
        if grants.count > 0 { try await pass(batch) }
      }
    }
  }

  private func copy(_ cell: Cell, to batch: inout RowBatch) -> Cell {
    guard !cell.isNull else { return .null }
    return texts.bytes.withUnsafeBufferPointer { batch.add(UnsafeBufferPointer(rebasing: $0[cell.range])) }
  }
}

extension UInt8 {
  /// The byte, with ASCII letters in lower case.
  fileprivate var lowercased: UInt8 { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self }
}

/// Texts that many people have in common.
private struct SharedTexts {
  /// The most texts that are remembered: beyond that number they are not common to many.
  private static let maximumCount = 256
  private var cells: [[UInt8]: Cell] = [:]

  mutating func cell(_ text: [UInt8], in batch: inout RowBatch) -> Cell {
    if let cell = cells[text] { return cell }
    let cell = text.withUnsafeBufferPointer { batch.add($0) }
    if cells.count < Self.maximumCount { cells[text] = cell }
    return cell
  }
}

/// The grants of one entitlement, which are added to a batch.
struct ChatwootGrants {
  private(set) var count = 0
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

  /// Adds the grant of the person with an id, whose address is a cell of the batch.
  mutating func append(_ person: UInt64, email: Cell, to batch: inout RowBatch) {
    let operatorID = batch.add(String(person))
    let row = [
      batch.add(joining: entitlement, user, operatorID), entitlement, type, id, slug, operatorID, email,
    ]
    batch.append(row, to: .grants)
    count += 1
  }
}
