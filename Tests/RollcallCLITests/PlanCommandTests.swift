import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

/// `plan`, and `export --plan`, as an engine for shards uses them.
@Suite(.timeLimit(.minutes(5))) struct `Commands plan and export --plan` {
  /// Seven websites and two accounts.
  private static func services(
    _ change: (inout Scenario) -> Void = { _ in }
  ) throws -> SimulatedServices {
    var scenario = Scenario(
      CrispScenario.generated(websites: 7, operatorsEach: 12),
      ChatwootScenario.generated(agents: 9, teams: 2, inboxes: 2))
    scenario.chatwoot.changesBetweenCalls = false
    change(&scenario)
    return try SimulatedServices(scenario)
  }

  private static let plan =
    "\"$rollcall\" plan --crisp-all-websites --chatwoot-all-accounts --format csv,jsonl --output plan.json"

  @Test func `the shards of a plan have together what one run of it has, and none asks for a list`() throws {
    let services = try Self.services()
    let folder = try ScratchFolder()
    let access = services.access
    func shell(_ script: String) throws -> CommandRun {
      try CommandRun.shell(script, environment: access, in: folder.url)
    }
    let planned = try shell(Self.plan)
    #expect(planned.exitCode == 0 && planned.output.hasPrefix("plan.json\nplanned: 8 tenants"), "\(planned)")
    #expect(try folder.mode(of: "plan.json") == 0o600)
    let lists = services.simulator.requests.filter { $0.path.contains("/plugin/connect/websites/") }.count
    #expect(lists > 0)

    let whole = try shell("\"$rollcall\" export --plan plan.json --output whole")
    #expect(whole.exitCode == 0 && whole.output.contains("complete: 8 tenants"), "\(whole)")
    var tenants: [String] = []
    for shard in 1...3 {
      let run = try shell("\"$rollcall\" export --plan plan.json --shard \(shard)/3 --output '{shard}'")
      let name = "00\(shard)-of-003"
      #expect(run.exitCode == 0 && run.output.hasPrefix(name), "\(run)")
      tenants += try folder.tenants(name).compactMap { $0["tenant_id"] as? String }
      let plan = try #require(folder.manifest(name)["plan"] as? [String: Any])
      #expect(
        plan["index"] as? Int == shard && plan["of"] as? Int == 3 && plan["count"] as? Int == [2, 3, 3][shard - 1])
      #expect(try shell("\"$rollcall\" verify \(name)").exitCode == 0)
    }
    #expect(tenants == (try folder.tenants("whole").compactMap { $0["tenant_id"] as? String }))
    #expect(services.simulator.requests.filter { $0.path.contains("/plugin/connect/websites/") }.count == lists)
    let moments = try ["001-of-003", "whole"].map { try folder.manifest($0)["snapshot_at"] as? String }
    #expect(moments[0] == moments[1])

    let empty = try shell("\"$rollcall\" export --plan plan.json --shard 2/40 --output empty")
    #expect(empty.exitCode == 0 && empty.output.contains("complete: 0 tenants"), "\(empty)")
    #expect(try shell("\"$rollcall\" verify empty").exitCode == 0)
    let again = try shell("\"$rollcall\" export --plan plan.json --shard 1/3 --output 001-of-003 --if-exists skip")
    #expect(again.exitCode == 0 && again.errorOutput.contains("nothing to do"), "\(again)")
    let other = try shell("\"$rollcall\" export --plan plan.json --shard 2/3 --output 001-of-003 --if-exists skip")
    #expect(other.exitCode == 73 && other.errorOutput.contains("it was shard 1/3 of the plan"), "\(other)")
  }

  @Test func `what would not be a shard of the plan is refused`() throws {
    let services = try Self.services()
    let folder = try ScratchFolder()
    #expect(try CommandRun.shell(Self.plan, environment: services.access, in: folder.url).exitCode == 0)
    let count = services.simulator.requestCount
    let cases: [(flags: String, code: Int32, words: String)] = [
      ("--plan plan.json --shard 1/3 --format csv", 78, "format was csv,jsonl and is csv"),
      ("--plan plan.json --compression-level 1", 78, "compression-level was 6 and is 1"),
      ("--plan plan.json --snapshot-at 2026-01-01T00:00:00Z", 78, "snapshot-at was "),
      ("--plan plan.json --crisp-base-url http://127.0.0.1:9", 78, "crisp-base-url was "),
      ("--plan plan.json --shard 0/3", 64, "$((INDEX + 1))/N"),
      ("--plan plan.json --shard 1/1000001", 64, "at most 1,000,000"),
      ("crisp --plan plan.json", 78, "name no service"),
      ("--plan plan.json --repair plan.json", 64, "--plan and --repair are both there"),
      ("--shard 1/3", 64, "add --plan"),
      ("--plan none.json", 74, "none.json"),
    ]
    for (flags, code, words) in cases {
      let run = try CommandRun.shell(
        "\"$rollcall\" export --output x \(flags)", environment: services.access, in: folder.url)
      #expect(run.exitCode == code && run.errorOutput.contains(words), "\(flags): \(run)")
    }
    let stream = try CommandRun.shell(
      "\"$rollcall\" export --plan plan.json --tables operators --format csv --compression none --output -",
      environment: services.access, in: folder.url)
    #expect(stream.exitCode == 78 && stream.errorOutput.contains("compression was gzip and is none"), "\(stream)")
    let there = try CommandRun.shell(Self.plan, environment: services.access, in: folder.url)
    #expect(there.exitCode == 73 && there.errorOutput.contains("plan.json"), "\(there)")
    #expect(services.simulator.requestCount == count && !folder.contents.contains { $0.hasPrefix("x") })
  }

  @Test func `tenants that are gone fail by name, and their shard is there for a merge`() throws {
    let services = try Self.services { scenario in
      scenario.crisp.faults = scenario.crisp.websites.prefix(2)
        .map { FaultRule(.status(404), on: .exact("/v1/website/\($0.id)/operators/list"), times: 99) }
    }
    let folder = try ScratchFolder()
    let access = services.access
    #expect(try CommandRun.shell(Self.plan, environment: access, in: folder.url).exitCode == 0)
    let run = try CommandRun.shell(
      "\"$rollcall\" export --plan plan.json --shard 1/4 --output gone", environment: access, in: folder.url)
    #expect(run.exitCode == 1 && run.output.contains("of 2 tenants 2 failed"), "\(run)")
    for website in services.scenario.crisp.websites.prefix(2) {
      #expect(run.errorOutput.contains("crisp \(website.id): failed: "), "\(run)")
    }
    let verified = try CommandRun.rollcall("verify", "gone", in: folder.url)
    #expect(verified.exitCode == 0, "\(verified)")
  }

  @Test func `a shard that is stopped goes on to the same bytes, and only as that shard`() throws {
    let services = try Self.services()
    let folder = try ScratchFolder()
    let access = services.access
    func shell(_ script: String) throws -> CommandRun {
      try CommandRun.shell(script, environment: access, in: folder.url)
    }
    #expect(try shell(Self.plan).exitCode == 0)
    let whole = try shell("\"$rollcall\" export --plan plan.json --shard 1/2 --output whole")
    #expect(whole.exitCode == 0, "\(whole)")
    let command = "\"$rollcall\" export --plan plan.json --output part --checkpoint-interval 0s"
    let stopped = try shell("\(command) --shard 1/2 --request-budget 5")
    #expect(stopped.exitCode == 75, "\(stopped)")
    let other = try shell("\(command) --shard 2/2 --resume")
    #expect(other.exitCode == 78 && other.errorOutput.contains("it was shard 1/2 of the plan"), "\(other)")
    let resumed = try shell("\(command) --shard 1/2 --resume")
    #expect(resumed.exitCode == 0, "\(resumed)")
    #expect(try folder.tables(below: "part") == folder.tables(below: "whole"))
  }

  @Test func `a plan whose moment is long ago warns, and so do its shards`() throws {
    let services = try Self.services()
    let folder = try ScratchFolder()
    func shell(_ script: String) throws -> CommandRun {
      try CommandRun.shell(script, environment: services.access, in: folder.url)
    }
    let planned = try shell("\(Self.plan) --snapshot-at 2026-01-02T00:00:00Z --log-format json")
    #expect(planned.exitCode == 0 && planned.errorOutput.contains("--snapshot-at is more than a day ago"), "\(planned)")
    #expect(planned.errorOutput.split(separator: "\n").allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") })
    let shard = try shell("\"$rollcall\" export --plan plan.json --shard 1/3 --output x")
    #expect(shard.exitCode == 0, "\(shard)")
    #expect(shard.errorOutput.contains("the snapshot_at of the plan is more than a day ago"), "\(shard)")
  }

  @Test func `a plan that a limit stops advises nothing that it does not have`() throws {
    let services = try Self.services()
    let folder = try ScratchFolder()
    let run = try CommandRun.shell(
      "\(Self.plan) --request-budget 1", environment: services.access, in: folder.url)
    #expect(run.exitCode == 75 && run.errorOutput.contains("next:  run again later"), "\(run)")
    #expect(!run.errorOutput.contains("--resume") && !folder.contents.contains("plan.json"))
  }

  @Test func `of a list that is doubtful no plan is made`() throws {
    // The first page says that there are more, and the second one is empty.
    let services = try Self.services { scenario in
      let first = #"{"error":false,"reason":"listed","data":[{"website_id":"\#(scenario.crisp.websites[0].id)"}]}"#
      scenario.crisp.faults = [
        FaultRule(.answer(FaultAnswer(206, body: first)), on: .exact("/v1/plugin/connect/websites/all/1"), times: nil),
        FaultRule(
          .text(200, #"{"error":false,"reason":"listed","data":[]}"#), on: .exact("/v1/plugin/connect/websites/all/2"),
          times: nil),
      ]
    }
    let folder = try ScratchFolder()
    let run = try CommandRun.shell(Self.plan + " --json", environment: services.access, in: folder.url)
    #expect(run.exitCode == 1 && run.output.contains("\"code\":1"), "\(run)")
    #expect(run.errorOutput.contains("so there is no plan") && !folder.contents.contains("plan.json"), "\(run)")
  }
}
