/// The encoder of `OutputFormat.jsonLines`.
struct JSONLinesEncoder: RowEncoder {
  /// For each column: the text before its value, and whether the value is a string.
  private let columns: [(key: [UInt8], isString: Bool)]
  /// The leading values of the last rows, from the opening brace on.
  private var prefix: (leading: [String], bytes: [UInt8]) = ([], [])

  private static let null = Array("null".utf8)

  init(_ schema: Schema) {
    columns = zip(schema.jsonKeys, schema.columns)
      .map { key, column in (key, column.type == .string || column.type == .timestamp) }
  }

  mutating func encode(_ rows: RowList, into output: inout [UInt8]) {
    let cells = rows.cells
    guard !cells.isEmpty else { return }
    let prefix = prefix(of: rows.leading)
    let first = rows.leading.count
    let width = columns.count - first
    precondition(cells.count.isMultiple(of: width), "rows are whole")
    // It is local, because the closure would copy the encoder's properties for every value.
    let columns = columns
    // Each value may also have two quotes around it; `null` takes four bytes.
    let content = cells.reduce(0) { $0 + JSONEscaping.expansion * Int($1.count) + 4 }
    let keys = columns.dropFirst(first).reduce(0) { $0 + $1.key.count }
    let limit = content + cells.count / width * (prefix.count + keys + 2)

    output.append(atMost: limit) { writer in
      rows.bytes.withUnsafeBufferPointer { bytes in
        cells.withUnsafeBufferPointer { cells in
          for row in stride(from: 0, to: cells.count, by: width) {
            writer.write(prefix)
            for column in 0..<width {
              writer.write(columns[first + column].key)
              let cell = cells[row + column]
              if cell.isNull {
                writer.write(Self.null)
              } else if columns[first + column].isString {
                writer.write(UInt8(ascii: "\""))
                JSONEscaping.write(UnsafeBufferPointer(rebasing: bytes[cell.range]), to: &writer)
                writer.write(UInt8(ascii: "\""))
              } else {
                writer.write(UnsafeBufferPointer(rebasing: bytes[cell.range]))
              }
            }
            writer.write(UInt8(ascii: "}"))
            writer.write(UInt8(ascii: "\n"))
          }
        }
      }
    }
  }

  private mutating func prefix(of leading: [String]) -> [UInt8] {
    if prefix.leading == leading { return prefix.bytes }
    var bytes: [UInt8] = []
    for (column, value) in zip(columns, leading) {
      bytes += column.key
      bytes.appendJSONString(value)
    }
    prefix = (leading, bytes)
    return bytes
  }
}
