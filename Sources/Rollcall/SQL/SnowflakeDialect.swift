extension SQLEngine {
  /// Snowflake, from a stage.
  static let snowflake = SQLEngine(
    name: "snowflake", usage: "rollcall sql snowflake DIR --location @stage/folder | snow sql --stdin",
    places: SQLPlaces(readsDisk: false, schemes: ["@"], example: "@access/2026-11-25"), dialect: SnowflakeDialect())
}

/// One block of Snowflake Scripting: when a statement fails, the transaction is rolled back and the block ends.
struct SnowflakeDialect: SQLDialect {
  // Names in quotes would be lower case for ever, and everyone would have to quote them.
  let quoting = SQLQuoting(nameQuote: nil, escapes: .backslash)

  /// The most files that one statement names.
  private static let fileLimit = 1_000

  func type(of column: Column) -> String {
    switch column.type {
    case .string: "VARCHAR"
    case .boolean: "BOOLEAN"
    case .timestamp: "TIMESTAMP_TZ"
    case .json: "VARIANT"
    }
  }

  func create(_ table: Table) -> [String] {
    let lines = definitions(of: table.columns) { " COMMENT \(literal($0.description))" }
    return ["CREATE TABLE IF NOT EXISTS \(table.rawValue) ("]
      + (lines + ["  PRIMARY KEY (\(quoting.names(table.historyKey)))"]).separatedByCommas()
      + [") COMMENT = \(literal(table.meaning));"]
  }

  func load(_ load: SQLLoad) -> [String] {
    let columns = Table.tenantKey.map { "\($0) VARCHAR" }.joined(separator: ", ")
    var lines = ["CREATE OR REPLACE TEMPORARY TABLE rollcall_tenants (\(columns));"]
    for rows in tenantRows(load.tenants) {
      lines += ["INSERT INTO rollcall_tenants VALUES"] + rows.separatedByCommas() + [";"]
    }
    for table in load.tables { lines += wait(table) }
    // Some clients go on after an error, so the block looks whether everything is there.
    lines += [
      "EXECUTE IMMEDIATE $$", "DECLARE", "  other_rows EXCEPTION (-20001, 'a table has other rows than the snapshot');",
      "BEGIN", check("rollcall_tenants", load.tenants.count),
    ]
    for table in load.tables { lines.append(check(waiting(table), table.rows)) }
    lines.append("BEGIN TRANSACTION;")
    let moment = literal(load.snapshotAt.description) + "::TIMESTAMP_TZ"
    for table in load.tables { lines += replace(table, at: moment) }
    return lines + ["COMMIT;", "EXCEPTION WHEN OTHER THEN", "  ROLLBACK;", "  RAISE;", "END;", "$$;"]
  }

  private func check(_ table: String, _ rows: Int) -> String {
    "IF ((SELECT COUNT(*) FROM \(table)) <> \(rows)) THEN RAISE other_rows; END IF;"
  }

  /// Reads the rows into a table that goes with the session.
  private func wait(_ table: SQLTable) -> [String] {
    let columns =
      table.format == .jsonLines
      ? "line VARIANT" : table.columns.map { "\($0.name) VARCHAR" }.joined(separator: ", ")
    // The place of a stage is given once, and the files by their names in it.
    let names = table.files.map { "'\($0.suffixAfterFolder(of: table.name))'" }
    let place = table.files.first.map { String($0.dropLast($0.suffixAfterFolder(of: table.name).count)) } ?? ""
    var lines = ["CREATE OR REPLACE TEMPORARY TABLE \(waiting(table)) (\(columns));"]
    for start in stride(from: 0, to: names.count, by: Self.fileLimit) {
      let files = names[start..<min(start + Self.fileLimit, names.count)].joined(separator: ", ")
      lines += [
        "COPY INTO \(waiting(table)) FROM \(literal(place))", "  FILES = (\(files))",
        "  FILE_FORMAT = (\(options(of: table)))", "  ON_ERROR = ABORT_STATEMENT FORCE = TRUE;",
      ]
    }
    return lines
  }

  private func options(of table: SQLTable) -> String {
    let compression = "COMPRESSION = \(table.isCompressed ? "GZIP" : "NONE")"
    guard case .csv(let lineEnding, _) = table.format else { return "TYPE = JSON \(compression)" }
    return "TYPE = CSV \(compression) SKIP_HEADER = 1 FIELD_OPTIONALLY_ENCLOSED_BY = '\"' NULL_IF = () "
      + "EMPTY_FIELD_AS_NULL = TRUE ESCAPE_UNENCLOSED_FIELD = NONE MULTI_LINE = TRUE "
      + "RECORD_DELIMITER = '\(lineEnding == .crlf ? "\\r\\n" : "\\n")'"
  }

  private func replace(_ table: SQLTable, at moment: String) -> [String] {
    let values = table.columns.map { column in
      let type = type(of: column)
      if table.format == .jsonLines {
        return column.type == .json ? "  line:\(column.name)" : "  line:\(column.name)::\(type)"
      }
      return switch column.type {
      case .json: "  PARSE_JSON(\(column.name))"
      case .string: table.isDefused ? "  \(undefused(column.name))" : "  \(column.name)"
      default: "  \(column.name)::\(type)"
      }
    }
    return [
      "DELETE FROM \(table.name) USING rollcall_tenants AS tenant",
      "WHERE \(isReplaced(table.name, by: "tenant", at: moment));",
      "INSERT INTO \(table.name) (\(columnNames(table.columns))) SELECT",
    ] + values.separatedByCommas() + ["FROM \(waiting(table));"]
  }
}

extension String {
  /// The end of a file's place, from the folder of its table on.
  fileprivate func suffixAfterFolder(of table: String) -> String {
    ranges(of: "/\(table)/").last.map { String(self[index(after: $0.lowerBound)...]) } ?? self
  }
}
