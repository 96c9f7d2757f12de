/// Grants that only one of two snapshots has.
final class LoneGrants {
  /// The grants: type and id of the place, slug, and the holder's id and address. The tag is the hash of the holder's way
  /// to the place, or 0 for a grant that lets nobody read.
  let rows = RowSpool(width: 5)
  /// The number of grants that let people read, as far as the grant alone tells.
  private(set) var permissionCount = 0
  /// The numbers of those whose holders have another permission on the place in the other snapshot.
  private var withOtherWay: Marks?

  private let column = GrantColumns()

  /// The places of the texts in a row.
  static let (type, id, slug, person, email) = (0, 1, 2, 3, 4)

  /// - Parameter way: the hash of the holder's way to the place; `nil` for a grant that lets nobody read.
  func append(_ row: Row, _ way: UInt64?, _ context: DiffSide.Context) throws(RollcallError) {
    let columns = column.entitlement
    let fields = [columns.type, columns.resourceID, columns.slug, column.person, column.email].map { row[$0] }
    try rows.append(fields, tag: way.map { max($0, 1) } ?? 0, of: context.index)
    if way != nil { permissionCount += 1 }
  }

  /// Notes which grants are not the only way.
  func note(_ ways: OtherWays) throws(RollcallError) {
    let marks = Marks(limit: rows.count)
    try rows.forEach(in: rows.all) { (row, number) in if row.tag != 0, ways.isFound(row.tag) { marks.insert(number) } }
    withOtherWay = marks
  }

  /// Whether a grant is a permission, and its holder has no other one on the place in the other snapshot.
  func isOnlyWay(_ row: SpooledRow, _ number: Int) -> Bool {
    row.tag != 0 && !(withOtherWay?.contains(number) ?? false)
  }
}

/// The search for other permissions of the holders of lone grants, in the snapshot that lacks these grants.
final class OtherWays {
  private let ways: KeyTable
  private let found: Marks
  private let person = GrantColumns().person

  /// - Returns: `nil` if no grant needs it.
  init?(of grants: LoneGrants) throws(RollcallError) {
    guard grants.permissionCount > 0 else { return nil }
    let ways = try KeyTable(limit: grants.permissionCount)
    try grants.rows.forEach(in: grants.rows.all) { (row, _) in if row.tag != 0 { _ = ways.insert(row.tag) } }
    self.ways = ways
    found = Marks(limit: ways.capacity)
  }

  /// Looks at a grant of the other snapshot.
  func take(_ row: Row, _ entitlement: Entitlement, _ context: DiffSide.Context, _ permissions: KeyTable) {
    guard let way = context.hasher.way(to: entitlement, of: row[person]), let place = ways.place(of: max(way, 1)),
      permissions.place(of: context.hasher.key(entitlement.id)) != nil
    else { return }
    found.insert(place)
  }

  fileprivate func isFound(_ way: UInt64) -> Bool { ways.place(of: way).map { found.contains($0) } ?? false }
}
