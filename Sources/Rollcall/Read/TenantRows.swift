/// A reader of a table tenant by tenant, in the manifest's order: several tables can be read side by side, in flat memory.
///
/// Every tenant must be asked for, in order, and ``finish()`` called at the end: only then is the table what the
/// manifest says.
struct TenantRows: ~Copyable {
  private var reader: RowReader
  private var cursor: TenantCursor
  private let snapshot: SnapshotReader
  /// The row that was read and belongs to a later tenant than the last one asked for.
  private var waiting: Row?
  private var isAtEnd = false

  /// The number of the tenant's first columns, which are the same in all of its rows.
  static let leadingCount = Column.leading.count

  /// - Throws: `RollcallError` with the code `undecodable` if the snapshot does not have the table.
  init(_ table: Table, of snapshot: SnapshotReader) throws(RollcallError) {
    reader = try snapshot.rows(of: table)
    cursor = TenantCursor(manifest: snapshot.manifest)
    self.snapshot = snapshot
  }

  /// The next row of the tenant at an index of the manifest, valid until the next call; `nil` after its last row.
  ///
  /// - Throws: `RollcallError` with the code `undecodable` if a file is not what the manifest says.
  mutating func next(of tenant: Int) throws(RollcallError) -> Row? {
    if waiting == nil, !isAtEnd { try advance() }
    guard let row = waiting else { return nil }
    guard let index = cursor.index, index >= tenant else {
      throw error("it does not stand with its tenant's rows in the manifest's order of tenants")
    }
    guard index == tenant else { return nil }
    waiting = nil
    return row
  }

  /// The beginning of the hash of every key of the tenant of the last row.
  var hasher: Hasher { cursor.hasher }

  /// Checks that no row is left.
  mutating func finish() throws(RollcallError) {
    if waiting == nil, !isAtEnd { try advance() }
    guard waiting == nil else { throw error("no tenant of the manifest comes after its row") }
  }

  private mutating func advance() throws(RollcallError) {
    guard let row = try reader.next() else {
      isAtEnd = true
      return
    }
    if let fault = cursor.advance(to: row) { throw error(fault) }
    waiting = row
  }

  /// The error about the last row, which is not what a row must be.
  func error(_ message: String) -> RollcallError {
    snapshot.error(SnapshotDifference(file: reader.file, row: reader.rowNumber, message: message))
  }
}
