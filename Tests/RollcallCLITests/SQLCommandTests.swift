import Foundation
import RollcallTestSupport
import Testing

/// `rollcall sql` as people call it. What engines make of the SQL is the matter of Tests/Engines/sql.py.
@Suite struct `rollcall sql` {
  private func withSnapshot(_ options: String..., body: (ScratchFolder) throws -> Void) throws {
    let folder = try ScratchFolder()
    let run = try CommandRun.run(
      CommandRun.rollcall, ["demo", "--quiet", "--operators", "40", "--output", folder.file("s")] + options)
    try #require(run.exitCode == 0, "\(run)")
    try body(folder)
  }

  @Test(arguments: ["postgres", "duckdb", "clickhouse", "spark"])
  func `standard output has the SQL alone, and a file the same`(engine: String) throws {
    try withSnapshot { folder in
      let printed = try CommandRun.rollcall("sql", engine, "s", in: folder.url)
      #expect(printed.exitCode == 0 && printed.errorOutput.isEmpty, "\(printed)")
      #expect(printed.output.hasPrefix("-- Rollcall ") && printed.output.contains("CREATE TABLE"))
      let real = try CommandRun.shell("realpath s", in: folder.url).succeeded().dropLast()
      #expect(printed.output.contains("\(real)/operators/part-00000.csv.gz"))
      let written = try CommandRun.rollcall("sql", engine, "s/", "-o", "load.sql", in: folder.url)
      #expect(written.exitCode == 0 && written.output.isEmpty, "\(written)")
      #expect(folder.contents(of: "load.sql") == printed.outputBytes)
      let again = try CommandRun.rollcall("sql", engine, "s", "-o", "load.sql", in: folder.url)
      #expect(again.exitCode == 73 && again.output.isEmpty, "\(again)")
    }
  }

  @Test(arguments: ["bigquery", "snowflake", "redshift"])
  func `an engine that does not see the disk is told where the files are`(engine: String) throws {
    try withSnapshot { folder in
      let refused = try CommandRun.rollcall("sql", engine, "s", in: folder.url)
      #expect(refused.exitCode == 64 && refused.output.isEmpty && refused.errorOutput.contains("--location"))
      let place = ["bigquery": "gs://b/x", "snowflake": "@s/x", "redshift": "s3://b/x"][engine]!
      let run = try CommandRun.rollcall("sql", engine, "s", "--location", place, in: folder.url)
      #expect(run.exitCode == 0 && run.output.contains(place), "\(run)")
      let tables = try CommandRun.rollcall("sql", engine, "s", "--tables-only", in: folder.url)
      #expect(tables.exitCode == 0 && !tables.output.contains("part-0"), "\(tables)")
      let elsewhere = try CommandRun.rollcall("sql", engine, "s", "--location", "/x", in: folder.url)
      #expect(elsewhere.exitCode == 64 && elsewhere.errorOutput.contains("--location: it must be"), "\(elsewhere)")
    }
  }

  @Test(arguments: [
    ("sql", "ENGINE is missing"), ("sql postgres", "DIR is missing"),
    ("sql mysql s", "ENGINE must be one of postgres,"),
    ("sql postgre s", "did you mean postgres?"), ("sql postgres s --location x", "an absolute path"),
    ("sql postgres s --location https://a.test/s", "an absolute path"), ("sql postgres s --format csv", "no option"),
  ])
  func `a wrong command line is refused with the reason`(arguments: String, text: String) throws {
    try withSnapshot { folder in
      let run = try CommandRun.shell("\"$rollcall\" \(arguments)", in: folder.url)
      #expect(run.exitCode == 64 && run.errorOutput.contains(text) && run.output.isEmpty, "\(run)")
    }
  }

  @Test func `damage is 65 and no SQL, and no file is left`() throws {
    try withSnapshot("--compression", "none") { folder in
      var bytes = try #require(folder.contents(of: "s/grants/part-00000.csv"))
      bytes[bytes.count - 9] ^= 1
      try folder.write(bytes, to: "s/grants/part-00000.csv")
      for options in [[], ["--tables-only"], ["-o", "load.sql"]] {
        let run = try CommandRun.run(CommandRun.rollcall, ["sql", "postgres", "s"] + options, in: folder.url)
        #expect(run.exitCode == 65 && run.output.isEmpty && run.errorOutput.contains("grants/part-00000.csv"), "\(run)")
      }
      #expect(folder.contents.filter { $0.hasPrefix("load") }.isEmpty)
    }
  }

  @Test func `a snapshot that is not complete is loaded, and ends with 1 and what is missing`() throws {
    try withSnapshot { folder in
      _ = try CommandRun.shell("sed -i 's/\"complete\" : true/\"complete\" : false/' s/manifest.json", in: folder.url)
        .succeeded()
      let run = try CommandRun.rollcall("sql", "duckdb", "s", in: folder.url)
      #expect(run.exitCode == 1 && run.errorOutput.contains("not complete"), "\(run)")
      #expect(run.output.contains("\n-- This snapshot is not complete.") && run.output.contains("COMMIT;"))
    }
  }

  @Test func `a link to the snapshot may move later`() throws {
    try withSnapshot { folder in
      let run = try CommandRun.shell("ln -s s latest; \"$rollcall\" sql postgres latest", in: folder.url)
      #expect(run.exitCode == 0 && run.output.contains("/s/grants/") && !run.output.contains("latest/grants"), "\(run)")
    }
  }
}
