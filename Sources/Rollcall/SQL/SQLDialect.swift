/// The SQL of one engine. Each statement ends with a semicolon.
protocol SQLDialect: Sendable {
  var quoting: SQLQuoting { get }
  /// The format that is loaded where a snapshot has both.
  var preferred: OutputFormat { get }

  /// The type of a column's values.
  func type(of column: Column) -> String

  /// What comes before everything else, loads or not.
  var opening: [String] { get }
  /// Creates a table unless it is there.
  func create(_ table: Table) -> [String]
  /// Replaces the rows of the snapshot's tenants in all tables, after the tables are there.
  func load(_ load: SQLLoad) -> [String]
  /// What comes after everything else.
  var closing: [String] { get }

  /// The reason why the engine cannot read a table exactly; `nil` if it can.
  func refusal(of table: SQLTable) -> String?
}

extension SQLDialect {
  var preferred: OutputFormat { .csv }
  var opening: [String] { [] }
  var closing: [String] { [] }
  func refusal(of table: SQLTable) -> String? { nil }
}

// What several dialects have in common.
extension SQLDialect {
  func name(_ text: String) -> String { quoting.name(text) }
  func literal(_ text: String) -> String { quoting.literal(text) }

  /// The name of the table in which the rows wait.
  func waiting(_ table: SQLTable) -> String { name("rollcall_\(table.name)") }

  /// The columns' names, separated by commas.
  func columnNames(_ columns: [Column]) -> String { quoting.names(columns.map(\.name)) }

  /// The columns of a new table, a line each.
  ///
  /// - Parameter comment: what stands behind a column that has a description.
  func definitions(of columns: [Column], comment: (Column) -> String = { _ in "" }) -> [String] {
    columns.map { "  \(name($0.name)) \(type(of: $0))\($0.isNullable ? "" : " NOT NULL")\(comment($0))" }
  }

  /// A text of a CSV file without the apostrophe that `--spreadsheet-safe` put before a formula.
  func undefused(_ column: String) -> String {
    let starts = ["=", "+", "-", "@", "\t", "\r", "\n"].map(literal).joined(separator: ", ")
    return "CASE WHEN substr(\(column), 1, 1) = \(literal("'")) AND substr(\(column), 2, 1) IN (\(starts)) "
      + "THEN substr(\(column), 2) ELSE \(column) END"
  }

  /// Rows of tenants, a line each, in pieces that every engine takes.
  func tenantRows(_ tenants: [Tenant], limit: Int = 500) -> [[String]] {
    stride(from: 0, to: tenants.count, by: limit)
      .map { start in
        tenants[start..<min(start + limit, tenants.count)]
          .map { "  (\(literal($0.service)), \(literal($0.instance)), \(literal($0.id)))" }
      }
  }

  /// The tenants of the rows that wait, for engines that take no long statements.
  func waitingTenants(of tables: [SQLTable], column: (SQLTable, String) -> String) -> [String] {
    tables.enumerated()
      .map { index, table in
        let columns = Table.tenantKey.map { "\(column(table, $0)) AS \(name($0))" }.joined(separator: ", ")
        return "  \(index == 0 ? "" : "UNION DISTINCT ")SELECT \(columns) FROM \(waiting(table))"
      }
  }

  /// Whether a row of a table and one of the list of tenants belong together, for the rows of the snapshot's moment.
  func isReplaced(_ row: String, by tenant: String, at moment: String) -> String {
    let columns = Table.tenantKey.map { "\(row).\(name($0)) = \(tenant).\(name($0))" }
    return (["\(row).\(name("snapshot_at")) = \(moment)"] + columns).joined(separator: " AND ")
  }
}

extension [String] {
  /// The lines with a comma behind each but the last.
  func separatedByCommas() -> [String] {
    enumerated().map { $0.offset == count - 1 ? $0.element : $0.element + "," }
  }
}
