/// The encoder of `OutputFormat.csv`.
struct CSVEncoder: RowEncoder {
  private let header: [UInt8]
  private let isSpreadsheetSafe: Bool
  private let lineEnd: [UInt8]
  /// For each column: whether its values are quoted, and whether they are text.
  private let columns: [(isQuoted: Bool, isText: Bool)]
  /// The leading values of the last rows, with the comma after them.
  private var prefix: (leading: [String], bytes: [UInt8]) = ([], [])

  private static let quote = UInt8(ascii: "\"")
  private static let comma = UInt8(ascii: ",")

  init(_ schema: Schema, _ options: FormatOptions) {
    isSpreadsheetSafe = options.spreadsheetSafe
    lineEnd = Array(options.csvLineEnding == .crlf ? "\r\n".utf8 : "\n".utf8)
    header = Array(schema.columns.map(\.name).joined(separator: ",").utf8) + lineEnd
    columns = schema.columns.map { ($0.type != .boolean, $0.type == .string) }
  }

  func encodeHeader(into output: inout [UInt8]) { output += header }

  mutating func encode(_ rows: RowList, into output: inout [UInt8]) {
    let cells = rows.cells
    guard !cells.isEmpty else { return }
    let prefix = prefix(of: rows.leading)
    let first = rows.leading.count
    let width = columns.count - first
    precondition(cells.count.isMultiple(of: width), "rows are whole")
    // A quote becomes two; each value may also have two quotes around it, a comma and the spreadsheet's apostrophe.
    let content = cells.reduce(0) { $0 + 2 * Int($1.count) + 4 }
    let limit = content + cells.count / width * (prefix.count + lineEnd.count)

    // They are local, because the closure would copy the encoder's properties for every value.
    let (columns, lineEnd, isSpreadsheetSafe) = (columns, lineEnd, isSpreadsheetSafe)
    output.append(atMost: limit) { writer in
      rows.bytes.withUnsafeBufferPointer { bytes in
        cells.withUnsafeBufferPointer { cells in
          for row in stride(from: 0, to: cells.count, by: width) {
            writer.write(prefix)
            for column in 0..<width {
              if column > 0 { writer.write(Self.comma) }
              let cell = cells[row + column]
              guard !cell.isNull else { continue }
              let value = UnsafeBufferPointer(rebasing: bytes[cell.range])
              if columns[first + column].isQuoted {
                let isDefused = isSpreadsheetSafe && columns[first + column].isText && Formula.isBegun(by: value.first)
                let readable = bytes.count - cell.range.lowerBound
                Self.writeQuoted(value, readable: readable, isDefused: isDefused, to: &writer)
              } else {
                writer.write(value)
              }
            }
            writer.write(lineEnd)
          }
        }
      }
    }
  }

  @inline(__always)
  private static func writeQuoted(
    _ value: UnsafeBufferPointer<UInt8>, readable: Int, isDefused: Bool, to writer: inout ByteWriter
  ) {
    writer.write(quote)
    if isDefused { writer.write(Formula.apostrophe) }
    writer.write(value, doubling: quote, readable: readable)
    writer.write(quote)
  }

  private mutating func prefix(of leading: [String]) -> [UInt8] {
    if prefix.leading == leading { return prefix.bytes }
    var bytes: [UInt8] = []
    for (column, var value) in zip(columns, leading) {
      value.withUTF8 { value in
        let isDefused = isSpreadsheetSafe && column.isText && Formula.isBegun(by: value.first)
        bytes.append(atMost: 2 * value.count + 4) { writer in
          Self.writeQuoted(value, readable: value.count, isDefused: isDefused, to: &writer)
          writer.write(Self.comma)
        }
      }
    }
    prefix = (leading, bytes)
    return bytes
  }
}
