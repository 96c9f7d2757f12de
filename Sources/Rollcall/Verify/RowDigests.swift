/// Digests of a table's rows, a few hundred at a time, to compare two formats.
struct RowDigests {
  private static let rowsPerBlock = 256

  private var blocks: [Int] = []
  private var hasher = Hasher()
  private var count = 0
  /// The columns in which the same text may have an apostrophe before it in one format and not in another.
  private let defusedColumns: [Bool]

  init(_ schema: Schema, _ options: FormatOptions) {
    defusedColumns = schema.columns.map { options.spreadsheetSafe && $0.type == .string }
  }

  mutating func append(_ row: Row) {
    for column in row.cells.indices {
      guard let value = row[column] else {
        hasher.combine(-1)
        continue
      }
      let isAlike = defusedColumns[column] && Formula.isDefused(value)
      hasher.combine(part: isAlike ? UnsafeRawBufferPointer(rebasing: value.dropFirst()) : value)
    }
    count += 1
    if count.isMultiple(of: Self.rowsPerBlock) {
      blocks.append(hasher.finalize())
      hasher = Hasher()
    }
  }

  /// The numbers of the first rows of which one differs.
  func firstDifference(from other: RowDigests) -> ClosedRange<Int>? {
    let (mine, theirs) = (blocks + [hasher.finalize()], other.blocks + [other.hasher.finalize()])
    for index in 0..<max(mine.count, theirs.count)
    where index >= mine.count || index >= theirs.count || mine[index] != theirs[index] {
      let start = index * Self.rowsPerBlock
      return start + 1...max(start + 1, min(start + Self.rowsPerBlock, max(count, other.count)))
    }
    return nil
  }
}
