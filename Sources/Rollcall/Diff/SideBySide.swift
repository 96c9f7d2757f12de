/// The reading of a table of both snapshots side by side, which drops the rows that are the same.
///
/// In two snapshots that were taken one after the other, nearly all rows are the same and in nearly the same order. Those
/// that differ, or stand far from one another, are kept.
struct SideBySide<Rows: ComparedRows> {
  let old: DiffSide
  let new: DiffSide
  let rows: Rows

  /// Reads both tables to their ends.
  ///
  /// - Throws: `RollcallError` with the code `undecodable` if a table is not what its manifest says.
  func run() throws(RollcallError) {
    var olds = try OneSide(old, rows, isNew: false)
    var news = try OneSide(new, rows, isNew: true)
    let oldIndexes = Dictionary(
      old.tenants.indices.map { (old.snapshot.manifest.tenants[$0].tenant, $0) }
    ) { first, _ in first }
    for index in new.tenants.indices where new.tenants[index] != nil {
      // In tables of another order, what was passed already waits in the rest.
      guard let oldIndex = oldIndexes[new.snapshot.manifest.tenants[index].tenant], oldIndex >= olds.nextTenant
      else { continue }
      try olds.skip(to: oldIndex)
      try news.skip(to: index)
      try Self.compare(&olds, &news)
    }
    try olds.finish()
    try news.finish()
  }

  /// Compares the rows of a tenant.
  private static func compare(_ olds: inout OneSide<Rows>, _ news: inout OneSide<Rows>) throws(RollcallError) {
    var old = try olds.next()
    var new = try news.next()
    while true {
      if let before = old, let after = new, before.digest == after.digest {
        try news.drop(after)
        try olds.drop(before)
        old = try olds.next()
        new = try news.next()
      } else if let after = new, try olds.window.match(after.digest) {
        // The other table is ahead: it waits.
        try news.drop(after)
        new = try news.next()
      } else if let before = old, try news.window.match(before.digest) {
        try olds.drop(before)
        old = try olds.next()
      } else {
        if let before = old {
          try olds.keep(before)
          old = try olds.next()
        }
        if let after = new {
          try news.keep(after)
          new = try news.next()
        } else if old == nil {
          break
        }
      }
    }
    olds.endTenant()
    news.endTenant()
  }
}

/// The table of one snapshot, tenant by tenant.
private struct OneSide<Rows: ComparedRows>: ~Copyable {
  var window: RowWindow
  /// The tenant whose rows come next.
  private(set) var nextTenant = 0

  private let side: DiffSide
  private let rows: Rows
  private let isNew: Bool
  private var reader: TenantRows
  private var remaining: Int
  private var context: DiffSide.Context?

  /// A row that is compared.
  struct Item {
    let row: Row
    let key: UInt64
    /// The hash of all that is compared.
    let digest: UInt64
  }

  init(_ side: DiffSide, _ rows: Rows, isNew: Bool) throws(RollcallError) {
    self.side = side
    self.rows = rows
    self.isNew = isNew
    window = RowWindow(isNew ? rows.rest.new : rows.rest.old)
    reader = try TenantRows(rows.table, of: side.snapshot)
    remaining = side.rowLimit(of: rows.table)
    context = side.context(of: 0)
  }

  /// The next row of the tenant that is compared; `nil` at its end.
  mutating func next() throws(RollcallError) -> Item? {
    while let row = try reader.next(of: nextTenant) {
      remaining -= 1
      guard remaining >= 0 else { throw side.tooManyRows(in: rows.table) }
      guard let context else { continue }
      try rows.see(row, context, isNew: isNew)
      guard let key = rows.key(of: row, context) else { continue }
      return Item(row: row, key: key, digest: key ^ rows.digest(of: row, context))
    }
    return nil
  }

  /// Passes a row that is the same in the other table.
  func drop(_ item: Item) throws(RollcallError) {
    if let context { try rows.pass(item.row, item.key, context, isNew: isNew, keptAt: nil) }
  }

  /// Keeps a row that differs, or comes later in the other table.
  mutating func keep(_ item: Item) throws(RollcallError) {
    guard let context else { return }
    let offset = try window.rest.keep(
      item.row, tag: rows.tag(of: item.row, item.key, context, isNew: isNew), of: nextTenant)
    try rows.pass(item.row, item.key, context, isNew: isNew, keptAt: offset)
    try window.append(RestRows.Entry(tenant: nextTenant, key: item.key, digest: item.digest, offset: offset))
  }

  mutating func endTenant() {
    nextTenant += 1
    context = nextTenant < side.tenants.count ? side.context(of: nextTenant) : nil
  }

  /// Keeps all rows before a tenant.
  mutating func skip(to tenant: Int) throws(RollcallError) {
    while nextTenant < tenant {
      while let item = try next() { try keep(item) }
      endTenant()
    }
  }

  /// Keeps the rest.
  mutating func finish() throws(RollcallError) {
    try skip(to: side.tenants.count)
    try reader.finish()
    try window.finish()
  }
}
