import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

@Suite struct `Command export` {
  private static let snapshotAt = "2026-11-01T00:00:00.000Z"

  @Test(arguments: [("compression", "gzip"), ("compression", "none"), ("compression-level", "fast")])
  func `independent readers find the service's data in every file`(setting: String, value: String) throws {
    let crisp = try SimulatedCrisp(operators: .generated(count: 3000)) { scenario in
      scenario.crisp.websites[0].pendingInvitations = 7
      scenario.crisp.websites[0].unknownRoles = true
    }
    let folder = try ScratchFolder()
    let run = try CommandRun.rollcall(
      "export", "crisp", "--output", folder.file("snapshot"), "--format", "csv,jsonl", "--snapshot-at",
      Self.snapshotAt, "--\(setting)", value, environment: crisp.environment)
    #expect(run.exitCode == 0, "\(run)")
    #expect(run.output.hasPrefix(folder.file("snapshot") + "\ncomplete: 1 tenant, 3,007 operators"), "\(run)")
    let check = try crisp.check(folder.file("snapshot"), snapshotAt: Self.snapshotAt)
    #expect(check.output == "ok: 8 files\n", "\(check)")
    let sums = try CommandRun.shell("cd \(folder.file("snapshot")) && sha256sum --check --strict SHA256SUMS")
    #expect(sums.exitCode == 0, "\(sums)")
  }

  @Test func `unusual values are unchanged in both formats`() throws {
    let crisp = try SimulatedCrisp(operators: .raw(Array(NastyOperators.response.utf8)))
    let folder = try ScratchFolder()
    let run = try CommandRun.rollcall(
      "export", "crisp", "--output", folder.file("snapshot"), "--format", "csv,jsonl", "--snapshot-at",
      Self.snapshotAt, environment: crisp.environment)
    #expect(run.exitCode == 0, "\(run)")
    let check = try crisp.check(folder.file("snapshot"), snapshotAt: Self.snapshotAt)
    #expect(check.output == "ok: 8 files\n", "\(check)")
  }

  @Test func `only the owner can read a snapshot, whatever the umask`() throws {
    let crisp = try SimulatedCrisp(operators: .generated(count: 5))
    let folder = try ScratchFolder()
    let run = try CommandRun.shell(
      "umask 000; \"$rollcall\" export crisp --output snapshot && find snapshot -printf '%m %y\\n' | sort -u",
      environment: crisp.environment, in: folder.url)
    #expect(run.output.hasSuffix("600 f\n700 d\n"), "\(run)")
  }

  @Test func `a snapshot time of days ago brings a warning with both times, and none if it is quiet`() throws {
    let crisp = try SimulatedCrisp(operators: .generated(count: 5))
    let folder = try ScratchFolder()
    for arguments in [[], ["--quiet"]] {
      let run = try CommandRun.run(
        CommandRun.rollcall,
        [
          "export", "crisp", "--output", folder.file("snapshot\(arguments.count)"), "--snapshot-at",
          "2026-01-02T03:04:05Z",
        ]
          + arguments, environment: crisp.environment)
      let warning = "rows will say 2026-01-02T03:04:05.000Z, but the services are read now (2"
      #expect(run.exitCode == 0 && run.errorOutput.contains(warning) == arguments.isEmpty, "\(run)")
    }
  }

  @Test func `an export to standard output writes one table and nothing else`() throws {
    let crisp = try SimulatedCrisp(operators: .generated(count: 12))
    let run = try CommandRun.rollcall(
      "export", "crisp", "--output", "-", "--tables", "grants", "--format", "jsonl", environment: crisp.environment)
    #expect(run.exitCode == 0, "\(run)")
    #expect(run.output.split(separator: "\n").count == 12)
    #expect(run.output.hasPrefix(#"{"snapshot_at":""#))
    let lines = run.errorOutput.split(separator: "\n")
    #expect(lines.count == 2 && lines[0].hasSuffix("left out by --crisp-inboxes never"), "\(run)")
    #expect(lines.last?.hasPrefix("complete: 1 tenant, 12 grants") == true, "\(run)")
  }

  @Test func `standard output is compressed on request`() throws {
    let crisp = try SimulatedCrisp(operators: .generated(count: 12))
    let run = try CommandRun.shell(
      "\"$rollcall\" export crisp --output - --tables operators --compression gzip --quiet | gzip -dc | wc -l",
      environment: crisp.environment)
    #expect(run.output == "13\n", "\(run)")
  }

  @Test func `only the selected tables are written, and only the requests that they need are sent`() throws {
    let crisp = try SimulatedCrisp(operators: .generated(count: 5))
    let folder = try ScratchFolder()
    let run = try CommandRun.rollcall(
      "export", "crisp", "--output", folder.file("snapshot"), "--tables", "resources", "--compression", "none",
      environment: crisp.environment)
    #expect(run.exitCode == 0, "\(run)")
    #expect(
      folder.contents.filter { !$0.hasSuffix("s") } == [
        "snapshot", "snapshot/SHA256SUMS", "snapshot/datapackage.json", "snapshot/manifest.json",
        "snapshot/resources/part-00000.csv",
      ], "\(folder.contents)")
    #expect(crisp.simulator.requests.map(\.path) == ["/v1/website/\(crisp.websiteID)"])
  }

  @Test func `the summary is JSON on request`() throws {
    let crisp = try SimulatedCrisp(operators: .generated(count: 5))
    let folder = try ScratchFolder()
    let run = try CommandRun.rollcall(
      "export", "crisp", "--output", folder.file("snapshot"), "--json", environment: crisp.environment)
    let summary = try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(summary["complete"] as? Bool == true)
    #expect(summary["path"] as? String == folder.file("snapshot"))
    #expect((summary["rows"] as? [String: Int])?["operators"] == 5)
  }

  @Test func `a response of 66 MB passes through a process with less memory`() throws {
    let crisp = try SimulatedCrisp(operators: .generated(count: 200_000))
    try crisp.simulator.prepare()
    let folder = try ScratchFolder()
    let run = try CommandRun.rollcall(
      "export", "crisp", "--output", folder.file("snapshot"), "--compression", "none", "--json",
      environment: crisp.environment)
    let summary = try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let peak = try #require(summary["peak_memory_bytes"] as? Int)
    // Sanitizers multiply memory, so that only a plain build can tell.
    let isSanitized = ProcessInfo.processInfo.environment["ROLLCALL_TEST_SANITIZER"] != nil
    // About 32 MB are pages of the program, which is not optimised here, and of libraries; the filter that looks for twins
    // in lists of more than 65,536 takes 8 MiB.
    #expect(peak < (isSanitized ? 2_000_000_000 : 64_000_000), "\(run)")
  }
}
