import Glibc

/// What the values of a table have that an engine, or its client, might read wrong.
struct SQLTraits: Equatable {
  /// Whether a text has a line of its own that begins with `\.`: old versions of psql take one for the end of a CSV
  /// file.
  var hasDotLine = false
  /// The size of the longest row in bytes, without quotes and escapes.
  var longestRow = 0

  /// Looks at a row.
  mutating func add(_ row: Row) {
    var size = 0
    for cell in row.cells where !cell.isNull {
      size += cell.range.count
      guard !hasDotLine, cell.range.count > 2 else { continue }
      hasDotLine = Self.hasDotLine(UnsafeRawBufferPointer(rebasing: row.bytes[cell.range]))
    }
    longestRow = max(longestRow, size)
  }

  private static func hasDotLine(_ text: UnsafeRawBufferPointer) -> Bool {
    var rest = text[...]
    while rest.count > 2, let base = UnsafeRawBufferPointer(rebasing: rest).baseAddress,
      let found = memchr(base, CInt(UInt8(ascii: "\n")), rest.count)
    {
      rest = rest.dropFirst(base.distance(to: UnsafeRawPointer(found)) + 1)
      if rest.prefix(2).elementsEqual("\\.".utf8) { return true }
    }
    return false
  }
}
