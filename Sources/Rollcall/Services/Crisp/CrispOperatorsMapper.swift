/// Maps *List Website Operators* to rows of `operators` and `grants`, and to the `entitlements` of the website.
///
/// Each element is `{"type": …, "details": {…}}`. The type `operator` means a joined operator; any other type is an
/// open invitation. Its `identifier` and `key` could redeem it, so they are never read.
struct CrispOperatorsMapper: StretchMapper {
  private let tenant: Tenant
  private let tables: Set<Table>
  private let allowEmpty: Bool
  private let failures: CrispFailures
  private let lastActive: CrispLastActive
  /// The people whom teams and sub-inboxes name, and their places in the list so far.
  private let people: CrispPeople?
  private var roster: CrispRoster

  private var elementCount = 0
  private var operatorCount = 0
  /// The most different roles of a website: all of them are held in memory.
  private static let maximumRoles = 1000
  /// The roles whose entitlements are written.
  private var knownRoles = Role.documented.map(\.slug)
  /// The filter that finds operators who were listed before.
  private var twins: TwinFilter
  /// The number of invitations of people who were listed before.
  private var repeatedInvitations = 0

  init(
    tenant: Tenant, tables: Set<Table>, allowEmpty: Bool, failures: CrispFailures, lastActive: CrispLastActive = [:],
    naming people: CrispPeople? = nil, twins: TwinFilter = TwinFilter()
  ) {
    self.tenant = tenant
    self.tables = tables
    self.allowEmpty = allowEmpty
    self.failures = failures
    self.lastActive = lastActive
    self.people = people
    roster = CrispRoster(of: people?.count ?? 0, keepsEmails: tables.contains(.grants))
    self.twins = twins
  }

  /// A role that Crisp documents. It is an entitlement of every website, even if no operator holds it.
  private struct Role {
    let slug: String
    let displayName: String
    let description: String

    static let documented = [
      Role(
        slug: "owner", displayName: "Owner",
        description: """
          Reads and answers all conversations, those of closed sub-inboxes after joining them; manages operators, roles, \
          plugins and the website itself
          """),
      Role(
        slug: "member", displayName: "Member",
        description: "Reads and answers the conversations of the website, but for those of closed sub-inboxes"),
    ]
  }

  mutating func begin() -> RowBatch? {
    guard tables.contains(.entitlements) else { return nil }
    var batch = RowBatch(tenant: tenant)
    for role in Role.documented {
      appendEntitlement(role.slug, role.displayName, role.description, to: &batch)
    }
    return batch
  }

  private func appendEntitlement(_ slug: String, _ name: String?, _ description: String?, to batch: inout RowBatch) {
    let row = [
      batch.add("website:\(tenant.id):\(slug)"), batch.add("website"), batch.add(tenant.id), batch.add(slug),
      name.map { batch.add($0) } ?? .null, description.map { batch.add($0) } ?? .null,
      batch.add(Purpose.permission.rawValue),
    ]
    batch.append(row, to: .entitlements)
  }

  /// The rows of a stretch, and the facts about them that `take` needs in order.
  struct Stretch: MappedStretch {
    var rows: RowBatch
    /// The roles of the grants, in the order of their first appearance.
    var roles: [String]
    var elementCount = 0
    var operatorCount = 0
    /// The keys of the elements, in their order.
    var keys: [CrispOperatorRows.OperatorKey] = []
    /// The elements of people whom teams or sub-inboxes name.
    var named: [CrispOperatorRows.NamedPerson] = []
    /// The error in the element after the counted ones.
    var error: JSONFieldError?
    /// Whether an element says that it belongs to another website.
    var hasForeign = false

    var isFaulty: Bool { error != nil || hasForeign }
  }

  func prepare(_ elements: JSONElement) -> Stretch {
    var rows = CrispOperatorRows(
      tenant: tenant, tables: tables, lastActive: lastActive, people: people, count: elements.elementCount)
    var stretch = Stretch(rows: RowBatch(tenant: tenant), roles: [])
    do throws(JSONFieldError) {
      try elements.forEachElement { element throws(JSONFieldError) in
        if try rows.append(element) { stretch.operatorCount += 1 }
        stretch.elementCount += 1
      }
    } catch {
      // The element's row is not whole, and no row of the stretch will be used.
      stretch.error = error
      return stretch
    }
    stretch.roles = rows.roles
    stretch.keys = rows.keys
    stretch.named = rows.named
    stretch.hasForeign = rows.hasForeign
    stretch.rows = rows.finish()
    return stretch
  }

  mutating func take(_ stretch: Stretch) throws -> RowBatch? {
    let first = elementCount + 1
    elementCount += stretch.elementCount
    operatorCount += stretch.operatorCount
    guard !stretch.hasForeign else {
      throw DecodeError("`website_id` is not that of the website that was asked for", isContradiction: true)
    }
    if let error = stretch.error { throw DecodeError("element \(elementCount + 1) of the list: \(error.message)") }
    var batch = stretch.rows
    for person in stretch.named { try note(person, first: first, in: batch) }
    try removeTwins(stretch.keys, first: first, from: &batch)
    // By bytes, as in the grants: String considers two encodings of one letter equal.
    for role in stretch.roles where !knownRoles.contains(where: { $0.utf8.elementsEqual(role.utf8) }) {
      guard knownRoles.count < Self.maximumRoles else {
        throw DecodeError("the list has more than \(Self.maximumRoles) different roles")
      }
      knownRoles.append(role)
      if tables.contains(.entitlements) { appendEntitlement(role, nil, nil, to: &batch) }
    }
    return batch
  }

  /// Notes the place and address of a person whom a team or sub-inbox names.
  private mutating func note(
    _ person: CrispOperatorRows.NamedPerson, first: Int, in batch: RowBatch
  ) throws(DecodeError) {
    try batch.bytes.withUnsafeBufferPointer { bytes throws(DecodeError) in
      let email = person.email.isNull ? nil : UnsafeBufferPointer(rebasing: bytes[person.email.range])
      try roster.take(person.index, rank: first + person.element, isJoined: person.isJoined, email: email)
    }
  }

  /// Removes the rows of invitations of people who were listed before: a person can be invited twice, but `operators`
  /// has a person once.
  ///
  /// - Parameter first: the number of the first key's element in the list.
  /// - Throws: `DecodeError` for an operator who was listed before, since a correct list has each operator once.
  private mutating func removeTwins(
    _ keys: [CrispOperatorRows.OperatorKey], first: Int, from batch: inout RowBatch
  ) throws(DecodeError) {
    var twinRows: [Int] = []
    for (index, key) in keys.enumerated() {
      if index.isMultiple(of: TwinFilter.touchedAtOnce) {
        twins.touch(keys[index...].prefix(TwinFilter.touchedAtOnce).lazy.map(\.mark))
      }
      switch twins.insert(key.mark) {
      case .new: continue
      case .suspect: batch.suspects.append(key.mark)
      case .twin:
        guard !key.isJoined else {
          throw DecodeError(
            "element \(first + index) of the list is an operator who is in it already", isContradiction: true)
        }
        twinRows.append(index)
      }
    }
    repeatedInvitations += twinRows.count
    guard tables.contains(.operators) else { return }
    for row in twinRows.reversed() { batch.removeRow(row, of: .operators) }
  }

  var notes: [String] {
    // A second reading of the list, for no table, has nothing new to say.
    guard repeatedInvitations > 0, !tables.isEmpty else { return [] }
    let count = repeatedInvitations == 1 ? "1 invitation is" : "\(repeatedInvitations) invitations are"
    return ["\(count) of people who are in the list already; only their first entries are kept"]
  }

  mutating func finish(_ frame: JSONElement) throws -> RowBatch? {
    try CrispEnvelope(frame).emptiedList(failures: failures)
    guard operatorCount > 0 || allowEmpty else { throw failures.emptyList }
    return nil
  }

  var answer: CrispRoster? { roster }
}
