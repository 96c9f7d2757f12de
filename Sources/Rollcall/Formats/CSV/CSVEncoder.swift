/// The encoder of `OutputFormat.csv`.
struct CSVEncoder: RowEncoder {
  private let header: [UInt8]
  private let endsLinesWithCR: Bool
  private let columns: [Style]
  /// The leading values of the last rows, with the comma after them, padded.
  private var prefix: (leading: [String], bytes: [UInt8]) = ([], [UInt8]().padded)

  private static let quote = UInt8(ascii: "\"")
  private static let comma = UInt8(ascii: ",")

  /// How the values of a column are written.
  private enum Style {
    case plain
    case quoted
    /// Quoted, and with an apostrophe before what a spreadsheet would take for a formula.
    case defused
  }

  init(_ schema: Schema, _ options: FormatOptions) {
    endsLinesWithCR = options.csvLineEnding == .crlf
    header = Array((schema.columns.map(\.name).joined(separator: ",") + (endsLinesWithCR ? "\r\n" : "\n")).utf8)
    columns = schema.columns.map { column in
      column.type == .boolean ? .plain : options.spreadsheetSafe && column.type == .string ? .defused : .quoted
    }
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
    let limit = 2 * rows.byteCount + 4 * cells.count + cells.count / width * (prefix.count + 2)

    // They are local, because the closure would copy the encoder's properties for every value.
    let (columns, endsLinesWithCR) = (columns.dropFirst(first), endsLinesWithCR)
    output.append(atMost: limit) { output in
      rows.withUnsafeCells { cells, bytes in
        columns.withUnsafeBufferPointer { columns in
          // It is local, to stay in a register.
          var writer = output
          defer { output = writer }
          var index = cells.startIndex
          while index < cells.endIndex {
            prefix.withUnsafeBufferPointer { writer.write(padded: $0) }
            for column in columns {
              let cell = cells[index]
              index &+= 1
              if !cell.isNull {
                Self.write(cell.value(in: bytes), column, readable: bytes.count - cell.range.lowerBound, to: &writer)
              }
              writer.write(Self.comma)
            }
            writer.removeLast()
            if endsLinesWithCR { writer.write(UInt8(ascii: "\r")) }
            writer.write(UInt8(ascii: "\n"))
          }
        }
      }
    }
  }

  @inline(__always)
  private static func write(
    _ value: UnsafeBufferPointer<UInt8>, _ style: Style, readable: Int, to writer: inout ByteWriter
  ) {
    guard style != .plain else { return writer.write(value, readable: readable) }
    writer.write(quote)
    if style == .defused && Formula.isBegun(by: value.first) { writer.write(Formula.apostrophe) }
    writer.write(value, doubling: quote, readable: readable)
    writer.write(quote)
  }

  private mutating func prefix(of leading: [String]) -> [UInt8] {
    if prefix.leading == leading { return prefix.bytes }
    var bytes: [UInt8] = []
    for (column, var value) in zip(columns, leading) {
      value.withUTF8 { value in
        bytes.append(atMost: 2 * value.count + 4) { writer in
          Self.write(value, column, readable: value.count, to: &writer)
          writer.write(Self.comma)
        }
      }
    }
    prefix = (leading, bytes.padded)
    return prefix.bytes
  }
}
