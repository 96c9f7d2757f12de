extension SQLEngine {
  /// ClickHouse, through its client, which reads the files; or from a bucket, which the server reads.
  static let clickhouse = SQLEngine(
    name: "clickhouse", usage: "rollcall sql clickhouse DIR | clickhouse-client",
    places: SQLPlaces(
      readsDisk: true, schemes: ["s3://", "gs://", "https://", "http://"], example: "s3://bucket/2026-11-25",
      forbidden: ["*", "?", "{", "}"]),
    dialect: ClickHouseDialect())
}

/// Statements of ClickHouse. There are no transactions: everything is read and counted before the first row is replaced.
struct ClickHouseDialect: SQLDialect {
  let quoting = SQLQuoting(nameQuote: "`", escapes: .backslashBytes)

  func type(of column: Column) -> String {
    switch column.type {
    case .string: nullable("String", column)
    case .boolean: nullable("Bool", column)
    case .timestamp: nullable("DateTime64(3, 'UTC')", column)
    // Its type JSON loses members that are null and the digits of large numbers; functions read JSON in texts.
    case .json: "String"
    }
  }

  private func nullable(_ type: String, _ column: Column) -> String {
    column.isNullable ? "Nullable(\(type))" : type
  }

  func create(_ table: Table) -> [String] {
    let lines = table.columns.map { column in
      "  \(name(column.name)) \(type(of: column)) COMMENT \(literal(column.description))"
    }
    return ["CREATE TABLE IF NOT EXISTS \(name(table.rawValue)) ("] + lines.separatedByCommas()
      + [
        ") ENGINE = MergeTree PARTITION BY toYYYYMM(\(name("snapshot_at")))",
        "ORDER BY (\(quoting.names(table.historyKey)))", "COMMENT \(literal(table.meaning));",
      ]
  }

  func load(_ load: SQLLoad) -> [String] {
    // A replicated table would take the rows of a second load for a repetition, and drop them.
    var lines = ["SET async_insert = 0;", "SET insert_deduplicate = 0;", "SET lightweight_deletes_sync = 2;"]
    for table in load.tables { lines += wait(table) }
    for table in load.tables { lines += replace(table, load) }
    return lines + load.tables.map { "DROP TABLE \(waiting($0));" }
  }

  private func wait(_ table: SQLTable) -> [String] {
    // A moment waits as the text that it is in the files.
    let types = table.columns.map { column in
      "\(name(column.name)) \(column.type == .timestamp ? nullable("String", column) : type(of: column))"
    }
    let structure = types.joined(separator: ", ")
    return ["CREATE TEMPORARY TABLE \(waiting(table)) (\(structure)) ENGINE = MergeTree ORDER BY tuple();"]
      + table.files.map { read($0, into: table, structure) } + [
        "SELECT throwIf(count() != \(table.rows), '\(table.name) should have \(table.rows) rows, but other rows were read')",
        "FROM \(waiting(table)) FORMAT Null;",
      ]
  }

  private func read(_ file: String, into table: SQLTable, _ structure: String) -> String {
    let format = table.format == .jsonLines ? "JSONEachRow" : "CSVWithNames"
    let compression = table.isCompressed ? "gzip" : "none"
    guard !file.hasPrefix("/") else {
      return "INSERT INTO \(waiting(table)) FROM INFILE \(literal(file)) COMPRESSION '\(compression)' FORMAT \(format);"
    }
    let function = file.hasPrefix("http") ? "url" : "s3"
    return "INSERT INTO \(waiting(table)) SELECT * FROM "
      + "\(function)(\(literal(file)), '\(format)', \(literal(structure)), '\(compression)');"
  }

  private func replace(_ table: SQLTable, _ load: SQLLoad) -> [String] {
    let moment = "toDateTime64(\(literal(load.snapshotAt.withoutZone)), 3, 'UTC')"
    let values = table.columns.map { column in
      let value = name(column.name)
      return switch column.type {
      case .timestamp: "  parseDateTime64BestEffort\(column.isNullable ? "OrNull" : "")(\(value), 3, 'UTC')"
      case .string where table.isDefused: "  \(undefused(value))"
      default: "  \(value)"
      }
    }
    var lines: [String] = []
    for rows in tenantRows(load.tenants) {
      lines += [
        "DELETE FROM \(name(table.name)) WHERE \(name("snapshot_at")) = \(moment)",
        "AND (\(quoting.names(Table.tenantKey))) IN (",
      ]
      lines += rows.separatedByCommas() + [");"]
    }
    return lines
      + ["INSERT INTO \(name(table.name)) (\(columnNames(table.columns))) SELECT"] + values.separatedByCommas()
      + ["FROM \(waiting(table));"]
  }
}

extension Timestamp {
  /// The moment as a text without its zone, which is UTC.
  fileprivate var withoutZone: String {
    String(description.dropLast()).replacing("T", with: " ")
  }
}
