/// The comparison of a table by its keys and by some of its columns.
///
/// The newer table's keys and digests of the columns are held in 21 bytes a row. Then the older table is read, and at last
/// the newer one again, if anything differs.
struct ContentDiff<Rows: ComparedRows> {
  let old: DiffSide
  let new: DiffSide
  let rows: Rows

  /// Reads both tables.
  func run() throws(RollcallError) {
    let keys = try KeyTable(limit: new.rowLimit(of: rows.table), hasValues: true)
    // Rows that count only if the other snapshot has them, too.
    let doubtful = Marks(limit: keys.capacity)
    try new.forEachRow(of: rows.table) { (row, context) throws(RollcallError) in
      try rows.see(row, context, isNew: true)
      guard let key = rows.key(of: row, context) else { return }
      let place = keys.insert(key)
      keys[place] = digest(of: row, rows.columns(of: row, context))
      if rows.isDoubtful(row, key, context) { doubtful.insert(place) }
    }
    let seen = Marks(limit: keys.capacity)
    let changed = Marks(limit: keys.capacity)
    let olderRows = RowSpool(width: rows.table.columns.count)
    try old.forEachRow(of: rows.table) { (row, context) throws(RollcallError) in
      try rows.see(row, context, isNew: false)
      guard let key = rows.key(of: row, context) else { return }
      let isDoubtful = rows.isDoubtful(row, key, context)
      guard let place = keys.place(of: key) else {
        return isDoubtful || context.tenant.leavesOutRemoved(of: rows.table) ? () : try rows.remove(row, context)
      }
      guard !seen.contains(place) else { return }
      seen.insert(place)
      guard !(isDoubtful && doubtful.contains(place)),
        keys[place] != digest(of: row, rows.columns(of: row, context))
      else { return }
      changed.insert(place)
      keys[place] = UInt64(try olderRows.append(row.cells.indices.map { row[$0] }, of: context.index))
    }
    guard seen.count < keys.count || changed.count > 0 else { return }
    let older = olderRows.makeReader(windowBytes: 4096)
    try new.forEachRow(of: rows.table) { (row, context) throws(RollcallError) in
      guard let key = rows.key(of: row, context), let place = keys.place(of: key) else { return }
      if changed.contains(place) {
        try rows.change(from: older.row(at: Int(keys[place])), to: row, context)
      } else if !seen.contains(place), !doubtful.contains(place),
        !context.tenant.leavesOutAdded(of: rows.table)
      {
        try rows.add(row, context)
      }
    }
  }

  private func digest(of row: Row, _ columns: [Int]) -> UInt64 {
    var hasher = Hasher()
    for column in columns {
      if let value = row[column] { hasher.combine(part: value) } else { hasher.combine(-1) }
    }
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }
}

/// What a table compares, and what becomes of its differences.
protocol ComparedRows {
  var table: Table { get }
  /// Takes notice of a row when its snapshot's table is read first.
  func see(_ row: Row, _ context: DiffSide.Context, isNew: Bool) throws(RollcallError)
  /// The hash of a row's key; `nil` if the row is left out.
  func key(of row: Row, _ context: DiffSide.Context) -> UInt64?
  /// The columns that are compared.
  func columns(of row: Row, _ context: DiffSide.Context) -> [Int]
  /// Whether a row counts only if the other snapshot has it, too.
  func isDoubtful(_ row: Row, _ key: UInt64, _ context: DiffSide.Context) -> Bool
  /// A row of the newer table alone.
  func add(_ row: Row, _ context: DiffSide.Context) throws(RollcallError)
  /// A row of the older table alone.
  func remove(_ row: Row, _ context: DiffSide.Context) throws(RollcallError)
  /// A row of both tables, with the same key and another content. Of the older row all columns are there.
  func change(from old: SpooledRow, to new: Row, _ context: DiffSide.Context) throws(RollcallError)
}

extension ComparedRows {
  func see(_ row: Row, _ context: DiffSide.Context, isNew: Bool) throws(RollcallError) {}
  func isDoubtful(_ row: Row, _ key: UInt64, _ context: DiffSide.Context) -> Bool { false }

  /// The compared columns whose values differ.
  func differing(_ old: SpooledRow, _ new: Row, _ context: DiffSide.Context) -> [Int] {
    columns(of: new, context).filter { !areEqual(old[$0], new[$0]) }
  }
}

/// Whether two values are the same; `nil` is NULL.
func areEqual(_ left: UnsafeRawBufferPointer?, _ right: UnsafeRawBufferPointer?) -> Bool {
  guard let left, let right else { return left == nil && right == nil }
  return left.isEqual(to: right)
}

extension ComparedTenant {
  /// Whether the newer snapshot's lack of a row means nothing.
  func leavesOutRemoved(of table: Table) -> Bool { table == .operators && leftOut.isListDoubtful.new }

  /// Whether the older snapshot's lack of a row means nothing.
  func leavesOutAdded(of table: Table) -> Bool { table == .operators && leftOut.isListDoubtful.old }
}

extension StaticString {
  /// The text's bytes, which stay.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: utf8Start, count: utf8CodeUnitCount) }
}
