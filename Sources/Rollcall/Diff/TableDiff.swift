/// The comparison of a table by its keys and by some of its columns.
///
/// What is left when both tables were read side by side is compared by hashes of the keys: 21 bytes for each row of the
/// newer table that is left.
struct TableDiff<Rows: ComparedRows> {
  let old: DiffSide
  let new: DiffSide
  let rows: Rows

  /// Finds the rows that only one has, and those whose columns differ.
  func run() throws(RollcallError) {
    let rest = rows.rest
    let keys = try KeyTable(limit: rest.new.entries.count, hasValues: true)
    try forEach(of: rest.new, new, sought: keys) { (entry, _) in keys[keys.insert(entry.key)] = entry.digest }
    let seen = Marks(limit: keys.capacity)
    let changed = Marks(limit: keys.capacity)
    let olds = rest.old.makeReader()
    try forEach(of: rest.old, old, sought: keys) { (entry, context) throws(RollcallError) in
      guard let place = keys.place(of: entry.key) else {
        if !rows.isDoubtful(alone: entry.key, context) { try rows.remove(olds.row(at: entry.offset), context) }
        return
      }
      guard !seen.contains(place) else { return }
      seen.insert(place)
      guard keys[place] != entry.digest else { return }
      changed.insert(place)
      keys[place] = UInt64(entry.offset)
    }
    let older = rest.old.makeReader(windowBytes: 4096)
    let news = rest.new.makeReader()
    try forEach(of: rest.new, new, sought: keys) { (entry, context) throws(RollcallError) in
      guard let place = keys.place(of: entry.key) else { return }
      if changed.contains(place) {
        try rows.change(from: older.row(at: Int(keys[place])), to: news.row(at: entry.offset), context)
      } else if !seen.contains(place), !rows.isDoubtful(alone: entry.key, context) {
        try rows.add(news.row(at: entry.offset), context)
      }
    }
  }

  private func forEach(
    of rest: RestRows, _ side: DiffSide, sought keys: KeyTable,
    _ body: (RestRows.Entry, DiffSide.Context) throws(RollcallError) -> Void
  ) throws(RollcallError) {
    var context: DiffSide.Context?
    try rest.entries.forEach(announcing: { keys.touch($0.lazy.map(\.key)) }) { (entry) throws(RollcallError) in
      if context?.index != entry.tenant { context = side.context(of: entry.tenant) }
      if let context { try body(entry, context) }
    }
  }
}

/// What a table compares, and what becomes of its differences.
protocol ComparedRows {
  var table: Table { get }
  /// The rows that are left when the tables were read side by side.
  var rest: (old: RestRows, new: RestRows) { get }
  /// Takes notice of every row of a compared tenant.
  func see(_ row: Row, _ context: DiffSide.Context, isNew: Bool) throws(RollcallError)
  /// Takes notice of every row that has a key, once it is known whether its texts are kept, and where.
  func pass(
    _ row: Row, _ key: UInt64, _ context: DiffSide.Context, isNew: Bool, keptAt offset: Int?
  ) throws(RollcallError)
  /// What is noted beside the texts of a row that is left.
  func tag(of row: Row, _ key: UInt64, _ context: DiffSide.Context, isNew: Bool) -> UInt64
  /// The hash of a row's key; `nil` if the row is left out.
  func key(of row: Row, _ context: DiffSide.Context) -> UInt64?
  /// The hash of what is compared beside the key.
  func digest(of row: Row, _ context: DiffSide.Context) -> UInt64
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
  func see(_ row: Row, _ context: DiffSide.Context, isNew: Bool) throws(RollcallError) {}
  func pass(
    _ row: Row, _ key: UInt64, _ context: DiffSide.Context, isNew: Bool, keptAt offset: Int?
  ) throws(RollcallError) {}

  /// The hash of the key.
  func tag(of row: Row, _ key: UInt64, _ context: DiffSide.Context, isNew: Bool) -> UInt64 { key }

  func isDoubtful(alone key: UInt64, _ context: DiffSide.Context) -> Bool { false }
}

extension Row {
  /// The hash of no column. It is not 0, with which the hash of an empty text would be that of NULL.
  private static let beginning = UInt64.random(in: 1 ... .max)

  /// The hash of some columns.
  func digest(of columns: [Int]) -> UInt64 {
    var digest = Self.beginning
    for column in columns {
      // NULL is not the empty text.
      digest = self[column].map { TwinFilter.mark(of: $0, in: digest) } ?? digest &* 0x9e37_79b9_7f4a_7c15 &+ 1
    }
    return digest
  }
}

extension RowTexts {
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
