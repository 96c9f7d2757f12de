/// The comparison of what places offer, and which of it lets people read.
struct EntitlementDiff: ComparedRows {
  /// Rows of entitlements that the newer snapshot has, and of those that only the older one has. Some are told in texts
  /// alone: custom roles that came and went.
  let newRows = RowSpool.changes()
  let removedRows = RowSpool.changes()
  let rest = RestRows.pair(of: .entitlements)
  /// The entitlements that let their holders read.
  let oldPermissions: KeyTable
  let newPermissions: KeyTable
  let customRoles = CustomRoleNames()

  private let columns = DiffEntitlement.Columns(.entitlements)
  private let purpose = Table.entitlements.index(of: "purpose")
  private let name = Table.entitlements.index(of: "display_name")
  private let comparedOfRoles: [Int]
  private let comparedOfOthers: [Int]

  private let names = Table.entitlements.columns.map(\.name)

  init(_ old: DiffSide, _ new: DiffSide) throws(RollcallError) {
    oldPermissions = try KeyTable(limit: old.rowLimit(of: .entitlements))
    newPermissions = try KeyTable(limit: new.rowLimit(of: .entitlements))
    comparedOfOthers = [purpose]
    comparedOfRoles = [name, Table.entitlements.index(of: "description"), purpose]
  }

  var table: Table { .entitlements }

  func see(_ row: Row, _ context: DiffSide.Context, isNew: Bool) {
    guard let id = row[columns.id] else { return }
    let key = context.hasher.key(id)
    if isPermission(row) { _ = (isNew ? newPermissions : oldPermissions).insert(key) }
    if isCustomRole(row, context) { customRoles.take(row[name], of: key, isNew: isNew) }
  }

  private func isPermission(_ row: some RowTexts) -> Bool {
    row[purpose]?.elementsEqual(Purpose.permission.rawValue.utf8) ?? false
  }

  func key(of row: Row, _ context: DiffSide.Context) -> UInt64? {
    guard let entitlement = DiffEntitlement(row, columns), !context.tenant.leavesOut(entitlement) else { return nil }
    return context.hasher.key(entitlement.id)
  }

  func digest(of row: Row, _ context: DiffSide.Context) -> UInt64 {
    row.digest(of: compared(of: row, context))
  }

  private func compared(of row: some RowTexts, _ context: DiffSide.Context) -> [Int] {
    isCustomRole(row, context) ? comparedOfRoles : comparedOfOthers
  }

  private func isCustomRole(_ row: some RowTexts, _ context: DiffSide.Context) -> Bool {
    DiffEntitlement(row, columns).map { context.tenant.isCustomRole($0.type, $0.slug) } ?? false
  }

  func add(_ row: SpooledRow, _ context: DiffSide.Context) throws(RollcallError) {
    guard isCustomRole(row, context) else { return }
    try newRows.append(entitlement(row, .added), of: context.index)
  }

  func remove(_ row: SpooledRow, _ context: DiffSide.Context) throws(RollcallError) {
    guard isCustomRole(row, context) else { return }
    try removedRows.append(entitlement(row, .removed), of: context.index)
  }

  private func entitlement(_ row: SpooledRow, _ change: DiffChange) -> DiffRow {
    var entitlement = DiffRow(.entitlement, change)
    entitlement.resourceType = row[columns.type]
    entitlement.resourceID = row[columns.resourceID]
    entitlement.slug = row[columns.slug]
    entitlement.note = row[name]
    return entitlement
  }

  func change(from old: SpooledRow, to new: SpooledRow, _ context: DiffSide.Context) throws(RollcallError) {
    for column in old.differing(from: new, in: compared(of: new, context)) {
      var change = entitlement(new, .changed)
      change.old = old[column]
      change.new = new[column]
      if column == purpose {
        change.effect = isPermission(new) ? .letIn : .letOut
      }
      try newRows.append(change, about: names[column], of: context.index)
    }
  }
}
