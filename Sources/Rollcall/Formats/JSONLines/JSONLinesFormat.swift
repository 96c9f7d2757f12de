extension OutputFormat {
  /// One JSON object per line (jsonlines.org), keys in column order, `null` for NULL, attributes nested.
  public static let jsonLines = OutputFormat(
    name: "jsonl", fileExtension: "jsonl", makeParser: { JSONLinesRowParser(table: $0) },
    makeEncoder: { JSONLinesEncoder(table: $0, options: $1) },
    packageTraits: { _ in DataPackageTraits(mediaType: "application/jsonl", missingValues: []) })
}

struct JSONLinesEncoder: RowEncoder {
  private let table: Table
  private let snapshotAt: String
  /// For each own column: its key with quotes and colon and the comma before, and whether its values are strings.
  private let columns: [(key: [UInt8], isString: Bool)]
  /// The leading columns of the tenant that was encoded last, from the opening brace on.
  private var prefix: (tenant: Tenant, bytes: [UInt8])?

  private static let null = Array("null".utf8)

  init(table: Table, options: EncodingOptions) {
    self.table = table
    snapshotAt = options.snapshotAt.description
    columns = table.ownColumns.map { column in
      (Array(",\"\(column.name)\":".utf8), column.type == .string || column.type == .timestamp)
    }
  }

  func encodeHeader(into output: inout [UInt8]) {}

  mutating func encode(_ batch: RowBatch, into output: inout [UInt8]) {
    let cells = batch.cells(of: table)
    guard !cells.isEmpty else { return }
    let prefix = prefix(for: batch.tenant)
    let width = columns.count
    // Around a value stand two quotes; `null` takes four bytes.
    let content = cells.reduce(0) { $0 + JSONEscaping.expansion * Int($1.count) + 4 }
    let keys = columns.reduce(0) { $0 + $1.key.count }
    let limit = content + cells.count / width * (prefix.count + keys + 2)

    // A local, because the closure would copy the encoder's properties for every value.
    let columns = columns
    output.append(atMost: limit) { writer in
      batch.bytes.withUnsafeBufferPointer { bytes in
        cells.withUnsafeBufferPointer { cells in
          for row in stride(from: 0, to: cells.count, by: width) {
            writer.write(prefix)
            for column in 0..<width {
              writer.write(columns[column].key)
              let cell = cells[row + column]
              if cell.isNull {
                writer.write(Self.null)
              } else if columns[column].isString {
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

  private mutating func prefix(for tenant: Tenant) -> [UInt8] {
    if let prefix, prefix.tenant == tenant { return prefix.bytes }
    var bytes: [UInt8] = []
    let values = [snapshotAt, tenant.service, tenant.instance, tenant.id]
    for (index, (column, value)) in zip(Column.leading, values).enumerated() {
      bytes += "\(index == 0 ? "{" : ",")\"\(column.name)\":".utf8
      bytes.appendJSONString(value)
    }
    prefix = (tenant, bytes)
    return bytes
  }
}
