extension SQLEngine {
  /// PostgreSQL, through its client psql, which reads the files: the server need not be able to.
  static let postgres = SQLEngine(
    name: "postgres", usage: "rollcall sql postgres DIR | psql", places: SQLPlaces(readsDisk: true, schemes: []),
    dialect: PostgresDialect())
}

/// Statements of PostgreSQL and commands of psql.
struct PostgresDialect: SQLDialect {
  let quoting = SQLQuoting(nameQuote: "\"", escapes: .joined(function: "chr"))

  func type(of column: Column) -> String {
    switch column.type {
    case .string: "text"
    case .boolean: "boolean"
    case .timestamp: "timestamptz"
    case .json: "jsonb"
    }
  }

  var opening: [String] {
    [
      #"\set ON_ERROR_STOP on"#, #"\set QUIET on"#, "BEGIN;", "SET LOCAL standard_conforming_strings = on;",
      "SET LOCAL client_min_messages = warning;", "SET LOCAL client_encoding = 'UTF8';",
    ]
  }

  var closing: [String] { ["COMMIT;"] }

  // Who may load need not own the tables, so what is there is left alone, comments included.
  func create(_ table: Table) -> [String] {
    let title = name(table.rawValue)
    let comments = table.columns.map { column in
      "    COMMENT ON COLUMN \(title).\(name(column.name)) IS \(literal(column.description));"
    }
    return ["DO $rollcall$ BEGIN", "  IF to_regclass(\(literal(title))) IS NULL THEN", "    CREATE TABLE \(title) ("]
      + (definitions(of: table.columns) + ["  PRIMARY KEY (\(quoting.names(table.historyKey)))"])
      .separatedByCommas().map { "    " + $0 }
      + ["    );", "    COMMENT ON TABLE \(title) IS \(literal(table.meaning));"] + comments
      + ["  END IF;", "END $rollcall$;"]
  }

  func load(_ load: SQLLoad) -> [String] {
    let columns = Table.tenantKey.map { "\(name($0)) text" }.joined(separator: ", ")
    var lines = ["CREATE TEMPORARY TABLE rollcall_tenants (\(columns)) ON COMMIT DROP;"]
    for rows in tenantRows(load.tenants) {
      lines += ["INSERT INTO rollcall_tenants VALUES"] + rows.separatedByCommas() + [";"]
    }
    let moment = "timestamptz " + literal(load.snapshotAt.description)
    for table in load.tables { lines += self.load(table, at: moment) }
    let counts = load.tables.map { "\($0.rows) AS \(name($0.name))" }.joined(separator: ", ")
    return lines + ["SELECT \(moment) AS loaded, \(counts);"]
  }

  private func load(_ table: SQLTable, at moment: String) -> [String] {
    let title = name(table.name)
    let isReplaced = isReplaced("stored", by: "tenant", at: moment)
    var lines = ["DELETE FROM \(title) AS stored USING rollcall_tenants AS tenant WHERE \(isReplaced);"]
    switch table.format {
    case .csv where !table.isDefused && !table.traits.hasDotLine:
      lines += table.files.map { copy(from: $0, in: table, to: "\(title) (\(columnNames(table.columns)))", csvOptions) }
    case .csv: lines += loadTexts(of: table)
    case .jsonLines: lines += loadLines(of: table)
    }
    return lines + [
      "DO $rollcall$ DECLARE found bigint; BEGIN",
      "  SELECT count(*) INTO found FROM \(title) AS stored JOIN rollcall_tenants AS tenant ON \(isReplaced);",
      "  IF found <> \(table.rows) THEN",
      "    RAISE EXCEPTION '\(table.name) should have \(table.rows) rows, but % were loaded', found;",
      "  END IF;",
      "END $rollcall$;",
    ]
  }

  private var csvOptions: String { "WITH (FORMAT csv, HEADER true)" }

  /// Loads CSV by way of texts, which are not all as they were.
  private func loadTexts(of table: SQLTable) -> [String] {
    let texts = table.columns.map { "\(name($0.name)) text" }.joined(separator: ", ")
    let values = table.columns.map { column in
      var value = name(column.name)
      if column.type == .string {
        if table.traits.hasDotLine { value = "replace(\(value), '\\.\(table.mark)', '\\.')" }
        if table.isDefused { value = undefused(value) }
      }
      return "  (\(value))::\(type(of: column))"
    }
    return ["CREATE TEMPORARY TABLE \(waiting(table)) (\(texts)) ON COMMIT DROP;"]
      + table.files.map { copy(from: $0, in: table, to: waiting(table), csvOptions) }
      + insert(values, into: table)
  }

  /// Loads JSON Lines, each of which is a text first. No quote and no delimiter is ever in it.
  private func loadLines(of table: SQLTable) -> [String] {
    let values = table.columns.map { column in
      switch column.type {
      case .json: "  line -> '\(column.name)'"
      case .string: "  line ->> '\(column.name)'"
      default: "  (line ->> '\(column.name)')::\(type(of: column))"
      }
    }
    return ["CREATE TEMPORARY TABLE \(waiting(table)) (line jsonb) ON COMMIT DROP;"]
      + table.files.map {
        copy(from: $0, in: table, to: waiting(table), #"WITH (FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02')"#)
      }
      + insert(values, into: table)
  }

  private func insert(_ values: [String], into table: SQLTable) -> [String] {
    ["INSERT INTO \(name(table.name)) (\(columnNames(table.columns))) SELECT"] + values.separatedByCommas()
      + ["FROM \(waiting(table));", "DROP TABLE \(waiting(table));"]
  }

  /// A command of psql on one line, which runs a program of the shell beside psql.
  private func copy(from file: String, in table: SQLTable, to target: String, _ options: String) -> String {
    var program = "\(table.isCompressed ? "gzip -dc" : "cat") < \(Self.shellWord(file))"
    if table.traits.hasDotLine, table.format != .jsonLines {
      // Until version 18, psql ends at a line with a backslash and a dot, even inside a quoted text.
      program += #" | LC_ALL=C sed 's/^\\\.\(.\{0,1\}\)$/\\.\#(table.mark)\1/'"#
    }
    return "\\copy \(target) FROM PROGRAM '\(program.replacing("'", with: "''"))' \(options)"
  }

  /// A path as one word of a POSIX shell, on one line and without anything invisible.
  private static func shellWord(_ path: String) -> String {
    guard !path.unicodeScalars.allSatisfy(\.isHarmless) else { return path.shellQuoted }
    let octal = path.utf8.map { byte in
      let digits = String(byte, radix: 8)
      return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
    }
    return "\"$(printf '\(octal.joined())')\""
  }
}
