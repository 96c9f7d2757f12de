/// Cuts the content of a file, as it comes piece by piece, into rows.
///
/// Holds one row and one piece at most, so that memory does not grow with the file.
struct RowStream {
  /// The longest row that is read; the encoders' longest are a hundredth of it.
  static let maximumRowBytes = 64 * 1024 * 1024

  private var parser: any RowParser
  /// What no row was made of yet.
  private var buffer: [UInt8] = []
  private var cells: [Cell]
  private var hasHeader = false
  /// How many bytes must be there before it is worth while to look again for the end of a long row.
  private var wanted = 1
  /// Where the buffer begins in the content.
  private(set) var offset = 0
  private(set) var rowCount = 0

  init(_ schema: Schema, _ format: OutputFormat, _ options: FormatOptions = FormatOptions()) {
    parser = format.makeRowParser(schema, options)
    cells = Array(repeating: .null, count: schema.columns.count)
  }

  /// Takes the next piece and hands on every row that is whole by now.
  ///
  /// - Throws: `RowDamage`, its offset counted from the start of the content.
  mutating func append(_ piece: UnsafeRawBufferPointer, _ body: (Row) -> Void) throws(RowDamage) {
    buffer.append(contentsOf: piece)
    guard buffer.count >= wanted else { return }
    let used = try consume(body)
    if used == 0 {
      guard buffer.count <= Self.maximumRowBytes else {
        throw RowDamage("a row is longer than \(Self.maximumRowBytes) bytes", at: offset)
      }
      wanted = 2 * buffer.count
    } else {
      buffer.removeSubrange(..<used)
      offset += used
      wanted = 1
    }
  }

  /// Says that no more bytes come.
  ///
  /// - Throws: `RowDamage` if a row has begun and not ended.
  mutating func finish(_ body: (Row) -> Void) throws(RowDamage) {
    let used = try consume(body)
    guard used == buffer.count, hasHeader else {
      throw RowDamage(hasHeader ? "the content ends inside a row" : "there is no header", at: offset + used)
    }
  }

  /// Reads the rows that the buffer holds whole.
  ///
  /// - Returns: how many bytes they have.
  private mutating func consume(_ body: (Row) -> Void) throws(RowDamage) -> Int {
    var used = 0
    let start = offset
    // Out of the struct, so that nothing of it is copied in the loop.
    var bytes: [UInt8] = []
    var row: [Cell] = []
    swap(&bytes, &buffer)
    swap(&row, &cells)
    defer {
      swap(&bytes, &buffer)
      swap(&row, &cells)
    }
    do {
      try bytes.withUnsafeMutableBufferPointer { all throws(RowDamage) in
        if !hasHeader {
          guard let end = try parser.parseHeader(all) else { return }
          hasHeader = true
          used = end
        }
        try row.withUnsafeMutableBufferPointer { cells throws(RowDamage) in
          while used < all.count {
            let rest = UnsafeMutableBufferPointer(rebasing: all[used...])
            guard let end = try parser.parseRow(rest, into: cells) else { return }
            body(Row(bytes: UnsafeRawBufferPointer(rest), cells: UnsafeBufferPointer(cells), offset: start + used))
            rowCount += 1
            used += end
          }
        }
      }
    } catch {
      throw RowDamage(error.message, at: start + used + error.offset)
    }
    return used
  }
}
