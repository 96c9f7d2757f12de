import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

/// `datapackage.json`, as Frictionless reads it.
@Suite struct `Data package of an export` {
  /// What Frictionless says of the snapshots in a folder.
  private func check(_ names: [String], in folder: ScratchFolder) throws -> CommandRun {
    try CommandRun.run(
      Repository.python(), [Repository.path("Tests/Readers/check_package.py")] + names.map { folder.file($0) })
  }

  @Test(arguments: ["csv", "jsonl", "csv,jsonl"])
  func `Frictionless accepts the data package of every form of export, with every row`(formats: String) throws {
    let folder = try ScratchFolder()
    let manners = [
      "", "--compression none", "--csv-line-ending crlf --spreadsheet-safe", "--tables grants,resources",
      "--split-rows 60", "--split-bytes 64K --compression none",
    ]
    for (index, manner) in manners.enumerated() {
      let run = try CommandRun.shell(
        "\"$rollcall\" demo --quiet --output \(index) --operators 200 --format \(formats) \(manner)", in: folder.url)
      try #require(run.exitCode == 0, "\(run)")
    }
    let run = try check(manners.indices.map(String.init), in: folder)
    #expect(run.exitCode == 0 && run.output == "ok\n", "\(run)")
  }

  @Test func `Frictionless accepts the data package of empty tables`() throws {
    let crisp = try SimulatedCrisp(operators: .generated(count: 0))
    let folder = try ScratchFolder()
    for compression in ["gzip", "none"] {
      let run = try CommandRun.rollcall(
        "export", "crisp", "--output", folder.file(compression), "--format", "csv,jsonl", "--allow-empty",
        "--compression", compression, environment: crisp.environment)
      try #require(run.exitCode == 0, "\(run)")
    }
    let run = try check(["gzip", "none"], in: folder)
    #expect(run.exitCode == 0 && run.output == "ok\n", "\(run)")
  }

  @Test func `Frictionless refuses a data package that does not fit its files`() throws {
    let folder = try ScratchFolder()
    let run = try CommandRun.shell(
      """
      "$rollcall" demo --quiet --output snapshot --operators 5 --compression none
      sed -i '2s/.*/"never"&/' snapshot/operators/part-00000.csv
      """, in: folder.url)
    try #require(run.exitCode == 0, "\(run)")
    #expect(try check(["snapshot"], in: folder).exitCode == 1)
  }
}
