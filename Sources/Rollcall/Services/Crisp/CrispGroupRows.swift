/// The rows of the teams and sub-inboxes of a website, a batch at a time: their resources and entitlements, the grants of
/// each in the order of the operators, and the operators of whom only an id is known.
struct CrispGroupRows: Sequence, IteratorProtocol {
  private let website: Tenant
  private let groups: CrispGroups
  private let roster: CrispRoster
  private let tables: Set<Table>
  /// The groups, grants and people to come.
  private var groupsToCome: ArraySlice<CrispGroup>
  private var grantsToCome: ArraySlice<CrispGroup>
  private var removedToCome: Range<Int>
  /// The group whose grants come next, and their holders.
  private var holders: (group: CrispGroup, people: ArraySlice<Int>)?

  /// Rows in a batch.
  private static let rowsPerBatch = 1000

  init(of groups: CrispGroups, in website: Tenant, with roster: CrispRoster, for tables: Set<Table>) {
    self.website = website
    self.groups = groups
    self.roster = roster
    self.tables = tables
    groupsToCome = groups.all[...]
    grantsToCome = tables.contains(.grants) ? groupsToCome : []
    removedToCome = 0..<(tables.contains(.operators) ? groups.people.count : 0)
  }

  mutating func next() -> RowBatch? { nextGroups() ?? nextGrants() ?? nextRemoved() }

  private mutating func nextGroups() -> RowBatch? {
    guard !groupsToCome.isEmpty else { return nil }
    var batch = RowBatch(tenant: website)
    for group in groupsToCome.prefix(Self.rowsPerBatch) {
      if tables.contains(.resources) { appendResource(group, to: &batch) }
      if tables.contains(.entitlements) { appendEntitlement(group, to: &batch) }
    }
    groupsToCome = groupsToCome.dropFirst(Self.rowsPerBatch)
    return batch
  }

  private func appendResource(_ group: CrispGroup, to batch: inout RowBatch) {
    let row = [
      batch.add(group.kind.rawValue), batch.add(group.id), group.name.map { batch.add($0) } ?? .null,
      batch.add("website"), batch.add(website.id), group.attributes.withUnsafeBufferPointer { batch.add($0) },
    ]
    batch.append(row, to: .resources)
  }

  private func appendEntitlement(_ group: CrispGroup, to batch: inout RowBatch) {
    let meaning = group.meaning
    let row = [
      batch.add(group.entitlementID), batch.add(group.kind.rawValue), batch.add(group.id), batch.add("member"),
      batch.add("Member"), batch.add(meaning.description), batch.add(meaning.purpose.rawValue),
    ]
    batch.append(row, to: .entitlements)
  }

  private mutating func nextGrants() -> RowBatch? {
    while holders?.people.isEmpty ?? true {
      guard let group = grantsToCome.popFirst() else { return nil }
      var members: [Int] = []
      groups.forEachMember(of: group) { members.append($0) }
      holders = (group, roster.holders(members)[...])
    }
    guard let (group, people) = holders else { return nil }
    var batch = RowBatch(tenant: website)
    let entitlement = batch.add(group.entitlementID)
    let (type, id) = (batch.add(group.kind.rawValue), batch.add(group.id))
    let (slug, user) = (batch.add("member"), batch.add(":user:"))
    for person in people.prefix(Self.rowsPerBatch) {
      let operatorID = groups.people.withID(at: person) { batch.add($0) }
      let row = [
        batch.add(joining: entitlement, user, operatorID), entitlement, type, id, slug, operatorID,
        roster.email(of: person, in: &batch),
      ]
      batch.append(row, to: .grants)
    }
    holders = (group, people.dropFirst(Self.rowsPerBatch))
    return batch
  }

  /// People who left the website, and not their teams and sub-inboxes.
  private mutating func nextRemoved() -> RowBatch? {
    var batch = RowBatch(tenant: website)
    while batch.rowCount(of: .operators) < Self.rowsPerBatch, let index = removedToCome.popFirst() {
      guard roster.standing(of: index) == .lacking else { continue }
      let row = [
        groups.people.withID(at: index) { batch.add($0) }, .null, .null, .null, .null, .null, .null,
        batch.add(OperatorStatus.deleted.rawValue), batch.add("removed from the website"), .null, .null, .null, .null,
        batch.add("{}"),
      ]
      batch.append(row, to: .operators)
    }
    return batch.rowCount(of: .operators) == 0 ? nil : batch
  }
}
