import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

/// `merge`, as the last step of a job in shards uses it.
@Suite(.timeLimit(.minutes(10))) struct `Command merge` {
  /// Nine websites and two accounts, in which the people stay as they are.
  private static func services(_ change: (inout Scenario) -> Void = { _ in }) throws -> SimulatedServices {
    var scenario = Scenario(
      CrispScenario.generated(websites: 9, operatorsEach: 40),
      ChatwootScenario.generated(agents: 30, teams: 3, inboxes: 3))
    scenario.chatwoot.changesBetweenCalls = false
    change(&scenario)
    return try SimulatedServices(scenario)
  }

  private static let plan = "\"$rollcall\" plan --crisp-all-websites --chatwoot-all-accounts --output plan.json "

  /// Makes a plan and its shards.
  private static func shards(
    _ count: Int, _ options: String = "", in folder: ScratchFolder, _ access: [String: String]
  ) throws {
    let script = """
      rm -rf plan.json shards && mkdir shards && \(plan) \(options) >/dev/null && for i in $(seq \(count)); do
        "$rollcall" export --plan plan.json --shard $i/\(count) --output 'shards/{shard}' --quiet >/dev/null || [ $? = 1 ]
      done
      """
    let run = try CommandRun.shell(script, environment: access, in: folder.url)
    #expect(run.exitCode == 0, "\(run)")
  }

  @Test func `what reads one shard says that it is a part, and what reads all of them does not`() throws {
    let services = try Self.services()
    let folder = try ScratchFolder()
    try Self.shards(4, in: folder, services.access)
    let shards = folder.contents.filter { $0.hasSuffix("manifest.json") }.sorted().map { String($0.dropLast(14)) }
    try #require(shards.count == 4, "\(folder.contents)")
    func sentence(_ number: Int) -> String {
      "\(shards[number - 1]) is shard \(number) of 4 of a plan: it has only a part of the tenants; "
        + "rollcall merge makes the whole of them."
    }
    func run(_ words: String...) throws -> CommandRun { try CommandRun.run(CommandRun.rollcall, words, in: folder.url) }
    for command in ["access", "stats", "verify"] {
      let text = try run(command, shards[1])
      #expect(text.exitCode == 0 && text.output.contains("\n\(sentence(2))\n"), "\(text)")
    }
    let rows = try run("access", shards[1], "--format", "csv")
    #expect(rows.exitCode == 0 && rows.errorOutput.contains(sentence(2)) && !rows.output.contains("shard 2"), "\(rows)")
    let page = try run("report", shards[2])
    #expect(page.exitCode == 0 && page.errorOutput.contains(sentence(3)))
    #expect(page.output.contains("This is shard 3 of 4 of a plan: it has only a part of the tenants."))
    let changes = try run("diff", shards[0], shards[3])
    #expect(changes.output.contains("\n\(sentence(1))\n\(sentence(4))\n"), "\(changes)")
    let changedRows = try run("diff", shards[0], shards[0], "--format", "jsonl")
    #expect(changedRows.exitCode == 0 && changedRows.errorOutput.contains(sentence(1)), "\(changedRows)")
    #expect(try run("merge", shards[0], shards[1], shards[2], shards[3], "--output", "whole").exitCode == 0)
    for command in ["access", "stats", "verify", "report"] {
      let whole = try run(command, "whole")
      #expect(whole.exitCode == 0 && !(whole.output + whole.errorOutput).contains("a part of the tenants"), "\(whole)")
    }
  }

  @Test(arguments: [
    (1, "--format csv,jsonl"), (2, "--compression none"), (3, "--format jsonl --compression-level 1 --split-rows 50"),
    (4, "--split-bytes 64K --spreadsheet-safe"), (8, "--compression-level fast"), (30, "--csv-line-ending crlf"),
  ])
  func `shards become what one run of the plan makes, byte for byte`(count: Int, options: String) throws {
    let services = try Self.services()
    let folder = try ScratchFolder()
    let access = services.access
    try Self.shards(count, options, in: folder, access)
    let script = """
      "$rollcall" export --plan plan.json --output whole && "$rollcall" merge $(ls -d shards/* | sort -r) --output merged \
      && "$rollcall" verify merged && (cd merged && sha256sum --check --quiet SHA256SUMS)
      """
    let run = try CommandRun.shell(script, environment: access, in: folder.url)
    #expect(run.exitCode == 0 && run.output.contains("merged\ncomplete: 10 tenants"), "\(run)")
    #expect(try folder.tables(below: "merged") == folder.tables(below: "whole"))
    let (merged, whole) = (try folder.manifest("merged"), try folder.manifest("whole"))
    for key in ["plan", "encoding", "identity", "snapshot_at", "complete"] {
      #expect(merged[key] as? NSObject == whole[key] as? NSObject, "\(key)")
    }
    let tenants = try ["merged", "whole"].map { try folder.tenants($0).map { $0["tenant_id"] as? String } }
    #expect(tenants[0] == tenants[1])
  }

  @Test func `outputs that cannot be named so are refused, and days are filled in`() throws {
    let services = try Self.services()
    let folder = try ScratchFolder()
    try Self.shards(2, in: folder, services.access)
    func shell(_ script: String) throws -> CommandRun {
      try CommandRun.shell(script, environment: services.access, in: folder.url)
    }
    for (command, words) in [
      ("merge shards/* --output -", "a snapshot is a folder"),
      ("merge shards/* --output 'm-{shard}'", "only in a run with"),
      ("plan --output -", "from a file"), ("plan --output 'p-{day}'", "{day} has no value"),
    ] {
      let run = try shell("\"$rollcall\" \(command)")
      #expect(run.exitCode == 64 && run.errorOutput.contains(words), "\(run)")
    }
    let merged = try shell("\"$rollcall\" merge shards/* --output 'm-{date}' --quiet && ls -d m-20??-??-??")
    #expect(merged.exitCode == 0, "\(merged)")
    #expect(!folder.contents.contains("-"))
  }

  @Test func `what cannot be read is no damage`() throws {
    let services = try Self.services()
    let folder = try ScratchFolder()
    try Self.shards(2, in: folder, services.access)
    let run = try CommandRun.shell(
      "\"$rollcall\" merge shards/* plan.json --output merged", environment: [:], in: folder.url)
    #expect(run.exitCode == 74 && run.errorOutput.contains("plan.json: Not a directory"), "\(run)")
  }

  @Test func `what does not fit is named, all of it, before anything is written`() throws {
    let services = try Self.services()
    let folder = try ScratchFolder()
    try Self.shards(4, in: folder, services.access)
    let part = "shards/003-of-004/grants/part-00000.csv.gz"
    var bytes = try #require(folder.contents(of: part))
    bytes[bytes.count / 2] ^= 1
    try folder.write(bytes, to: part)
    let script = """
      cp -r shards/001-of-004 again && rm -r shards/002-of-004 && "$rollcall" merge shards/* again nowhere --output merged
      """
    let run = try CommandRun.shell(script, environment: [:], in: folder.url)
    #expect(run.exitCode == 65 && !folder.contents.contains { $0.hasPrefix("merged") }, "\(run)")
    for words in [
      "shard 1/4 is there 2 times: shards/001-of-004, again", "shard 2/4 is missing", "\(part): its SHA-256 is ",
      "cannot open the folder nowhere",
    ] { #expect(run.errorOutput.contains(words), "\(words): \(run)") }
    let json = try CommandRun.shell(
      "\"$rollcall\" merge shards/* --output merged --json", environment: [:], in: folder.url)
    #expect(json.exitCode == 65 && json.output.contains("\"code\":65"), "\(json)")
    let usage = try CommandRun.shell("\"$rollcall\" merge --output merged", environment: [:], in: folder.url)
    #expect(usage.exitCode == 64 && usage.errorOutput.contains("SHARD… is missing"), "\(usage)")
  }

  @Test func `a shard that is not complete makes a whole that says so`() throws {
    let services = try Self.services { scenario in
      let id = scenario.crisp.websites[4].id
      scenario.crisp.faults = [FaultRule(.status(404), on: .exact("/v1/website/\(id)/operators/list"), times: nil)]
    }
    let folder = try ScratchFolder()
    try Self.shards(10, in: folder, services.access)
    let run = try CommandRun.shell(
      "\"$rollcall\" merge shards/* --output merged; code=$?; \"$rollcall\" verify merged >&2 && exit $code",
      environment: [:], in: folder.url)
    #expect(run.exitCode == 1 && run.output.contains("NOT complete: of 10 tenants 1 failed"), "\(run)")
    #expect(run.errorOutput.contains("crisp \(services.scenario.crisp.websites[4].id): failed: "), "\(run)")
    #expect(try folder.manifest("merged")["complete"] as? Bool == false)
  }

  @Test func `a merge that is killed goes on to the same bytes, and only with the same shards`() throws {
    let services = try Self.services()
    let folder = try ScratchFolder()
    try Self.shards(3, "--format csv,jsonl", in: folder, services.access)
    // Killed at ten moments, and perhaps finished before the last ones.
    let script = """
      "$rollcall" merge shards/* --output whole >/dev/null || exit 3
      for wait in 0.005 0.01 0.015 0.02 0.025 0.03 0.04 0.05 0.06 0.08; do
        "$rollcall" merge shards/* --output killed --resume >/dev/null 2>&1 & sleep $wait; kill -9 $! 2>/dev/null
        wait $! 2>/dev/null
        [ -d killed ] && break
      done
      [ -d killed ] || "$rollcall" merge shards/* --output killed --resume
      """
    let run = try CommandRun.shell(script, environment: [:], in: folder.url)
    #expect(run.exitCode == 0, "\(run)")
    #expect(try folder.tables(below: "killed") == folder.tables(below: "whole"))
    #expect(!folder.contents.contains { $0.hasPrefix("killed.partial") })
  }
}
