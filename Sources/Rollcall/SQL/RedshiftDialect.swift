extension SQLEngine {
  /// Redshift, from S3, with the rights of the cluster's default role.
  static let redshift = SQLEngine(
    name: "redshift",
    usage: "rollcall sql redshift DIR --location s3://bucket/folder | psql --set ON_ERROR_STOP=on (or the Data API)",
    places: SQLPlaces(
      readsDisk: false, schemes: ["s3://"], example: "s3://bucket/2026-11-25", forbidden: ["\\"]),
    dialect: RedshiftDialect())
}

/// Statements of Redshift. Where one fails, its transaction takes no further ones and ends without effect.
struct RedshiftDialect: SQLDialect {
  let quoting = SQLQuoting(nameQuote: "\"", escapes: .joined(function: "chr"))

  /// The longest text that Redshift has; a longer one ends the load.
  private static let text = "VARCHAR(65535)"

  func type(of column: Column) -> String {
    switch column.type {
    case .string: Self.text
    case .boolean: "BOOLEAN"
    case .timestamp: "TIMESTAMPTZ"
    case .json: "SUPER"
    }
  }

  var opening: [String] { ["BEGIN;"] }
  var closing: [String] { ["COMMIT;"] }

  func create(_ table: Table) -> [String] {
    let title = name(table.rawValue)
    return ["CREATE TABLE IF NOT EXISTS \(title) ("]
      + (definitions(of: table.columns) + ["  PRIMARY KEY (\(quoting.names(table.historyKey)))"]).separatedByCommas()
      + [") SORTKEY (\(quoting.names(["snapshot_at"] + Table.tenantKey)));"]
      + ["COMMENT ON TABLE \(title) IS \(literal(table.meaning));"]
      + table.columns.map { "COMMENT ON COLUMN \(title).\(name($0.name)) IS \(literal($0.description));" }
  }

  func load(_ load: SQLLoad) -> [String] {
    let columns = Table.tenantKey.map { "\(name($0)) \(Self.text)" }.joined(separator: ", ")
    var lines = ["CREATE TEMPORARY TABLE rollcall_tenants (\(columns));"]
    for rows in tenantRows(load.tenants) {
      lines += ["INSERT INTO rollcall_tenants VALUES"] + rows.separatedByCommas() + [";"]
    }
    let moment = literal(load.snapshotAt.description) + "::TIMESTAMPTZ"
    for table in load.tables { lines += self.load(table, at: moment) }
    return lines + ["DROP TABLE rollcall_tenants;"]
  }

  private func load(_ table: SQLTable, at moment: String) -> [String] {
    let isLines = table.format == .jsonLines
    // In CSV, JSON is a text, which is parsed later.
    let columns = table.columns.map { "\(name($0.name)) \(isLines || $0.type != .json ? type(of: $0) : Self.text)" }
    let values = table.columns.map { column in
      let value = name(column.name)
      if column.type == .json, !isLines { return "  JSON_PARSE(\(value))" }
      return column.type == .string && table.isDefused ? "  \(undefused(value))" : "  \(value)"
    }
    return ["CREATE TEMPORARY TABLE \(waiting(table)) (\(columns.joined(separator: ", ")));"]
      + table.files.map { "COPY \(waiting(table)) FROM \(literal($0)) IAM_ROLE default \(options(of: table));" } + [
        // A wrong number of rows divides by zero, which is the one way to end a transaction outside a procedure.
        "SELECT 1 / CASE WHEN count(*) = \(table.rows) THEN 1 ELSE 0 END AS \(name("\(table.name)_has_\(table.rows)_rows"))",
        "FROM \(waiting(table));",
        "DELETE FROM \(name(table.name)) USING rollcall_tenants AS tenant",
        "WHERE \(isReplaced(name(table.name), by: "tenant", at: moment));",
        "INSERT INTO \(name(table.name)) (\(columnNames(table.columns))) SELECT",
      ] + values.separatedByCommas() + ["FROM \(waiting(table));", "DROP TABLE \(waiting(table));"]
  }

  private func options(of table: SQLTable) -> String {
    let compression = table.isCompressed ? " GZIP" : ""
    let format = table.format == .jsonLines ? "FORMAT AS JSON 'auto'" : "FORMAT AS CSV IGNOREHEADER 1 EMPTYASNULL"
    return "\(format)\(compression) TIMEFORMAT 'auto' COMPUPDATE OFF STATUPDATE OFF"
  }
}
