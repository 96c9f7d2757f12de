import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

/// `--split-rows` and `--split-bytes`.
@Suite(.timeLimit(.minutes(5))) struct `A split export` {
  private static let snapshotAt = "2026-11-01T00:00:00.000Z"

  private static let splits: [[String]] = [
    ["--split-rows", "700"], ["--split-rows", "1000", "--compression", "none"], ["--split-bytes", "64K"],
    ["--split-bytes", "200000", "--compression", "none"],
  ]

  @Test(arguments: splits)
  func `independent readers find all rows in the parts, one by one and all together`(
    split: [String]
  ) throws {
    let crisp = try SimulatedCrisp(operators: .generated(count: 3000))
    let folder = try ScratchFolder()
    let run = try CommandRun.run(
      CommandRun.rollcall,
      [
        "export", "crisp", "--output", folder.file("snapshot"), "--format", "csv,jsonl", "--snapshot-at",
        Self.snapshotAt,
      ] + split, environment: crisp.environment)
    try #require(run.exitCode == 0, "\(run)")
    let files = try folder.manifest().files
    let operators = files.filter { $0.path.hasPrefix("operators/") && $0.path.contains(".csv") }
    #expect(operators.count >= 3)
    if split[0] == "--split-rows" {
      let count = try #require(Int(split[1]))
      #expect(operators.dropLast().allSatisfy { $0.rows == count } && operators.count == (3000 + count - 1) / count)
    } else {
      let size = split[1] == "64K" ? 65_536 : 200_000
      #expect(operators.dropLast().allSatisfy { (size / 2...size * 3 / 2).contains($0.bytes) }, "\(operators)")
    }
    let check = try crisp.check(folder.file("snapshot"), snapshotAt: Self.snapshotAt)
    #expect(check.output == "ok: \(files.count) files\n", "\(check)")
    let verified = try CommandRun.rollcall("verify", "snapshot", in: folder.url)
    #expect(verified.exitCode == 0, "\(verified)")
  }

  @Test func `a split export needs no more open files than another`() throws {
    let crisp = try SimulatedCrisp(operators: .generated(count: 3000))
    let folder = try ScratchFolder()
    let run = try CommandRun.shell(
      "ulimit -n 64; exec \"$rollcall\" export crisp --output snapshot --split-rows 20", environment: crisp.environment,
      in: folder.url)
    #expect(run.exitCode == 0, "\(run)")
    let parts = try folder.manifest().files.filter { $0.path.hasPrefix("grants/") }
    #expect(parts.count == 150 && parts.last?.path == "grants/part-00149.csv.gz")
  }

  @Test func `a split export is resumed with the same split alone, and has the bytes of an undisturbed one`() throws {
    let services = try SimulatedServices(.manyWebsites(6, operatorsEach: 25))
    let folder = try ScratchFolder()
    func export(_ options: String) throws -> CommandRun {
      try CommandRun.shell(
        """
        exec "$rollcall" export crisp --snapshot-at \(Self.snapshotAt) --checkpoint-interval 0s --workers 1 \(options)
        """, environment: services.crisp, in: folder.url)
    }
    let stopped = try export("--output snapshot --split-rows 10 --request-budget 7")
    try #require(stopped.exitCode == 75 && stopped.errorOutput.contains("--resume"), "\(stopped)")
    for (split, text) in [
      ("", "split-rows was 10 and is not set"), ("--split-rows 11", "split-rows was 10 and is 11"),
      ("--split-bytes 1M", "split-bytes was not set and is 1048576"),
    ] {
      let refused = try export("--output snapshot --resume \(split)")
      #expect(refused.exitCode == 78 && refused.errorOutput.contains(text), "\(refused)")
    }
    let resumed = try export("--output snapshot --split-rows 10 --resume")
    #expect(resumed.exitCode == 0, "\(resumed)")
    let whole = try export("--output whole --split-rows 10")
    #expect(whole.exitCode == 0, "\(whole)")
    let same = try CommandRun.shell(
      "diff -r --exclude manifest.json --exclude SHA256SUMS snapshot whole && \"$rollcall\" verify snapshot",
      in: folder.url)
    #expect(same.exitCode == 0, "\(same)")
  }

  @Test(arguments: [
    ("--split-rows 0", "--split-rows must be a whole number from 1 but is “0”"),
    ("--split-rows -5", "--split-rows must be a whole number from 1 but is “-5”"),
    ("--split-rows many", "--split-rows must be a whole number from 1 but is “many”"),
    ("--split-bytes 0", "--split-bytes must be a number of bytes from 65536, or a size such as 512K, 100M or 2G"),
    ("--split-bytes -1", "--split-bytes must be"), ("--split-bytes 65535", "--split-bytes must be"),
    ("--split-bytes 63K", "--split-bytes must be"), ("--split-bytes 1T", "--split-bytes must be"),
    ("--split-bytes K", "--split-bytes must be"), ("--split-bytes 9999999999G", "--split-bytes must be"),
    ("--split-rows 5 --split-bytes 1M", "split-rows and split-bytes are both set"),
    ("--split-rows 5 --output - --tables grants", "--output - is one stream, which cannot be split"),
    ("--split-bytes 1M --output - --tables grants", "--output - is one stream, which cannot be split"),
  ])
  func `a split that cannot be is wrong usage`(options: String, text: String) throws {
    let crisp = try SimulatedCrisp(operators: .generated(count: 1))
    let folder = try ScratchFolder()
    let output = options.contains("--output") ? "" : "--output snapshot"
    let run = try CommandRun.shell(
      "exec \"$rollcall\" export crisp \(output) \(options)", environment: crisp.environment, in: folder.url)
    #expect(run.exitCode == 64 && run.errorOutput.contains(text) && run.output.isEmpty, "\(run)")
    #expect(folder.contents.isEmpty && crisp.simulator.requests.isEmpty)
  }

  @Test func `a wrong split in the configuration file is refused by its key`() throws {
    let crisp = try SimulatedCrisp(operators: .generated(count: 1))
    let run = try CommandRun.shell(
      "ROLLCALL_SPLIT_BYTES=1K exec \"$rollcall\" export crisp --output snapshot", environment: crisp.environment)
    #expect(run.exitCode == 78 && run.errorOutput.contains("ROLLCALL_SPLIT_BYTES must be a number of bytes"), "\(run)")
  }
}

/// A file, as the manifest describes it.
private struct ManifestFile {
  let path: String
  let rows: Int
  let bytes: Int
}

extension [String: Any] {
  /// The files of a manifest.
  fileprivate var files: [ManifestFile] {
    let tables = self["tables"] as? [[String: Any]] ?? []
    return tables.flatMap { $0["files"] as? [[String: Any]] ?? [] }
      .map { file in
        ManifestFile(
          path: file["path"] as? String ?? "", rows: file["rows"] as? Int ?? -1, bytes: file["bytes"] as? Int ?? -1)
      }
  }
}
