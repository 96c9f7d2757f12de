extension SQLEngine {
  /// DuckDB, through its shell.
  static let duckdb = SQLEngine(
    name: "duckdb", usage: "rollcall sql duckdb DIR | duckdb access.db",
    places: SQLPlaces(
      readsDisk: true, schemes: ["s3://", "gs://", "az://", "https://", "http://"],
      example: "s3://bucket/2026-11-25", forbiddenWithBackslash: ["*", "?", "["]),
    dialect: DuckDBDialect())
}

/// Statements of DuckDB and a command of its shell.
struct DuckDBDialect: SQLDialect {
  let quoting = SQLQuoting(nameQuote: "\"", escapes: .joined(function: "chr"))

  func type(of column: Column) -> String {
    switch column.type {
    case .string: "VARCHAR"
    case .boolean: "BOOLEAN"
    case .timestamp: "TIMESTAMPTZ"
    case .json: "JSON"
    }
  }

  // The shell goes on after an error unless it is told not to.
  var opening: [String] { [".bail on", "BEGIN TRANSACTION;"] }
  var closing: [String] { ["COMMIT;"] }

  func create(_ table: Table) -> [String] {
    let title = name(table.rawValue)
    let key = "  PRIMARY KEY (\(quoting.names(table.historyKey)))"
    return ["CREATE TABLE IF NOT EXISTS \(title) ("] + (definitions(of: table.columns) + [key]).separatedByCommas()
      + [");", "COMMENT ON TABLE \(title) IS \(literal(table.meaning));"]
      + table.columns.map { "COMMENT ON COLUMN \(title).\(name($0.name)) IS \(literal($0.description));" }
  }

  func load(_ load: SQLLoad) -> [String] {
    let columns = Table.tenantKey.map { "\(name($0)) VARCHAR" }.joined(separator: ", ")
    var lines = ["CREATE TEMPORARY TABLE rollcall_tenants (\(columns));"]
    for rows in tenantRows(load.tenants) {
      lines += ["INSERT INTO rollcall_tenants VALUES"] + rows.separatedByCommas() + [";"]
    }
    let moment = "TIMESTAMPTZ " + literal(load.snapshotAt.description)
    for table in load.tables { lines += self.load(table, at: moment) }
    let counts = load.tables.map { "\($0.rows) AS \(name($0.name))" }.joined(separator: ", ")
    return lines + ["DROP TABLE rollcall_tenants;", "SELECT \(moment) AS loaded, \(counts);"]
  }

  private func load(_ table: SQLTable, at moment: String) -> [String] {
    let title = name(table.name)
    let isReplaced = isReplaced("stored", by: "tenant", at: moment)
    let values = table.columns.map { column in
      let value = column.type == .string && table.isDefused ? undefused(name(column.name)) : name(column.name)
      return "  CAST(\(value) AS \(type(of: column)))"
    }
    return ["DELETE FROM \(title) AS stored USING rollcall_tenants AS tenant WHERE \(isReplaced);"]
      + ["INSERT INTO \(title) (\(columnNames(table.columns))) SELECT"] + values.separatedByCommas()
      + ["FROM \(reading(table))("] + options(of: table).separatedByCommas() + [");"] + [
        "CREATE TEMPORARY TABLE rollcall_count AS SELECT CASE WHEN count(*) = \(table.rows) THEN true",
        "  ELSE error('\(table.name) should have \(table.rows) rows, but ' || count(*) || ' were loaded') END AS fits",
        "FROM \(title) AS stored JOIN rollcall_tenants AS tenant ON \(isReplaced);",
        "DROP TABLE rollcall_count;",
      ]
  }

  private func reading(_ table: SQLTable) -> String { table.format == .jsonLines ? "read_json" : "read_csv" }

  private func options(of table: SQLTable) -> [String] {
    let types = table.columns.map { column in
      "\(name(column.name)): '\(column.type == .json && table.format == .jsonLines ? "JSON" : "VARCHAR")'"
    }
    let common =
      [
        "  [\(table.files.map { literal(Self.withoutPatterns($0)) }.joined(separator: ", "))]",
        "  columns = {\(types.joined(separator: ", "))}",
      ] + (table.isCompressed ? ["  compression = 'gzip'"] : [])
    // Quotes may be doubled; in JSON Lines, a byte may become six, and the names stand in each row.
    let longest = max(2 << 20, 8 * table.traits.longestRow)
    guard table.format != .jsonLines else {
      return common + ["  format = 'newline_delimited'", "  maximum_object_size = \(longest)"]
    }
    return common + [
      "  auto_detect = false", "  header = true", "  delim = ','", "  quote = '\"'", "  escape = '\"'",
      "  nullstr = ''",
      "  allow_quoted_nulls = false", "  max_line_size = \(longest)",
    ]
  }

  /// A path in which no character stands for others.
  private static func withoutPatterns(_ file: String) -> String {
    guard file.hasPrefix("/") else { return file }
    return String(file.flatMap { "*?[".contains($0) ? Array("[\($0)]") : [$0] })
  }
}
