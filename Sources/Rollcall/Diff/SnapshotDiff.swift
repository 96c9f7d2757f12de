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
  /// - Parameter comparesAllColumns: whether presence, last activity and pictures are compared as well.
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
    try ContentDiff(old: older, new: newer, rows: resources).run()
    let entitlements = try EntitlementDiff(older, newer)
    try ContentDiff(old: older, new: newer, rows: entitlements).run()
    let strangers = try Strangers(in: [older, newer])
    let grants = GrantDiff(older, newer, entitlements, opened: resources.opened, strangers: strangers)
    try grants.run()
    let operators = OperatorDiff(strangers: strangers)
    try ContentDiff(old: older, new: newer, rows: operators).run()

    let names = try DiffNames(older, newer, grants, entitlements)
    try names.read(older, newer)
    return try SnapshotChanges(
      old: old, new: new, tenants: tenants, comparesAllColumns: comparesAllColumns, operators: operators,
      resources: resources, entitlements: entitlements, grants: grants, names: names)
  }

  private static func compared(
    _ tenants: [DiffTenant], _ index: KeyPath<DiffTenant, Int?>, count: Int
  ) -> [ComparedTenant?] {
    var compared = [ComparedTenant?](repeating: nil, count: count)
    for tenant in tenants { if let index = tenant[keyPath: index] { compared[index] = tenant.compared } }
    return compared
  }
}
