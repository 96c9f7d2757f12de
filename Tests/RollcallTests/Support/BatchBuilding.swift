@testable import Rollcall

extension Tenant {
  /// A tenant of no service that there is, for tests of rows, whichever service they come from.
  static func example(_ id: String = "w1") -> Tenant {
    Tenant(service: "guild", instance: "https://guild.test", id: id)
  }
}

extension RowBatch {
  /// A batch of one table's rows, `nil` for NULL.
  init(
    _ table: Table, _ rows: [[String?]],
    tenant: Tenant = .example()
  ) {
    self.init(tenant: tenant)
    append(rows, to: table)
  }

  /// Adds rows, `nil` for NULL.
  mutating func append(_ rows: [[String?]], to table: Table) {
    for row in rows {
      precondition(row.count == table.width, "a row of \(table) has \(table.width) values")
      let cells = row.map { value in value.map { add($0) } ?? .null }
      append(cells, to: table)
    }
  }

  /// The table's rows as texts, `nil` for NULL.
  func rows(of table: Table) -> [[String?]] {
    let cells = cells(of: table)
    return stride(from: 0, to: cells.count, by: table.width)
      .map { start in
        cells[start..<start + table.width].map(text)
      }
  }

  private func text(_ cell: Cell) -> String? {
    cell.isNull ? nil : String(decoding: bytes[cell.range], as: UTF8.self)
  }
}

extension Table {
  /// A row with one value at a column and NULL or `filler` elsewhere, whatever else the column may hold.
  func row(_ values: [String: String?], filler: String? = nil) -> [String?] {
    ownColumns.map { column in
      if let value = values[column.name] { return value }
      return column.type == .json ? "{}" : column.type == .boolean ? nil : filler
    }
  }
}
