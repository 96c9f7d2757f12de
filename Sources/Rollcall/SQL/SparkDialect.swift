extension SQLEngine {
  /// Spark 4 and Databricks.
  static let spark = SQLEngine(
    name: "spark", usage: "rollcall sql spark DIR > load.sql && spark-sql -f load.sql",
    places: SQLPlaces(
      readsDisk: true, schemes: ["s3://", "s3a://", "gs://", "abfss://", "hdfs://", "dbfs:/", "file:///"],
      example: "s3a://bucket/2026-11-25", forbidden: ["\n", "\r", ":"]),
    dialect: SparkDialect())
}

/// Statements of Spark SQL. There are no transactions: everything is read and counted before the first row is replaced.
struct SparkDialect: SQLDialect {
  let quoting = SQLQuoting(nameQuote: "`", escapes: .backslash)

  func type(of column: Column) -> String {
    switch column.type {
    case .string: "STRING"
    case .boolean: "BOOLEAN"
    case .timestamp: "TIMESTAMP"
    case .json: "VARIANT"
    }
  }

  var opening: [String] { ["SET spark.sql.sources.partitionOverwriteMode = dynamic;"] }

  /// The column that names the snapshot as a text. A partition by a moment would be another one in every time zone.
  private static let partition = "snapshot"

  func create(_ table: Table) -> [String] {
    let lines = definitions(of: table.columns) { " COMMENT \(literal($0.description))" }
    let partition =
      "  \(name(Self.partition)) STRING NOT NULL COMMENT \(literal("The text of snapshot_at, by which rows lie together."))"
    return ["CREATE TABLE IF NOT EXISTS \(name(table.rawValue)) ("] + (lines + [partition]).separatedByCommas()
      + [
        ") PARTITIONED BY (\(quoting.names([Self.partition] + Table.tenantKey)))",
        "COMMENT \(literal(table.meaning));",
      ]
  }

  func refusal(of table: SQLTable) -> String? {
    guard case .csv(.crlf, _) = table.format else { return nil }
    return "where lines end in CR and LF, Spark makes an LF of each CR and LF inside a text"
  }

  func load(_ load: SQLLoad) -> [String] {
    var lines: [String] = []
    for table in load.tables { lines += view(of: table) + check(table) }
    for table in load.tables { lines += replace(table, load) }
    return lines + load.tables.map { "DROP VIEW \(waiting($0));" }
  }

  private func view(of table: SQLTable) -> [String] {
    let columns = table.columns.map { column in
      "\(name(column.name)) \(column.type == .json && table.format == .jsonLines ? "VARIANT" : column.type == .boolean ? "BOOLEAN" : "STRING")"
    }
    return ["CREATE OR REPLACE TEMPORARY VIEW \(waiting(table)) (\(columns.joined(separator: ", ")))"]
      + ["USING \(table.format == .jsonLines ? "json" : "csv") OPTIONS ("]
      + options(of: table).map { "  \($0.0) \(literal($0.1))" }.separatedByCommas() + [");"]
  }

  private func options(of table: SQLTable) -> [(String, String)] {
    let common = [("path", Self.pattern(table.files)), ("mode", "FAILFAST"), ("encoding", "UTF-8")]
    guard table.format != .jsonLines else { return common }
    return common + [
      ("header", "true"), ("multiLine", "true"), ("quote", "\""), ("escape", "\""), ("lineSep", "\n"),
      // A text that never occurs: without quotes, an empty field is NULL anyway.
      ("nullValue", "\u{1}rollcall\u{1}"), ("maxCharsPerColumn", "-1"),
    ]
  }

  /// One path that stands for all files; what would stand for others in it is escaped.
  private static func pattern(_ files: [String]) -> String {
    let paths = files.map { file in
      String(file.flatMap { "*?[]{}\\,^".contains($0) ? ["\\", $0] : [$0] })
    }
    guard paths.count > 1, let first = paths.first, let slash = first.lastIndex(of: "/") else {
      return paths.first ?? ""
    }
    let folder = first[...slash]
    return "\(folder){\(paths.map { $0.dropFirst(folder.count) }.joined(separator: ","))}"
  }

  private func check(_ table: SQLTable) -> [String] {
    [
      "SELECT assert_true(count(*) = \(table.rows), concat('\(table.name) should have \(table.rows) rows, but has ', count(*)))",
      "FROM \(waiting(table));",
    ]
  }

  private func replace(_ table: SQLTable, _ load: SQLLoad) -> [String] {
    let values = table.columns.map { column in
      let value = name(column.name)
      return switch column.type {
      case .timestamp: "  CAST(\(value) AS TIMESTAMP) AS \(value)"
      case .json where table.format != .jsonLines: "  parse_json(\(value)) AS \(value)"
      case .string where table.isDefused: "  \(undefused(value)) AS \(value)"
      default: "  \(value)"
      }
    }
    let partition = quoting.names([Self.partition] + Table.tenantKey)
    let moment = literal(load.snapshotAt.description)
    let insert = "INSERT OVERWRITE TABLE \(name(table.name)) PARTITION"
    var lines = ["\(insert) (\(partition)) BY NAME SELECT"]
    lines +=
      (values + ["  \(moment) AS \(name(Self.partition))"]).separatedByCommas() + ["FROM \(waiting(table));"]
    // Only partitions with rows were replaced.
    let others = zip(table.columns, values).filter { !Table.tenantKey.contains($0.0.name) }.map(\.1)
    for tenant in table.emptyTenants {
      let place =
        [(Self.partition, load.snapshotAt.description)]
        + zip(Table.tenantKey, [tenant.service, tenant.instance, tenant.id])
      lines += ["\(insert) (\(place.map { "\(name($0)) = \(literal($1))" }.joined(separator: ", "))) BY NAME SELECT"]
      lines += others.separatedByCommas() + ["FROM \(waiting(table)) WHERE false;"]
    }
    return lines
  }
}
