extension OutputFormat {
  /// Comma-separated values (RFC 4180) in the one dialect that every loader reads exactly.
  ///
  /// UTF-8 without a mark, a header of bare names, LF. Every value but a boolean is quoted and NULL is an empty
  /// unquoted field, which is how loaders tell it from the empty string `""`.
  public static let csv = OutputFormat(
    name: "csv", fileExtension: "csv", makeParser: { CSVRowParser(table: $0) },
    makeEncoder: { CSVEncoder(table: $0, options: $1) },
    packageTraits: { encoding in
      DataPackageTraits(
        mediaType: "text/csv", missingValues: [""],
        dialect: DataPackageDialect(lineTerminator: encoding.csvLineEnding == .crlf ? "\r\n" : "\n"))
    })
}

struct CSVEncoder: RowEncoder {
  private let table: Table
  private let options: EncodingOptions
  private let snapshotAt: String
  private let lineEnd: [UInt8]
  /// For each own column: whether its values are quoted, and whether they are text that a person may have typed.
  private let columns: [(isQuoted: Bool, isText: Bool)]
  /// The leading columns of the tenant that was encoded last, with the comma behind them.
  private var prefix: (tenant: Tenant, bytes: [UInt8])?

  private static let quote = UInt8(ascii: "\"")
  private static let comma = UInt8(ascii: ",")

  init(table: Table, options: EncodingOptions) {
    self.table = table
    self.options = options
    snapshotAt = options.snapshotAt.description
    lineEnd = Array(options.csvCarriageReturns ? "\r\n".utf8 : "\n".utf8)
    columns = table.ownColumns.map { ($0.type != .boolean, $0.type == .string) }
  }

  func encodeHeader(into output: inout [UInt8]) {
    output += table.columns.map(\.name).joined(separator: ",").utf8
    output += lineEnd
  }

  mutating func encode(_ batch: RowBatch, into output: inout [UInt8]) {
    let cells = batch.cells(of: table)
    guard !cells.isEmpty else { return }
    let prefix = prefix(for: batch.tenant)
    let width = columns.count
    // A quote becomes two; around a value stand two quotes, a comma and perhaps the spreadsheet's apostrophe.
    let content = cells.reduce(0) { $0 + 2 * Int($1.count) + 4 }
    let limit = content + cells.count / width * (prefix.count + lineEnd.count)

    // Locals, because the closure would copy the encoder's properties for every value.
    let (columns, lineEnd, spreadsheetSafe) = (columns, lineEnd, options.spreadsheetSafe)
    output.append(atMost: limit) { writer in
      batch.bytes.withUnsafeBufferPointer { bytes in
        cells.withUnsafeBufferPointer { cells in
          for row in stride(from: 0, to: cells.count, by: width) {
            writer.write(prefix)
            for column in 0..<width {
              if column > 0 { writer.write(Self.comma) }
              let cell = cells[row + column]
              guard !cell.isNull else { continue }
              let value = UnsafeBufferPointer(rebasing: bytes[cell.range])
              if columns[column].isQuoted {
                let isDefused = spreadsheetSafe && columns[column].isText && Self.startsFormula(value)
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
    if isDefused { writer.write(UInt8(ascii: "'")) }
    writer.write(value, doubling: quote, readable: readable)
    writer.write(quote)
  }

  private mutating func prefix(for tenant: Tenant) -> [UInt8] {
    if let prefix, prefix.tenant == tenant { return prefix.bytes }
    var bytes: [UInt8] = []
    let values = [snapshotAt, tenant.service, tenant.instance, tenant.id]
    for (column, var value) in zip(Column.leading, values) {
      value.withUTF8 { value in
        let isDefused = options.spreadsheetSafe && column.type == .string && Self.startsFormula(value)
        bytes.append(atMost: 2 * value.count + 4) { writer in
          Self.writeQuoted(value, readable: value.count, isDefused: isDefused, to: &writer)
          writer.write(Self.comma)
        }
      }
    }
    prefix = (tenant, bytes)
    return bytes
  }

  /// What OWASP lists under "CSV injection".
  static func startsFormula(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
    switch value.first {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"): true
    case UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): true
    default: false
    }
  }
}
