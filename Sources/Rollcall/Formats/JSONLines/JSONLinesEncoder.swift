/// The encoder of `OutputFormat.jsonLines`.
struct JSONLinesEncoder: RowEncoder {
  /// For each column: where the text before its value is in `keys`, and whether the value is a string.
  private let columns: [(key: Range<Int>, isString: Bool)]
  /// The texts before the values, and what may be copied with the last one.
  private let keys: [UInt8]
  /// The leading values of the last rows, from the opening brace on, padded.
  private var prefix: (leading: [String], bytes: [UInt8]) = ([], [UInt8]().padded)

  private static let null: StaticString = "null"

  init(_ schema: Schema) {
    var keys: [UInt8] = []
    columns = zip(schema.jsonKeys, schema.columns)
      .map { key, column in
        keys += key
        return (keys.count - key.count..<keys.count, column.type == .string || column.type == .timestamp)
      }
    self.keys = keys.padded
  }

  mutating func encode(_ rows: RowList, into output: inout [UInt8]) {
    let cells = rows.cells
    guard !cells.isEmpty else { return }
    let prefix = prefix(of: rows.leading)
    let first = rows.leading.count
    let width = columns.count - first
    precondition(cells.count.isMultiple(of: width), "rows are whole")
    // They are local, because the closure would copy the encoder's properties for every value.
    let (columns, keys) = (columns.dropFirst(first), keys)
    // Each value may also have two quotes around it; `null` takes four bytes.
    let limit =
      JSONEscaping.expansion * rows.byteCount + 4 * cells.count
      + cells.count / width * (prefix.count + keys.count + 2)

    output.append(atMost: limit) { output in
      rows.withUnsafeCells { cells, bytes in
        keys.withUnsafeBufferPointer { keys in
          columns.withUnsafeBufferPointer { columns in
            // It is local, to stay in a register.
            var writer = output
            defer { output = writer }
            var cell = cells.startIndex
            while cell < cells.endIndex {
              prefix.withUnsafeBufferPointer { writer.write(padded: $0) }
              for column in columns {
                writer.write(padded: keys.baseAddress! + column.key.lowerBound, count: column.key.count)
                Self.write(cells[cell], of: bytes, isString: column.isString, to: &writer)
                cell &+= 1
              }
              writer.write(UInt8(ascii: "}"))
              writer.write(UInt8(ascii: "\n"))
            }
          }
        }
      }
    }
  }

  @inline(__always)
  private static func write(
    _ cell: Cell, of bytes: UnsafeBufferPointer<UInt8>, isString: Bool, to writer: inout ByteWriter
  ) {
    guard !cell.isNull else { return writer.write(null) }
    let value = cell.value(in: bytes)
    let readable = bytes.count - cell.range.lowerBound
    guard isString else { return writer.write(value, readable: readable) }
    writer.write(UInt8(ascii: "\""))
    writer.write(escaping: value, readable: readable)
    writer.write(UInt8(ascii: "\""))
  }

  private mutating func prefix(of leading: [String]) -> [UInt8] {
    if prefix.leading == leading { return prefix.bytes }
    var bytes: [UInt8] = []
    for (column, value) in zip(columns, leading) {
      bytes += keys[column.key]
      bytes.appendJSONString(value)
    }
    prefix = (leading, bytes.padded)
    return prefix.bytes
  }
}
