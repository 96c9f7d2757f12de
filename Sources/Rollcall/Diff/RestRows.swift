/// The rows of a table that differ from those of the other snapshot, or stand far from them.
///
/// The hashes stand beside the texts, so that tables are compared without reading the texts again.
final class RestRows {
  /// What is known of a row without its texts.
  struct Entry: BitwiseCopyable {
    /// The tenant's index in the manifest.
    let tenant: Int
    /// The hash of the row's key.
    let key: UInt64
    /// The hash of all that is compared, with the key.
    let digest: UInt64
    /// Where the texts begin.
    let offset: Int
  }

  /// The rows, tenant by tenant.
  let entries = EntrySpool<Entry>()
  private let texts: RowSpool

  private init(_ table: Table, keeping kept: [Int]) {
    texts = RowSpool(width: table.columns.count, keeping: kept)
  }

  /// Those of both snapshots.
  ///
  /// - Parameter kept: the columns whose texts are kept, all if it is `nil`; others are read as NULL.
  static func pair(of table: Table, keeping kept: [Int]? = nil) -> (old: RestRows, new: RestRows) {
    let kept = kept ?? Array(table.columns.indices)
    return (RestRows(table, keeping: kept), RestRows(table, keeping: kept))
  }

  /// Keeps the texts of a row, which belongs to the rest once its entry is appended.
  ///
  /// - Returns: where they begin.
  func keep(_ row: Row, tag: UInt64, of tenant: Int) throws(RollcallError) -> Int {
    try texts.append(row, tag: tag, of: tenant)
  }

  /// A reader of the texts by their offsets.
  func makeReader(windowBytes: Int = 64 * 1024) -> RowSpoolReader { texts.makeReader(windowBytes: windowBytes) }
}
