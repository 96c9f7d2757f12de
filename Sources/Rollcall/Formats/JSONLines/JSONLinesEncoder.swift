/// The encoder of `OutputFormat.jsonLines`.
struct JSONLinesEncoder: RowEncoder {
  /// For each column: where the text before its value is in `keys`, and whether the value is a string.
  private let columns: [(key: Range<Int>, isString: Bool)]
  /// The texts before the values, and what may be copied with the last one.
  private let keys: [UInt8]
  /// The leading values of the last rows, from the opening brace on.
  private var prefix: (leading: [String], bytes: [UInt8]) = ([], [])

  private static let null: StaticString = "null"

  init(_ schema: Schema) {
    var keys: [UInt8] = []
    columns = zip(schema.jsonKeys, schema.columns)
      .map { key, column in
        keys += key
        return (keys.count - key.count..<keys.count, column.type == .string || column.type == .timestamp)
      }
    self.keys = keys + Array(repeating: 0, count: ByteWriter.step)
  }

  mutating func encode(_ rows: RowList, into output: inout [UInt8]) {
    let cells = rows.cells
    guard !cells.isEmpty else { return }
    let prefix = prefix(of: rows.leading)
    let first = rows.leading.count
    let width = columns.count - first
    precondition(cells.count.isMultiple(of: width), "rows are whole")
    // They are local, because the closure would copy the encoder's properties for every value.
    let (columns, keys) = (columns, keys)
    // Each value may also have two quotes around it; `null` takes four bytes.
    let content = cells.reduce(0) { $0 + JSONEscaping.expansion * Int($1.count) + 4 }
    let limit = content + cells.count / width * (prefix.count + keys.count + 2)

    output.append(atMost: limit) { writer in
      rows.bytes.withUnsafeBufferPointer { bytes in
        cells.withUnsafeBufferPointer { cells in
          keys.withUnsafeBufferPointer { keys in
            for row in stride(from: 0, to: cells.count, by: width) {
              writer.write(prefix)
              for column in 0..<width {
                let key = columns[first + column].key
                writer.write(padded: keys.baseAddress! + key.lowerBound, count: key.count)
                Self.write(cells[row + column], of: bytes, isString: columns[first + column].isString, to: &writer)
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
    let value = UnsafeBufferPointer(rebasing: bytes[cell.range])
    guard isString else { return writer.write(value) }
    writer.write(UInt8(ascii: "\""))
    JSONEscaping.write(value, readable: bytes.count - cell.range.lowerBound, to: &writer)
    writer.write(UInt8(ascii: "\""))
  }

  private mutating func prefix(of leading: [String]) -> [UInt8] {
    if prefix.leading == leading { return prefix.bytes }
    var bytes: [UInt8] = []
    for (column, value) in zip(columns, leading) {
      bytes += keys[column.key]
      bytes.appendJSONString(value)
    }
    prefix = (leading, bytes)
    return bytes
  }
}
