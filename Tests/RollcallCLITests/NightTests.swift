import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

/// One command line for every night, which can be run again whatever became of it.
@Suite(.timeLimit(.minutes(5))) struct `A command for every night` {
  private static let command = """
    "$rollcall" export crisp --output 'snapshots/snapshot_date={date}' --compression none --resume --if-exists skip
    """

  /// The dates of today and of the next moments, in UTC.
  private var today: String { String(ISO8601DateFormatter().string(from: Date()).prefix(10)) }

  @Test func `the folder has the date of the start, and a second run finds that there is nothing to do`() throws {
    let services = try SimulatedServices(.manyWebsites(2, operatorsEach: 5))
    let folder = try ScratchFolder()
    try folder.make("snapshots")
    let before = today
    let first = try CommandRun.shell(Self.command, environment: services.crisp, in: folder.url)
    #expect(first.exitCode == 0, "\(first)")
    let name = try #require(folder.contents.first { $0.contains("snapshot_date=") })
    #expect([before, today].map { "snapshots/snapshot_date=\($0)" }.contains(name))
    #expect(first.output.hasPrefix("\(name)\ncomplete: 2 tenants"), "\(first)")

    let count = services.simulator.requestCount
    let files = try folder.files(below: "snapshots")
    for flags in ["", " --quiet", " --workers 9 --json"] where name.hasSuffix(today) {
      let again = try CommandRun.shell(Self.command + flags, environment: services.crisp, in: folder.url)
      #expect(again.exitCode == 0 && again.output.contains(name), "\(again)")
      let notice = "\(name) is the complete result of these settings already: nothing to do\n"
      #expect(again.output.contains("\"skipped\":true") == flags.contains("--json"), "\(again)")
      #expect((flags == " --quiet" ? again.errorOutput.isEmpty : again.errorOutput.hasPrefix(notice)), "\(again)")
    }
    #expect(try services.simulator.requestCount == count && folder.files(below: "snapshots") == files)
    let other = try CommandRun.shell(
      Self.command + " --tables grants", environment: services.crisp, in: folder.url)
    #expect(other.exitCode == 73 && other.errorOutput.contains("other settings: tables was "), "\(other)")
    let plain = try CommandRun.rollcall("export", "--output", name, environment: services.crisp, in: folder.url)
    #expect(plain.exitCode == 73 && plain.errorOutput.contains("exists already"), "\(plain)")
  }

  @Test(arguments: ["{day}", "{shard}", "a/{date}/{}"])
  func `another word, and a shard that there is not, are wrong usage`(name: String) throws {
    let folder = try ScratchFolder()
    let run = try CommandRun.rollcall("export", "crisp", "--output", name, in: folder.url)
    #expect(run.exitCode == 64 && run.errorOutput.contains("--output is \(name): {"), "\(run)")
    #expect(folder.contents.isEmpty)
  }

  @Test func `folders around it that are of the night are made`() throws {
    let services = try SimulatedServices(.manyWebsites(1, operatorsEach: 5))
    let folder = try ScratchFolder()
    let output = ["--output", "{date}/{time}/crisp"]
    let run = try CommandRun.run(
      CommandRun.rollcall, ["export", "crisp"] + output, environment: services.crisp, in: folder.url)
    #expect(run.exitCode == 0, "\(run)")
    let made = try #require(folder.contents.first { $0.hasSuffix("/crisp") })
    #expect(made.wholeMatch(of: /\d{4}-\d\d-\d\d\/\d{6}\/crisp/) != nil)
    #expect(try folder.mode(of: String(made.prefix(10))) == 0o700)
  }

  @Test func `what a limit stopped is finished under its own name, which every message tells`() throws {
    let services = try SimulatedServices(.manyWebsites(3, operatorsEach: 5))
    let folder = try ScratchFolder()
    try folder.make("snapshots")
    // As if it had been yesterday.
    let yesterday = "snapshots/snapshot_date=2026-01-31"
    let stopped = try CommandRun.shell(
      "\(Self.command.replacing("{date}", with: "2026-01-31")) --request-budget 3 --checkpoint-interval 0s",
      environment: services.crisp, in: folder.url)
    #expect(stopped.exitCode == 75 && stopped.errorOutput.contains("the same command with --resume"), "\(stopped)")

    let today = try CommandRun.shell(
      Self.command + " --request-budget 3 --checkpoint-interval 0s", environment: services.crisp, in: folder.url)
    #expect(today.exitCode == 75, "\(today)")
    #expect(today.errorOutput.contains("\(yesterday).partial is of an earlier run"), "\(today)")
    #expect(today.errorOutput.contains("the same command with --output \(yesterday) --resume finishes it"), "\(today)")
    // The words of the command would name another folder tomorrow.
    let kept = try #require(today.errorOutput.firstMatch(of: /kept:.*--output (\S+) --resume continues from there/))
    #expect(folder.contents.contains("\(kept.1).partial/checkpoint.json"), "\(today)")

    for name in [yesterday, String(kept.1)] {
      let command = Self.command.replacing("'snapshots/snapshot_date={date}'", with: name)
      let rest = try CommandRun.shell(command, environment: services.crisp, in: folder.url)
      #expect(rest.exitCode == 0 && rest.output.hasPrefix(name), "\(rest)")
    }
    #expect(!folder.contents.contains { $0.contains(".partial") })
  }
}
