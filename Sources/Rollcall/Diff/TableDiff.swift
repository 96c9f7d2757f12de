/// The comparison of a table by its keys and by some of its columns.
///
/// What is left when both tables were read side by side is compared by hashes of the keys: 21 bytes for each row of the
/// newer table that is left.
struct TableDiff<Rows: ComparedRows> {
  let old: DiffSide
  let new: DiffSide
  let rows: Rows
  let rest: SideBySide<Rows>.Rest

  /// Finds the rows that only one has, and those whose columns differ.
  func run() throws(RollcallError) {
    let keys = try KeyTable(limit: rest.new.count, hasValues: true)
    try forEachRow(of: rest.new, new) { (row, context) in
      keys[keys.insert(row.tag)] = rows.digest(of: row, context)
    }
    let seen = Marks(limit: keys.capacity)
    let changed = Marks(limit: keys.capacity)
    try forEachRow(of: rest.old, old) { (row, context) throws(RollcallError) in
      guard let place = keys.place(of: row.tag) else {
        if !rows.isDoubtful(alone: row.tag, context) { try rows.remove(row, context) }
        return
      }
      guard !seen.contains(place) else { return }
      seen.insert(place)
      guard keys[place] != rows.digest(of: row, context) else { return }
      changed.insert(place)
      keys[place] = UInt64(row.offset)
    }
    let older = rest.old.makeReader(windowBytes: 4096)
    try forEachRow(of: rest.new, new) { (row, context) throws(RollcallError) in
      guard let place = keys.place(of: row.tag) else { return }
      if changed.contains(place) {
        try rows.change(from: older.row(at: Int(keys[place])), to: row, context)
      } else if !seen.contains(place), !rows.isDoubtful(alone: row.tag, context) {
        try rows.add(row, context)
      }
    }
  }

  private func forEachRow(
    of spool: RowSpool, _ side: DiffSide, _ body: (SpooledRow, DiffSide.Context) throws(RollcallError) -> Void
  ) throws(RollcallError) {
    for index in spool.tenants {
      guard let context = side.context(of: index) else { continue }
      try spool.forEach(of: index) { (row) throws(RollcallError) in try body(row, context) }
    }
  }
}

/// What a table compares, and what becomes of its differences.
protocol ComparedRows {
  var table: Table { get }
  /// The columns that are kept of rows that are left.
  var kept: [Int] { get }
  /// Takes notice of every row of a compared tenant.
  func see(_ row: Row, _ context: DiffSide.Context, isNew: Bool) throws(RollcallError)
  /// The hash of a row's key; `nil` if the row is left out.
  func key(of row: Row, _ context: DiffSide.Context) -> UInt64?
  /// The hash of what is compared beside the key.
  func digest(of row: some RowTexts, _ context: DiffSide.Context) -> UInt64
  /// Whether it means nothing that only one of the tables has a row.
  func isDoubtful(alone key: UInt64, _ context: DiffSide.Context) -> Bool
  /// A row of the newer table alone.
  func add(_ row: SpooledRow, _ context: DiffSide.Context) throws(RollcallError)
  /// A row of the older table alone.
  func remove(_ row: SpooledRow, _ context: DiffSide.Context) throws(RollcallError)
  /// A row of both tables, with the same key and another content.
  func change(from old: SpooledRow, to new: SpooledRow, _ context: DiffSide.Context) throws(RollcallError)
}

extension ComparedRows {
  /// All columns.
  var kept: [Int] { Array(table.columns.indices) }

  func see(_ row: Row, _ context: DiffSide.Context, isNew: Bool) throws(RollcallError) {}
  func isDoubtful(alone key: UInt64, _ context: DiffSide.Context) -> Bool { false }
}

extension RowTexts {
  /// The hash of some columns.
  func digest(of columns: [Int]) -> UInt64 {
    var digest: UInt64 = 0
    for column in columns {
      // NULL is not the empty text.
      digest = self[column].map { TwinFilter.mark(of: $0, in: digest) } ?? digest &* 0x9e37_79b9_7f4a_7c15 &+ 1
    }
    return digest
  }

  /// The columns in which another row differs.
  func differing(from other: some RowTexts, in columns: [Int]) -> [Int] {
    columns.filter { column in
      guard let left = self[column], let right = other[column] else {
        return (self[column] == nil) != (other[column] == nil)
      }
      return !left.isEqual(to: right)
    }
  }
}
