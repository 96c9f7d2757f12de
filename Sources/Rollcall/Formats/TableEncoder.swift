/// An encoder of batches of one of the four tables: it gives the format's encoder the leading columns of each tenant.
package struct TableEncoder: Sendable {
  private let table: Table
  private let snapshotAt: String
  private var encoder: any RowEncoder
  /// The leading columns of the last tenant.
  private var leading: (tenant: Tenant, values: [String])?

  init(_ table: Table, _ encoder: any RowEncoder, snapshotAt: Timestamp) {
    self.table = table
    self.encoder = encoder
    self.snapshotAt = snapshotAt.description
  }

  /// Appends the beginning of a file of the table.
  package mutating func encodeHeader(into output: inout [UInt8]) { encoder.encodeHeader(into: &output) }

  /// Appends the batch's rows of the table.
  package mutating func encode(_ batch: RowBatch, into output: inout [UInt8]) {
    encode(batch, rows: 0..<batch.rowCount(of: table), into: &output)
  }

  /// Appends some of the batch's rows of the table.
  package mutating func encode(_ batch: RowBatch, rows: Range<Int>, into output: inout [UInt8]) {
    guard !rows.isEmpty else { return }
    let cells = batch.cells(of: table)[rows.lowerBound * table.width..<rows.upperBound * table.width]
    encoder.encode(RowList(leading: leading(of: batch.tenant), bytes: batch.bytes, cells: cells), into: &output)
  }

  /// Appends the end of a file of the table.
  package mutating func encodeEnd(into output: inout [UInt8]) { encoder.encodeEnd(into: &output) }

  private mutating func leading(of tenant: Tenant) -> [String] {
    if let leading, leading.tenant == tenant { return leading.values }
    let values = [snapshotAt, tenant.service, tenant.instance, tenant.id]
    leading = (tenant, values)
    return values
  }
}

/// Everything except the rows that affects the bytes of a table.
package struct EncodingOptions: Sendable {
  /// The first column of every row.
  package var snapshotAt: Timestamp
  /// The values of the formats' settings.
  package var format: FormatOptions

  package init(snapshotAt: Timestamp, format: FormatOptions = FormatOptions()) {
    self.snapshotAt = snapshotAt
    self.format = format
  }
}

extension OutputFormat {
  /// Makes an encoder for one of the four tables.
  package func makeEncoder(_ table: Table, _ options: EncodingOptions) -> TableEncoder {
    TableEncoder(table, makeRowEncoder(table.schema, options.format), snapshotAt: options.snapshotAt)
  }
}
