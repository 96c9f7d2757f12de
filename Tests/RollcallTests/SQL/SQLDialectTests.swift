import RollcallTestSupport
import Testing

@testable import Rollcall

/// The statements of each dialect that no engine on this machine would miss, or that it needs to be exact.
@Suite struct `Statements of the dialects` {
  /// A table as the script hands it over.
  private func table(
    _ table: Table = .grants, _ format: SQLTable.Format = .csv(lineEnding: .lf, isSpreadsheetSafe: false),
    files: [String] = ["/s/grants/part-00000.csv"], isCompressed: Bool = false, traits: SQLTraits = SQLTraits()
  ) -> SQLTable {
    SQLTable(
      table: table, rows: 2, format: format, files: files, isCompressed: isCompressed, traits: traits,
      mark: "rollcall0f")
  }

  private func load(_ dialect: any SQLDialect, _ table: SQLTable, tenants: Int = 1) -> [String] {
    let tenants = (0..<tenants).map { Tenant(service: "crisp", instance: "https://a.test", id: "\($0)") }
    return dialect.load(SQLLoad(snapshotAt: Timestamp(milliseconds: 1), tenants: tenants, tables: [table]))
  }

  private func copies(_ table: SQLTable) -> [String] {
    load(PostgresDialect(), table).filter { $0.hasPrefix("\\copy") }
  }

  @Test func `psql reads each file by a program of the shell, and the columns are named`() {
    let columns = Table.grants.columns.map { "\"\($0.name)\"" }.joined(separator: ", ")
    #expect(
      copies(table()) == [
        "\\copy \"grants\" (\(columns)) FROM PROGRAM 'cat < /s/grants/part-00000.csv' WITH (FORMAT csv, HEADER true)"
      ])
    let parts = copies(
      table(files: ["/s/grants/part-00000.csv.gz", "/s/grants/part-00001.csv.gz"], isCompressed: true))
    #expect(parts.count == 2 && parts[1].contains("'gzip -dc < /s/grants/part-00001.csv.gz'"))
    #expect(
      copies(table(.grants, .jsonLines)) == [
        "\\copy \"rollcall_grants\" FROM PROGRAM 'cat < /s/grants/part-00000.csv' "
          + "WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')"
      ])
  }

  @Test(arguments: [
    ("/a b", "'cat < ''/a b'''"), ("/it's", "'cat < ''/it''\\''''s'''"), ("/$x;`y`\\", "'cat < ''/$x;`y`\\'''"),
    ("/\nx", "'cat < \"$(printf ''\\057\\012\\170'')\"'"),
  ])
  func `psql and the shell take a path as it is`(path: String, program: String) {
    #expect(copies(table(files: [path]))[0].contains("FROM PROGRAM \(program) WITH"), "\(copies(table(files: [path])))")
  }

  @Test func `psql does not take a line of a text for the end of the file`() {
    var traits = SQLTraits()
    traits.hasDotLine = true
    let lines = load(PostgresDialect(), table(traits: traits))
    #expect(lines.contains { $0.contains(#"| LC_ALL=C sed ''s/^\\\.\(.\{0,1\}\)$/\\.rollcall0f\1/'''"#) })
    #expect(lines.contains { $0.contains(#"(replace("slug", '\.rollcall0f', '\.'))::text"#) })
    #expect(!load(PostgresDialect(), table(.grants, .jsonLines, traits: traits)).contains { $0.contains("sed") })
  }

  @Test func `who may not make tables loads into those that are there`() {
    let lines = PostgresDialect().create(.grants)
    #expect(lines[1] == #"  IF to_regclass('"grants"') IS NULL THEN"# && lines.last == "END $rollcall$;")
  }

  @Test func `psql and the shell of DuckDB are told to stop at the first error`() {
    #expect(PostgresDialect().opening.first == "\\set ON_ERROR_STOP on" && PostgresDialect().closing == ["COMMIT;"])
    #expect(DuckDBDialect().opening == [".bail on", "BEGIN TRANSACTION;"] && DuckDBDialect().closing == ["COMMIT;"])
  }

  @Test func `DuckDB tells NULL from the empty text, and takes no name for a pattern`() {
    let lines = load(DuckDBDialect(), table(files: ["/st*r[1]/part-00000.csv"]))
    #expect(lines.contains("  allow_quoted_nulls = false,") && lines.contains("  nullstr = '',"))
    #expect(lines.contains("  ['/st[*]r[[]1]/part-00000.csv'],"))
    let place = "https://a.test/x?y=[1]"
    #expect(load(DuckDBDialect(), table(files: [place])).contains("  ['\(place)'],"))
    #expect(SQLEngine.duckdb.places.fault(of: "/a\\b*", isNamed: false)?.contains("“*”") == true)
    #expect(SQLEngine.duckdb.places.fault(of: "/a\\b", isNamed: false) == nil)
  }

  @Test func `a long row has room in DuckDB`() {
    var traits = SQLTraits()
    traits.longestRow = 1 << 20
    #expect(load(DuckDBDialect(), table(traits: traits)).contains("  max_line_size = \(8 << 20)"))
    #expect(load(DuckDBDialect(), table(.grants, .jsonLines)).contains("  maximum_object_size = \(2 << 20)"))
  }

  @Test func `ClickHouse reads with its client, counts before it replaces, and drops nothing as a repetition`() throws {
    let lines = load(ClickHouseDialect(), table(isCompressed: true))
    #expect(
      lines.contains(
        "INSERT INTO `rollcall_grants` FROM INFILE '/s/grants/part-00000.csv' COMPRESSION 'gzip' FORMAT CSVWithNames;"))
    #expect(lines.contains("SET insert_deduplicate = 0;"))
    let check = try #require(lines.firstIndex { $0.contains("throwIf") })
    let delete = try #require(lines.firstIndex { $0.hasPrefix("DELETE") })
    #expect(
      check < delete && lines[delete].hasSuffix("`snapshot_at` = toDateTime64('1970-01-01 00:00:00.001', 3, 'UTC')"))
    let bucket = load(ClickHouseDialect(), table(files: ["s3://b/grants/part-00000.csv"]))
    #expect(bucket.contains { $0.contains("SELECT * FROM s3('s3://b/grants/part-00000.csv', 'CSVWithNames'") })
    #expect(load(ClickHouseDialect(), table(), tenants: 1001).filter { $0.hasPrefix("DELETE") }.count == 3)
  }

  @Test func `BigQuery names no marker of NULL, and replaces in a transaction after all loads`() throws {
    let lines = load(BigQueryDialect(), table(isCompressed: true))
    let options =
      "format = 'CSV', skip_leading_rows = 1, allow_quoted_newlines = true, encoding = 'UTF-8', "
      + "preserve_ascii_control_characters = true, compression = 'GZIP'"
    #expect(lines.contains("FROM FILES (\(options), uris = ["))
    let begin = try #require(lines.firstIndex(of: "BEGIN TRANSACTION;"))
    #expect(!lines[begin...].contains { $0.hasPrefix("LOAD DATA") } && lines.last == "COMMIT TRANSACTION;")
    #expect(lines[..<begin].contains { $0.hasPrefix("ASSERT") })
    let many = load(BigQueryDialect(), table(files: (0...10_000).map { "gs://b/grants/part-\($0).csv" }))
    #expect(many.filter { $0.hasPrefix("LOAD DATA") }.count == 2)
  }

  @Test func `Snowflake has one block that rolls back, and files by their names in the stage`() {
    let lines = load(SnowflakeDialect(), table(files: ["@s/x/grants/part-00000.csv", "@s/x/grants/part-00001.csv"]))
    #expect(lines.contains("EXECUTE IMMEDIATE $$") && lines.suffix(4) == ["  ROLLBACK;", "  RAISE;", "END;", "$$;"])
    #expect(lines.contains("COPY INTO rollcall_grants FROM '@s/x/'"))
    #expect(lines.contains("  FILES = ('grants/part-00000.csv', 'grants/part-00001.csv')"))
    #expect(
      lines.contains(
        "  FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE SKIP_HEADER = 1 FIELD_OPTIONALLY_ENCLOSED_BY = '\"' NULL_IF = () "
          + "EMPTY_FIELD_AS_NULL = TRUE ESCAPE_UNENCLOSED_FIELD = NONE MULTI_LINE = TRUE RECORD_DELIMITER = '\\n')"))
    #expect(lines.filter { $0.contains("$$") }.count == 2)
  }

  @Test func `Redshift reads JSON from CSV as a text first`() {
    let lines = load(
      RedshiftDialect(), table(.operators, files: ["s3://b/operators/part-00000.csv.gz"], isCompressed: true))
    #expect(
      lines.contains(
        "COPY \"rollcall_operators\" FROM 's3://b/operators/part-00000.csv.gz' IAM_ROLE default "
          + "FORMAT AS CSV IGNOREHEADER 1 EMPTYASNULL GZIP TIMEFORMAT 'auto' COMPUPDATE OFF STATUPDATE OFF;"))
    #expect(lines.contains("  JSON_PARSE(\"attributes\")"))
    #expect(load(RedshiftDialect(), table(.operators, .jsonLines)).contains("  \"attributes\""))
  }

  @Test func `Spark refuses CSV in which it would change line ends, and names all parts by one pattern`() throws {
    let dialect = SparkDialect()
    #expect(dialect.refusal(of: table(.grants, .csv(lineEnding: .crlf, isSpreadsheetSafe: false))) != nil)
    #expect(dialect.refusal(of: table()) == nil && dialect.refusal(of: table(.grants, .jsonLines)) == nil)
    let lines = load(dialect, table(files: ["/a{b}/part-00000.csv", "/a{b}/part-00001.csv"]))
    #expect(lines.contains("  path '/a\\u005C{b\\u005C}/{part-00000.csv,part-00001.csv}',"))
    #expect(lines.contains("  multiLine 'true',") && lines.contains("  escape '\"',"))
  }

  @Test func `Spark empties the partitions of tenants that have no row any more`() {
    var grants = table()
    grants.emptyTenants = [Tenant(service: "crisp", instance: "https://a.test", id: "0")]
    let lines = load(SparkDialect(), grants)
    let place =
      "`snapshot` = '1970-01-01T00:00:00.001Z', `service` = 'crisp', `instance` = 'https://a.test', `tenant_id` = '0'"
    #expect(lines.contains("INSERT OVERWRITE TABLE `grants` PARTITION (\(place)) BY NAME SELECT"))
    #expect(lines.contains("FROM `rollcall_grants` WHERE false;"))
  }

  @Test(arguments: SQLEngine.all)
  func `an apostrophe before a formula is taken off again, of texts alone`(engine: SQLEngine) {
    let lines = load(engine.dialect, table(.operators, .csv(lineEnding: .lf, isSpreadsheetSafe: true)))
    let undefused = lines.filter { $0.contains("CASE WHEN substr(") && !$0.contains("SELECT") }
    #expect(undefused.count == Table.operators.columns.filter { $0.type == .string }.count)
    #expect(undefused.allSatisfy { $0.contains("'=', '+', '-', '@'") })
    #expect(!load(engine.dialect, table(.operators)).contains { $0.contains("CASE WHEN substr(") })
  }
}
