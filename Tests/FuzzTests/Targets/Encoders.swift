@testable import Rollcall

extension FuzzTarget {
  /// Any cells, written and read back: they are the same, with NULL told from the empty string, and the file is what the
  /// plainest writer makes of them.
  static let encoders = FuzzTarget("encoders") { input in
    let table = Table.allCases[input.choice(of: Table.allCases.count)]
    let format = OutputFormat.all[input.choice(of: OutputFormat.all.count)]
    let manner = input.choice(of: 4)
    let seed = input.word()
    var options = EncodingOptions(snapshotAt: TableRows.snapshotAt)
    options.format.csvLineEnding = manner & 1 != 0 ? .crlf : .lf
    options.format.spreadsheetSafe = manner & 2 != 0
    let batches = input.batches(of: table)
    var encoder = format.makeEncoder(table, options)
    var content: [UInt8] = []
    encoder.encodeHeader(into: &content)
    for batch in batches { encoder.encode(batch, into: &content) }

    let rows = TableRows(batches)[table]
    let isCSV = format.name == "csv"
    let expected =
      isCSV && options.format.spreadsheetSafe ? rows.map { zip($0, table.columns).map(withoutApostrophe) } : rows
    for pieces in content.arrivals(seed: seed) {
      let found = ReadRows(pieces, table, format, options: options.format)
      try require(found.damage == nil, "\(format.name) cannot be read back: \(found.damage!)")
      try require(found.rows, is: expected, "\(format.name) gives other cells back")
    }
    guard !(isCSV && options.format.spreadsheetSafe) else { return }
    let lineEnd = isCSV && options.format.csvLineEnding == .crlf ? "\r\n" : "\n"
    let plain = PlainDialect.file(rows, table, format, lineEnd: lineEnd)
    try require(content.text, is: plain.text, "\(format.name) is not what it should be")
  }

  /// A value as it comes back from a file for spreadsheets, where an apostrophe of its own is taken for one of ours.
  private static func withoutApostrophe(_ value: [UInt8]?, _ column: Column) -> [UInt8]? {
    guard let value, column.type == .string, value.first == UInt8(ascii: "'"), value.count > 1,
      "=+-@\t\r\n".utf8.contains(value[1])
    else { return value }
    return Array(value.dropFirst())
  }
}

extension FuzzInput {
  /// Batches of a few rows and their tenants. A cell is its length and its text; with 255 for a length it is NULL.
  fileprivate mutating func batches(of table: Table) -> [RowBatch] {
    var batches: [RowBatch] = []
    repeat {
      let tenant = Tenant(service: (cell() ?? []).text, instance: "https://x.test", id: (cell() ?? []).text)
      var batch = RowBatch(tenant: tenant)
      for _ in 0...choice(of: 3) {
        let row = table.ownColumns.map { column -> Cell in
          guard let text = cell().map(\.text) else { return .null }
          switch column.type {
          case .boolean: return batch.add(text.utf8.count.isMultiple(of: 2) ? "false" : "true")
          case .json:
            let json = text.isEmpty ? "{}" : "{\"k\":\(PlainDialect.jsonString(Array(text.utf8)).text)}"
            return batch.add(json)
          case .string, .timestamp: return batch.add(text)
          }
        }
        batch.append(row, to: table)
      }
      batches.append(batch)
    } while !isEmpty && batches.count < 8
    return batches
  }

  private mutating func cell() -> [UInt8]? {
    let count = byte()
    return count == .max ? nil : bytes(Int(count))
  }
}
