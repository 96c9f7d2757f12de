/// The comparison of people.
struct OperatorDiff: ComparedRows {
  /// Rows of people whom the newer snapshot has, and of those whom only the older one has.
  let newRows = RowSpool.changes()
  let removedRows = RowSpool.changes()
  /// People who left, and of whom nothing that is compared tells.
  let strangers: Strangers
  /// The people whose names and rights rows of grants want; `nil` if none do.
  var holders: HolderBook?
  let rest: (old: RestRows, new: RestRows)

  private let id = Table.operators.index(of: "operator_id")
  private let email = Table.operators.index(of: "email")
  private let name = Table.operators.index(of: "display_name")
  private let role = Table.operators.index(of: "role")
  private let status = Table.operators.index(of: "status")

  private let names = Table.operators.columns.map(\.name)

  /// - Parameter comparesAllColumns: whether columns that change from minute to minute are compared as well.
  init(strangers: Strangers, comparesAllColumns: Bool) {
    self.strangers = strangers
    let table = Table.operators
    let kept = table.ownColumns.map(\.name).filter { comparesAllColumns || !ComparedTenant.passing.contains($0) }
      .map(table.index)
    rest = RestRows.pair(of: table, keeping: kept)
  }

  var table: Table { .operators }

  func key(of row: Row, _ context: DiffSide.Context) -> UInt64? {
    guard let id = row[id] else { return nil }
    let key = context.hasher.key(id)
    // It will be looked for once the rest of the row is hashed.
    holders?.touch(CollectionOfOne(key))
    return key
  }

  func pass(
    _ row: Row, _ key: UInt64, _ context: DiffSide.Context, isNew: Bool, keptAt offset: Int?
  ) throws(RollcallError) {
    try holders?.see(row, key, context, isNew: isNew, keptAt: offset)
  }

  func digest(of row: Row, _ context: DiffSide.Context) -> UInt64 {
    row.digest(of: context.tenant.operatorColumns)
  }

  func isDoubtful(alone key: UInt64, _ context: DiffSide.Context) -> Bool {
    context.tenant.leftOut.hidesPeople && strangers.contains(key)
  }

  func add(_ row: SpooledRow, _ context: DiffSide.Context) throws(RollcallError) {
    try newRows.append(only(row, .added, .joined), of: context.index)
  }

  func remove(_ row: SpooledRow, _ context: DiffSide.Context) throws(RollcallError) {
    try removedRows.append(only(row, .removed, .left), of: context.index)
  }

  private func only(_ row: SpooledRow, _ change: DiffChange, _ effect: DiffEffect) -> DiffRow {
    var only = DiffRow(.operator, change, isStatus(row[status], .enabled) ? effect : nil)
    only.operatorID = row[id]
    only.operatorEmail = row[email]
    only.displayName = row[name]
    only.note = row[role]
    return only
  }

  func change(from old: SpooledRow, to new: SpooledRow, _ context: DiffSide.Context) throws(RollcallError) {
    let wasDeleted = isStatus(old[status], .deleted)
    let isDeleted = isStatus(new[status], .deleted)
    if context.tenant.leftOut.hidesPeople {
      // Whom a list names is known, unless the list itself is doubtful.
      let isListed = !(wasDeleted && isDeleted) && !context.tenant.leftOut.isListDoubtful
      guard isListed || !strangers.isUnknown(new.tag) else { return }
    }
    // Of people who left, only that is told: the other columns are empty then.
    for column in wasDeleted == isDeleted ? old.differing(from: new, in: context.tenant.operatorColumns) : [status] {
      var change = DiffRow(.operator, .changed)
      if column == status {
        change.effect = effect(wasDeleted, isDeleted, isEnabled: isStatus(new[status], .enabled))
      } else if column == role {
        change.effect = context.tenant.effect(from: old[role], to: new[role])
      }
      change.operatorID = new[id]
      change.operatorEmail = new[email] ?? old[email]
      change.displayName = new[name] ?? old[name]
      change.old = old[column]
      change.new = new[column]
      change.note = new[role]
      try newRows.append(change, about: names[column], of: context.index)
    }
  }

  private func effect(_ wasDeleted: Bool, _ isDeleted: Bool, isEnabled: Bool) -> DiffEffect {
    if wasDeleted != isDeleted { return isDeleted ? .left : .joined }
    return isEnabled ? .enabled : .disabled
  }

  private func isStatus(_ value: UnsafeRawBufferPointer?, _ other: OperatorStatus) -> Bool {
    value?.elementsEqual(other.rawValue.utf8) ?? false
  }
}
