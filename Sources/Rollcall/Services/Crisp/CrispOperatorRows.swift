/// The rows of a stretch of operators. Its loop is the hottest one of a Crisp export.
struct CrispOperatorRows {
  private var batch: RowBatch
  private let wantsOperators: Bool
  private let wantsGrants: Bool
  private let lastActive: CrispLastActive
  /// The people whom teams and sub-inboxes name.
  private let people: CrispPeople?
  private var operators: [Cell] = []
  private var grants: [Cell] = []
  private var held: [Entitlement] = []
  /// The keys of the elements, in their order.
  private(set) var keys: [OperatorKey] = []
  /// The elements of people whom teams or sub-inboxes name.
  private(set) var named: [NamedPerson] = []
  /// The common start of the keys' marks.
  private let markStart: UInt64

  /// The mark of an operator's key, and whether the operator has joined: enough to notice operators that occur twice.
  struct OperatorKey: Sendable {
    let mark: UInt64
    let isJoined: Bool
  }

  /// An element with a person whom a team or sub-inbox names.
  struct NamedPerson: Sendable {
    /// The index among the people who are named.
    let index: Int
    /// The index among the elements.
    let element: Int
    let isJoined: Bool
    /// The address, in the batch.
    let email: Cell
  }

  /// The longest name of a role, in bytes: all of them are held in memory.
  static let maximumRoleLength = 4096

  /// The type of an operator who has joined.
  private static let operatorType = Array("operator".utf8)

  private let tenant: Tenant
  /// Whether an element says that it belongs to another website.
  private(set) var hasForeign = false
  private var outer = JSONFieldReader("type", "details", "website_id")
  /// In the order in which Crisp has them, in which they are found fastest.
  private var details = JSONFieldReader(
    "user_id", "email", "avatar", "first_name", "last_name", "role", "title", "availability", "has_token",
    "website_id")

  /// Values that many rows share.
  private let enabled: Cell
  private let disabled: Cell
  private let pending: Cell
  private let yes: Cell
  private let no: Cell
  private let noAttributes: Cell
  private let website: Cell
  private let websiteID: Cell
  private let user: Cell
  private let space: Cell

  /// An entitlement that the rows grant.
  private struct Entitlement {
    let slug: Cell
    let id: Cell
  }

  init(tenant: Tenant, tables: Set<Table>, lastActive: CrispLastActive, people: CrispPeople? = nil) {
    self.tenant = tenant
    self.people = people
    batch = RowBatch(tenant: tenant, capacity: 256 * 1024)
    wantsOperators = tables.contains(.operators)
    wantsGrants = tables.contains(.grants)
    self.lastActive = lastActive
    markStart = TwinFilter.start(of: tenant)
    enabled = batch.add(OperatorStatus.enabled.rawValue)
    disabled = batch.add(OperatorStatus.disabled.rawValue)
    pending = batch.add(OperatorStatus.pending)
    yes = batch.add("true")
    no = batch.add("false")
    noAttributes = batch.add("{}")
    website = batch.add("website")
    websiteID = batch.add(tenant.id)
    user = batch.add(":user:")
    space = batch.add(" ")
  }

  /// The roles of the grants, in the order of their first appearance.
  var roles: [String] { held.map { String(decoding: batch.bytes[$0.slug.range], as: UTF8.self) } }

  consuming func finish() -> RowBatch {
    batch.begin(.operators, with: operators)
    batch.begin(.grants, with: grants)
    return batch
  }

  /// Maps one element of the list.
  ///
  /// - Returns: whether it is a joined operator.
  mutating func append(_ element: JSONElement) throws(JSONFieldError) -> Bool {
    try outer.read(element, as: "the element")
    guard let type = try outer.utf8(0) else { throw outer.wrongType(0, "a string") }
    let isJoined = UnsafeRawBufferPointer(type).isEqual(to: Self.operatorType)
    try details.read(outer[1], as: "details")
    if !outer[2].isMissing || !details[9].isMissing {
      hasForeign =
        hasForeign || CrispWebsiteID.isOther(outer[2], than: tenant) || CrispWebsiteID.isOther(details[9], than: tenant)
    }

    let email = try text(1)
    let id = try operatorID(email: email, isJoined: isJoined)
    let role = try text(5)
    guard role.count <= Self.maximumRoleLength else {
      throw details.wrongType(5, "the name of a role, of at most \(Self.maximumRoleLength) bytes,")
    }
    if wantsOperators {
      let firstName = try text(3)
      let lastName = try text(4)
      operators.append(id)
      operators.append(email)
      operators.append(displayName(firstName, lastName))
      operators.append(firstName)
      operators.append(lastName)
      operators.append(try text(6))
      operators.append(role)
      operators.append(isJoined ? enabled : disabled)
      operators.append(isJoined ? .null : pending)
      operators.append(try details.bool(8).map { $0 ? yes : no } ?? .null)
      operators.append(try text(7))
      operators.append(lastActive.isEmpty ? .null : moment(of: id))
      let avatar = try text(2)
      operators.append(avatar.count == 0 ? .null : avatar)
      operators.append(isJoined ? noAttributes : attributes(type: type))
    }
    let mark = mark(of: id)
    if let index = people?.index(of: id, mark, in: batch) {
      named.append(NamedPerson(index: index, element: keys.count, isJoined: isJoined, email: email))
    }
    keys.append(OperatorKey(mark: mark, isJoined: isJoined))
    guard isJoined else { return false }
    // Without a role there is no entitlement to grant; the operator's row shows the gap as NULL.
    guard !role.isNull else { return true }
    let entitlement = entitlement(role)
    if wantsGrants {
      grants.append(batch.add(joining: entitlement.id, user, id))
      grants.append(entitlement.id)
      grants.append(website)
      grants.append(websiteID)
      grants.append(entitlement.slug)
      grants.append(id)
      grants.append(email)
    }
    return true
  }

  private mutating func text(_ index: Int) throws(JSONFieldError) -> Cell {
    guard let utf8 = try details.utf8(index) else { return .null }
    return batch.add(utf8)
  }

  /// The user's id. An invitation has no id, so its address is used.
  private mutating func operatorID(email: Cell, isJoined: Bool) throws(JSONFieldError) -> Cell {
    let element = details[0]
    if let digits = element.integerText { return batch.add(digits) }
    if let utf8 = try details.utf8(0), !utf8.isEmpty { return batch.add(utf8) }
    guard !isJoined, email.count > 0 else {
      throw details.wrongType(0, isJoined ? "a user id" : "a user id, or `email` an address")
    }
    return batch.add(joining: batch.add("email:"), email, .empty)
  }

  private func mark(of id: Cell) -> UInt64 {
    batch.bytes.withUnsafeBytes { bytes in
      TwinFilter.mark(of: UnsafeRawBufferPointer(rebasing: bytes[id.range]), in: markStart)
    }
  }

  /// The time at which the user was last active. It is rarely needed, so it may cost a string.
  private mutating func moment(of id: Cell) -> Cell {
    lastActive[String(decoding: batch.bytes[id.range], as: UTF8.self)].map { batch.add($0.description) } ?? .null
  }

  private mutating func displayName(_ first: Cell, _ last: Cell) -> Cell {
    if first.count == 0 { return last.count == 0 ? .null : last }
    if last.count == 0 { return first }
    return batch.add(joining: first, space, last)
  }

  private mutating func attributes(type: UnsafeBufferPointer<UInt8>) -> Cell {
    var json = Array(#"{"type":"#.utf8)
    json.appendJSONString(type)
    json.append(UInt8(ascii: "}"))
    return json.withUnsafeBufferPointer { batch.add($0) }
  }

  /// The entitlement of a role. There are only a handful, so a search from the front is the fastest.
  private mutating func entitlement(_ role: Cell) -> Entitlement {
    for entitlement in held where batch.areEqual(entitlement.slug, role) {
      return entitlement
    }
    let id = batch.add(joining: batch.add("website:"), websiteID, batch.add(":"))
    let entitlement = Entitlement(slug: role, id: batch.add(joining: id, role, .empty))
    held.append(entitlement)
    return entitlement
  }
}

extension CrispPeople {
  /// The index of the person whose id is a value of a batch.
  fileprivate func index(of id: Cell, _ mark: UInt64, in batch: RowBatch) -> Int? {
    batch.bytes.withUnsafeBufferPointer { bytes in
      index(of: UnsafeBufferPointer(rebasing: bytes[id.range]), mark).map { Int($0) }
    }
  }
}
