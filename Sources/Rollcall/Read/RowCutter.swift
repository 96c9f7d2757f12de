/// A cutter of a file's content into rows, piece by piece.
///
/// It holds one row and one piece at most, so memory does not grow with the file.
struct RowCutter: ~Copyable {
  /// The longest row that is accepted; the encoders' longest rows have a hundredth of it.
  static let maximumRowBytes = 64 * 1024 * 1024

  private var parser: any RowParser
  private let cells: UnsafeMutableBufferPointer<Cell>
  private var buffer = UnsafeMutableBufferPointer<UInt8>(start: nil, count: 0)
  /// The place in the buffer of the bytes that are not in a row yet.
  private var pending = 0..<0
  /// The number of bytes that must be there before another search for the end of a long row is worthwhile.
  private var wanted = 1
  private var hasHeader = false
  private(set) var isFinished = false
  /// The place of these bytes in the content.
  private(set) var offset = 0
  private(set) var rowCount = 0

  init(_ schema: Schema, _ format: OutputFormat, _ options: FormatOptions = FormatOptions()) {
    parser = format.makeRowParser(schema, options)
    cells = .allocate(capacity: schema.columns.count)
    cells.initialize(repeating: .null)
  }

  deinit {
    cells.deallocate()
    buffer.deallocate()
  }

  /// Room for the next piece, whose length is given to `append`. The last row becomes invalid.
  mutating func room(for count: Int) -> UnsafeMutableRawBufferPointer {
    if buffer.count - pending.upperBound < count { makeRoom(for: count) }
    return UnsafeMutableRawBufferPointer(
      UnsafeMutableBufferPointer(rebasing: buffer[pending.upperBound..<pending.upperBound + count]))
  }

  /// Accepts a piece of that length in the room.
  mutating func append(_ count: Int) { pending = pending.lowerBound..<pending.upperBound + count }

  /// Ends the content.
  mutating func finish() { isFinished = true }

  private mutating func makeRoom(for count: Int) {
    let rest = UnsafeMutableBufferPointer(rebasing: buffer[pending])
    if buffer.count - rest.count >= count {
      _ = UnsafeMutableBufferPointer(rebasing: buffer[..<rest.count]).update(fromContentsOf: rest)
    } else {
      // The buffer is a little larger than requested, because most pieces end within a row.
      let larger = UnsafeMutableBufferPointer<UInt8>
        .allocate(capacity: max(2 * buffer.count, rest.count + count + 64 * 1024))
      _ = larger.initialize(fromContentsOf: rest)
      buffer.deallocate()
      buffer = larger
    }
    pending = 0..<rest.count
  }

  /// The next row.
  ///
  /// - Returns: `nil` if the next piece is needed, and at the end.
  /// - Throws: `RowDamage` with its offset from the start of the content.
  mutating func next() throws(RowDamage) -> Row? {
    guard pending.count >= wanted || isFinished else { return nil }
    do throws(RowDamage) {
      if !hasHeader, let count = try parser.parseHeader(UnsafeMutableBufferPointer(rebasing: buffer[pending])) {
        hasHeader = true
        take(count)
      }
      if hasHeader, !pending.isEmpty {
        let bytes = UnsafeMutableBufferPointer(rebasing: buffer[pending])
        if let count = try parser.parseRow(bytes, into: cells) {
          let row = Row(
            bytes: UnsafeRawBufferPointer(bytes), cells: UnsafeBufferPointer(cells), offset: offset)
          take(count)
          rowCount += 1
          return row
        }
      }
    } catch {
      throw RowDamage(error.message, at: offset + error.offset)
    }
    try expectMore()
    return nil
  }

  private mutating func take(_ count: Int) {
    pending = pending.lowerBound + count..<pending.upperBound
    offset += count
    wanted = 1
  }

  /// Waits for a piece, unless none can come or help.
  private mutating func expectMore() throws(RowDamage) {
    guard !isFinished else {
      guard pending.isEmpty, hasHeader else {
        throw RowDamage(hasHeader ? "the content ends inside a row" : "there is no header", at: offset)
      }
      return
    }
    guard pending.count <= Self.maximumRowBytes else {
      throw RowDamage("a row is longer than \(Self.maximumRowBytes) bytes", at: offset)
    }
    wanted = max(1, 2 * pending.count)
  }
}
