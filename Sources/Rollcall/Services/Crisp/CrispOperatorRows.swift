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

  /// The size of an element's values, in bytes; most have less.
  private static let usualSize = 320

  /// The longest name of a role, in bytes: all of them are held in memory.
  static let maximumRoleLength = 4096

  /// The type of an operator who has joined.
  private let operatorType = Array("operator".utf8)

  private let tenant: Tenant
  /// Whether an element says that it belongs to another website.
  private(set) var hasForeign = false
  private var outer = JSONFieldReader("type", "details", "website_id")
  private var details = JSONFieldReader(
    "user_id", "email", "avatar", "first_name", "last_name", "role", "title", "availability", "has_token",
    "website_id")

  /// The places of the keys in these readers: in the order in which Crisp has them, in which they are found fastest.
  private enum Field {
    static let type = 0
    static let details = 1
    static let outerWebsite = 2

    static let id = 0
    static let email = 1
    static let avatar = 2
    static let firstName = 3
    static let lastName = 4
    static let role = 5
    static let title = 6
    static let availability = 7
    static let hasToken = 8
    static let website = 9
  }

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

  /// - Parameter count: the number of elements, for which room is reserved.
  init(
    tenant: Tenant, tables: Set<Table>, lastActive: CrispLastActive, people: CrispPeople? = nil, count: Int
  ) {
    self.tenant = tenant
    self.people = people
    batch = RowBatch(tenant: tenant, capacity: count * Self.usualSize)
    wantsOperators = tables.contains(.operators)
    wantsGrants = tables.contains(.grants)
    self.lastActive = lastActive
    keys.reserveCapacity(count)
    if wantsOperators { operators.reserveCapacity(count * Table.operators.width) }
    if wantsGrants { grants.reserveCapacity(count * Table.grants.width) }
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
    try outer.checkText(Field.type)
    guard !outer.isMissing(Field.type) else { throw outer.wrongType(Field.type, "a string") }
    let isJoined = UnsafeRawBufferPointer(outer.text(Field.type)).isEqual(to: operatorType)
    try details.read(outer[Field.details], as: "details")
    if !outer.isMissing(Field.outerWebsite) || !details.isMissing(Field.website) { noteForeign() }
    if wantsOperators {
      for field in Field.email...Field.availability { try details.checkText(field) }
    } else {
      try details.checkText(Field.email)
      try details.checkText(Field.role)
    }
    guard details.text(Field.role).count <= Self.maximumRoleLength else {
      throw details.wrongType(Field.role, "the name of a role, of at most \(Self.maximumRoleLength) bytes,")
    }

    // Without a role there is no entitlement to grant; the operator's row shows the gap as NULL.
    let entitlement = isJoined ? entitlement() : nil
    let id = try unusualID(isJoined: isJoined)
    let values = write(id: id, entitlement)
    if wantsOperators { try appendOperator(values, isJoined: isJoined) }
    if let entitlement, wantsGrants { append(entitlement, to: values) }

    let mark = batch.bytes.withUnsafeBytes { bytes in
      TwinFilter.mark(of: UnsafeRawBufferPointer(rebasing: bytes[values.id.range]), in: markStart)
    }
    if let index = people?.index(of: values.id, mark, in: batch) {
      named.append(NamedPerson(index: index, element: keys.count, isJoined: isJoined, email: values.email))
    }
    keys.append(OperatorKey(mark: mark, isJoined: isJoined))
    return isJoined
  }

  private mutating func noteForeign() {
    hasForeign =
      hasForeign || CrispWebsiteID.isOther(outer[Field.outerWebsite], than: tenant)
      || CrispWebsiteID.isOther(details[Field.website], than: tenant)
  }

  /// An id that is not the text of `user_id`: a number, or the address of an invitation, which has no id.
  private mutating func unusualID(isJoined: Bool) throws(JSONFieldError) -> Cell? {
    if details.text(Field.id).count > 0 { return nil }
    if let digits = details[Field.id].integerText { return batch.add(digits) }
    try details.checkText(Field.id)
    let email = details.text(Field.email)
    guard !isJoined, !email.isEmpty else {
      throw details.wrongType(Field.id, isJoined ? "a user id" : "a user id, or `email` an address")
    }
    return batch.add(joining: batch.add("email:"), batch.add(email), .empty)
  }

  /// The values of an element in the batch.
  private struct Values {
    var id, email, displayName, firstName, lastName, title, role, availability, avatar, grantID: Cell
  }

  private mutating func write(id unusualID: Cell?, _ entitlement: Entitlement?) -> Values {
    let (user, space, grant) = (user, space, wantsGrants ? entitlement : nil)
    // Every text is in two values at most.
    let separators = user.count + space.count + (unusualID?.count ?? 0) + (entitlement?.id.count ?? 0)
    let limit = 2 * details.textBytes + Int(separators)
    return batch.add(atMost: limit) { writer in
      let id = unusualID ?? writer.add(details.text(Field.id))
      var values = Values(
        id: id, email: writer.add(details.text(Field.email)), displayName: .null, firstName: .null, lastName: .null,
        title: .null, role: .null, availability: .null, avatar: .null,
        grantID: grant.map { writer.add(joining: $0.id, user, id) } ?? .null)
      guard wantsOperators else { return values }
      values.firstName = writer.add(details.text(Field.firstName))
      values.lastName = writer.add(details.text(Field.lastName))
      if values.firstName.count == 0 {
        values.displayName = values.lastName.orNull
      } else {
        values.displayName =
          values.lastName.count == 0 ? values.firstName : writer.add(joining: values.firstName, space, values.lastName)
      }
      values.title = writer.add(details.text(Field.title))
      values.role = entitlement?.slug ?? writer.add(details.text(Field.role))
      values.availability = writer.add(details.text(Field.availability))
      values.avatar = writer.add(details.text(Field.avatar)).orNull
      return values
    }
  }

  private mutating func appendOperator(_ values: Values, isJoined: Bool) throws(JSONFieldError) {
    let hasToken = try details.bool(Field.hasToken).map { $0 ? yes : no } ?? .null
    let status = isJoined ? enabled : disabled
    let detail = isJoined ? .null : pending
    let attributes = isJoined ? noAttributes : attributes(type: outer.text(Field.type))
    let lastActive = lastActive.isEmpty ? .null : moment(of: values.id)
    operators.append(addingCapacity: Table.operators.width) { row in
      row.append(values.id)
      row.append(values.email)
      row.append(values.displayName)
      row.append(values.firstName)
      row.append(values.lastName)
      row.append(values.title)
      row.append(values.role)
      row.append(status)
      row.append(detail)
      row.append(hasToken)
      row.append(values.availability)
      row.append(lastActive)
      row.append(values.avatar)
      row.append(attributes)
    }
  }

  private mutating func append(_ entitlement: Entitlement, to values: Values) {
    let (website, websiteID) = (website, websiteID)
    grants.append(addingCapacity: Table.grants.width) { row in
      row.append(values.grantID)
      row.append(entitlement.id)
      row.append(website)
      row.append(websiteID)
      row.append(entitlement.slug)
      row.append(values.id)
      row.append(values.email)
    }
  }

  /// The time at which the user was last active. It is rarely needed, so it may cost a string.
  private mutating func moment(of id: Cell) -> Cell {
    lastActive[String(decoding: batch.bytes[id.range], as: UTF8.self)].map { batch.add($0.description) } ?? .null
  }

  private mutating func attributes(type: UnsafeBufferPointer<UInt8>) -> Cell {
    var json = Array(#"{"type":"#.utf8)
    json.appendJSONString(type)
    json.append(UInt8(ascii: "}"))
    return json.withUnsafeBufferPointer { batch.add($0) }
  }

  /// The entitlement of the element's role, if it has one. There are only a handful, so a search from the front is the
  /// fastest.
  private mutating func entitlement() -> Entitlement? {
    let role = details.text(Field.role)
    guard role.baseAddress != nil else { return nil }
    for entitlement in held where batch.holds(role, at: entitlement.slug) { return entitlement }
    let slug = batch.add(role)
    let id = batch.add(joining: batch.add("website:"), websiteID, batch.add(":"))
    let entitlement = Entitlement(slug: slug, id: batch.add(joining: id, slug, .empty))
    held.append(entitlement)
    return entitlement
  }
}

extension Cell {
  /// The same value, and NULL for an empty one.
  fileprivate var orNull: Cell { count == 0 ? .null : self }
}

extension CrispPeople {
  /// The index of the person whose id is a value of a batch.
  fileprivate func index(of id: Cell, _ mark: UInt64, in batch: RowBatch) -> Int? {
    batch.bytes.withUnsafeBufferPointer { bytes in
      index(of: UnsafeBufferPointer(rebasing: bytes[id.range]), mark).map { Int($0) }
    }
  }
}
