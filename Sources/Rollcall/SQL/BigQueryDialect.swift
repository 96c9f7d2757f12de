extension SQLEngine {
  /// BigQuery, through a script of several statements.
  static let bigquery = SQLEngine(
    name: "bigquery",
    usage:
      "rollcall sql bigquery DIR --location gs://bucket/folder | bq query --use_legacy_sql=false --dataset_id=access",
    places: SQLPlaces(
      readsDisk: false, schemes: ["gs://"], example: "gs://bucket/2026-11-25", forbidden: ["*"]),
    dialect: BigQueryDialect())
}

/// Statements of GoogleSQL. A script that fails ends, and its transaction with it.
struct BigQueryDialect: SQLDialect {
  let quoting = SQLQuoting(nameQuote: "`", escapes: .backslash)

  /// The most files that one load takes.
  private static let fileLimit = 10_000

  func type(of column: Column) -> String {
    switch column.type {
    case .string: "STRING"
    case .boolean: "BOOL"
    case .timestamp: "TIMESTAMP"
    case .json: "JSON"
    }
  }

  func create(_ table: Table) -> [String] {
    let lines = definitions(of: table.columns) { " OPTIONS (description = \(literal($0.description)))" }
    return ["CREATE TABLE IF NOT EXISTS \(name(table.rawValue)) ("]
      + (lines + ["  PRIMARY KEY (\(quoting.names(table.historyKey))) NOT ENFORCED"]).separatedByCommas()
      + [
        ")", "PARTITION BY DATE(\(name("snapshot_at")))", "CLUSTER BY \(quoting.names(Table.tenantKey))",
        "OPTIONS (description = \(literal(table.meaning)));",
      ]
  }

  func load(_ load: SQLLoad) -> [String] {
    // Loads cannot be part of a transaction, so the rows wait in tables that go with the script. It may have 1 MB, so the
    // tenants are those of the rows.
    var lines = load.tables.flatMap(wait)
    lines += ["CREATE TEMP TABLE rollcall_tenants AS SELECT DISTINCT * FROM ("]
    lines += waitingTenants(of: load.tables) { table, column in
      table.isDefused ? undefused(name(column)) : name(column)
    }
    lines.append(");")
    for rows in tenantRows(load.silentTenants) {
      lines += ["INSERT INTO rollcall_tenants VALUES"] + rows.separatedByCommas() + [";"]
    }
    lines.append("BEGIN TRANSACTION;")
    for table in load.tables { lines += replace(table, at: "TIMESTAMP " + literal(load.snapshotAt.description)) }
    return lines + ["COMMIT TRANSACTION;"]
  }

  private func wait(_ table: SQLTable) -> [String] {
    let columns = table.columns.map { "\(name($0.name)) \(waitingType(of: $0, in: table))" }.joined(separator: ", ")
    var lines: [String] = []
    for start in stride(from: 0, to: table.files.count, by: Self.fileLimit) {
      let files = table.files[start..<min(start + Self.fileLimit, table.files.count)].map { "  " + literal($0) }
      lines += [
        "LOAD DATA INTO TEMP TABLE \(waiting(table)) (\(columns))", "FROM FILES (\(options(of: table)), uris = [",
      ]
      lines += Array(files).separatedByCommas() + ["]);"]
    }
    return lines + [
      "ASSERT (SELECT count(*) FROM \(waiting(table))) = \(table.rows)",
      "  AS '\(table.name) should have \(table.rows) rows, but other rows were read';",
    ]
  }

  /// The type while rows wait: a moment and, in CSV, JSON are texts until they are converted.
  private func waitingType(of column: Column, in table: SQLTable) -> String {
    switch column.type {
    case .boolean: "BOOL"
    case .json where table.format == .jsonLines: "JSON"
    default: "STRING"
    }
  }

  private func options(of table: SQLTable) -> String {
    let compression = table.isCompressed ? ", compression = 'GZIP'" : ""
    guard table.format != .jsonLines else { return "format = 'JSON'\(compression)" }
    // An empty text in quotes stays one, and only one without quotes is NULL, as long as no marker of NULL is named.
    return "format = 'CSV', skip_leading_rows = 1, allow_quoted_newlines = true, encoding = 'UTF-8', "
      + "preserve_ascii_control_characters = true\(compression)"
  }

  private func replace(_ table: SQLTable, at moment: String) -> [String] {
    let isReplaced = isReplaced("stored", by: "tenant", at: moment)
    let values = table.columns.map { column in
      let value = name(column.name)
      return switch column.type {
      case .timestamp: "  CAST(\(value) AS TIMESTAMP)"
      case .json where table.format != .jsonLines: "  PARSE_JSON(\(value))"
      case .string where table.isDefused: "  \(undefused(value))"
      default: "  \(value)"
      }
    }
    return [
      "DELETE FROM \(name(table.name)) AS stored",
      "WHERE EXISTS (SELECT 1 FROM rollcall_tenants AS tenant WHERE \(isReplaced));",
    ]
      + ["INSERT INTO \(name(table.name)) (\(columnNames(table.columns))) SELECT"] + values.separatedByCommas()
      + ["FROM \(waiting(table));"]
  }
}
