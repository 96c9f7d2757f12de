/// The comparison of two snapshots: who joined, left, was let in or out, and whose rights changed.
///
/// ```swift
/// let diff = SnapshotDiff(old: try SnapshotReader(path: "november"), new: try SnapshotReader(path: "december"))
/// let changes = try diff.run()
/// try changes.forEachRow { tenant, row in print(tenant.tenant.id, row.kind, row.change) }
/// ```
///
/// Format, compression, parts and order of the two snapshots may differ. Both are read table after table, and every file
/// that is read is checked; changes wait in temporary files until all of them are known. Memory holds at most 24 bytes for
/// each row of the larger snapshot.
///
/// Keys are compared as hashes of 64 bits with a random seed. Two different keys of ten million have the same hash with a
/// chance of one in 180,000.
public struct SnapshotDiff {
  private let old: SnapshotReader
  private let new: SnapshotReader
  private let comparesAllColumns: Bool

  /// Prepares to compare two snapshots.
  ///
  /// - Parameters:
  ///   - old: the older snapshot.
  ///   - new: the newer snapshot.
  ///   - comparesAllColumns: whether presence, last activity and pictures are compared as well.
  public init(old: SnapshotReader, new: SnapshotReader, comparesAllColumns: Bool = false) {
    self.old = old
    self.new = new
    self.comparesAllColumns = comparesAllColumns
  }

  /// Compares the snapshots.
  ///
  /// - Throws: `RollcallError` with the code `undecodable` if a snapshot is damaged or lacks a table, `inputOutput` if
  ///   it cannot be read, and `cannotCreate` if there is no place for a temporary file.
  public func run() throws(RollcallError) -> SnapshotChanges {
    let tenants = DiffTenant.all(old.manifest, new.manifest, comparesAllColumns: comparesAllColumns)
    let older = DiffSide(snapshot: old, tenants: Self.compared(tenants, \.oldIndex, count: old.manifest.tenants.count))
    let newer = DiffSide(snapshot: new, tenants: Self.compared(tenants, \.newIndex, count: new.manifest.tenants.count))
    try older.checkFiles()
    try newer.checkFiles()

    let resources = ResourceDiff()
    try compare(resources, older, newer)
    let entitlements = try EntitlementDiff(older, newer)
    try compare(entitlements, older, newer)
    let strangers = try Strangers(in: [older, newer])
    let grants = GrantDiff(entitlements, opened: resources.opened, strangers: strangers)
    try compare(grants, older, newer)
    let places = try PlaceNames(older, newer, grants, entitlements)
    // The operators are read once: for themselves, and for the names and the rights of those who hold other grants.
    let operators = OperatorDiff(strangers: strangers, comparesAllColumns: comparesAllColumns)
    let grantRows = try Self.readOperators(operators, grants, older, newer, places)
    try TableDiff(old: older, new: newer, rows: operators).run()
    return try SnapshotChanges(
      old: old, new: new, tenants: tenants, comparesAllColumns: comparesAllColumns,
      rows: [
        (operators.newRows, operators.removedRows), (resources.newRows, resources.removedRows),
        (entitlements.newRows, entitlements.removedRows), (grantRows.added, grantRows.removed),
      ], places: places)
  }

  private func compare<Rows: ComparedRows>(_ rows: Rows, _ old: DiffSide, _ new: DiffSide) throws(RollcallError) {
    try SideBySide(old: old, new: new, rows: rows).run()
    try TableDiff(old: old, new: new, rows: rows).run()
  }

  /// The holders are forgotten before the operators that are left are compared, so that memory does not hold both.
  private static func readOperators(
    _ operators: OperatorDiff, _ grants: GrantDiff, _ old: DiffSide, _ new: DiffSide, _ places: PlaceNames
  ) throws(RollcallError) -> (added: GrantRows, removed: GrantRows) {
    var operators = operators
    let holders = try HolderBook(grants, old, new, rest: operators.rest)
    operators.holders = holders
    try SideBySide(old: old, new: new, rows: operators).run()
    return (
      try GrantRows(.added, grants, new, holders, places), try GrantRows(.removed, grants, old, holders, places)
    )
  }

  private static func compared(
    _ tenants: [DiffTenant], _ index: KeyPath<DiffTenant, Int?>, count: Int
  ) -> [ComparedTenant?] {
    var compared = [ComparedTenant?](repeating: nil, count: count)
    for tenant in tenants { if let index = tenant[keyPath: index] { compared[index] = tenant.compared } }
    return compared
  }
}
