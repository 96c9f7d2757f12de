/// Maps *List Website Operators* to rows of `operators` and `grants`, and to the `entitlements` of the website.
///
/// Each element is `{"type": …, "details": {…}}`. The type `operator` means a joined operator; any other is an
/// invitation that is still open, whose `identifier` and `key` would redeem it and are therefore not even looked at.
struct CrispOperatorsMapper: StretchMapper {
  private let tenant: Tenant
  private let tables: Set<Table>
  private let allowEmpty: Bool
  private let failures: CrispFailures
  private let lastActive: CrispLastActive

  private var elementCount = 0
  private var operatorCount = 0
  /// The most different roles of a website: all of them are held in memory.
  private static let maximumRoles = 1000
  /// Roles whose entitlement has been written.
  private var knownRoles = Role.documented.map(\.slug)
  /// Who was listed so far.
  private var twins: TwinFilter
  /// Invitations of people who were listed before.
  private var repeatedInvitations = 0

  init(
    tenant: Tenant, tables: Set<Table>, allowEmpty: Bool, failures: CrispFailures, lastActive: CrispLastActive = [:],
    twins: TwinFilter = TwinFilter()
  ) {
    self.tenant = tenant
    self.tables = tables
    self.allowEmpty = allowEmpty
    self.failures = failures
    self.lastActive = lastActive
    self.twins = twins
  }

  /// The roles that Crisp documents, which are listed even when nobody holds them.
  private struct Role {
    let slug: String
    let displayName: String
    let description: String

    static let documented = [
      Role(
        slug: "owner", displayName: "Owner",
        description: "Reads and answers all conversations, manages operators, roles, plugins and the website itself"),
      Role(
        slug: "member", displayName: "Member",
        description: "Reads and answers all conversations of the website"),
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

  /// Rows, and what of them has to be seen in order.
  struct Stretch: MappedStretch {
    var rows: RowBatch
    /// The roles of the grants, in the order of their first appearance.
    var roles: [String]
    var elementCount = 0
    var operatorCount = 0
    /// Who the elements are.
    var keys: [CrispOperatorRows.OperatorKey] = []
    /// What is wrong with the element behind those that were counted.
    var error: JSONFieldError?
    /// Whether an element says that it is another website's.
    var hasForeign = false

    var isFaulty: Bool { error != nil || hasForeign }
  }

  func prepare(_ elements: JSONElement) -> Stretch {
    var rows = CrispOperatorRows(tenant: tenant, tables: tables, lastActive: lastActive)
    var stretch = Stretch(rows: RowBatch(tenant: tenant), roles: [])
    do throws(JSONFieldError) {
      try elements.forEachElement { element throws(JSONFieldError) in
        if try rows.append(element) { stretch.operatorCount += 1 }
        stretch.elementCount += 1
      }
    } catch {
      // Its row is not whole, and no row of the stretch is wanted.
      stretch.error = error
      return stretch
    }
    stretch.roles = rows.roles
    stretch.keys = rows.keys
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
    try removeTwins(stretch.keys, first: first, from: &batch)
    // By bytes, as the grants have it: to a String, one letter written in two ways is the same letter.
    for role in stretch.roles where !knownRoles.contains(where: { $0.utf8.elementsEqual(role.utf8) }) {
      guard knownRoles.count < Self.maximumRoles else {
        throw DecodeError("the list has more than \(Self.maximumRoles) different roles")
      }
      knownRoles.append(role)
      if tables.contains(.entitlements) { appendEntitlement(role, nil, nil, to: &batch) }
    }
    return batch
  }

  /// Leaves out invitations of people who were listed before: whoever invites somebody twice has two invitations open, and
  /// `operators` has a person once.
  ///
  /// - Parameter first: which element of the list the first key is of.
  /// - Throws: `DecodeError` for an operator who was listed before. Nobody can be one twice, so the list cannot be right.
  private mutating func removeTwins(
    _ keys: [CrispOperatorRows.OperatorKey], first: Int, from batch: inout RowBatch
  ) throws(DecodeError) {
    var twinRows: [Int] = []
    for (index, key) in keys.enumerated() {
      switch twins.insert(key.mark) {
      case .new: continue
      case .suspect: batch.suspects.append(key.mark)
      case .twin:
        guard !key.isJoined else {
          throw DecodeError(
            "element \(first + index) of the list is somebody who is in it already", isContradiction: true)
        }
        twinRows.append(index)
      }
    }
    repeatedInvitations += twinRows.count
    guard tables.contains(.operators) else { return }
    for row in twinRows.reversed() { batch.removeRow(row, of: .operators) }
  }

  var notes: [String] {
    guard repeatedInvitations > 0 else { return [] }
    let count = repeatedInvitations == 1 ? "1 invitation is" : "\(repeatedInvitations) invitations are"
    return ["\(count) of somebody who is in the list already; the first entry stands, and the others were left out"]
  }

  mutating func finish(_ frame: JSONElement) throws -> RowBatch? {
    try CrispEnvelope(frame).emptiedList(failures: failures)
    guard operatorCount > 0 || allowEmpty else { throw failures.emptyList }
    return nil
  }
}
