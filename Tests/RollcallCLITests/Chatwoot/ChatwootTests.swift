import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

@Suite struct `Export from Chatwoot` {
  private static let snapshotAt = "2026-11-01T00:00:00.000Z"

  /// An account with everything that readers could stumble on, and another one.
  private static func scenario(_ version: ChatwootVersion) -> Scenario {
    var scenario = Scenario.chatwoot(accounts: 2, agents: 130, teams: 7, inboxes: 12)
    scenario.chatwoot.version = version
    // The checker asks once more, and must see what was exported.
    scenario.chatwoot.changesBetweenCalls = false
    let awkward = ["=1+1", "a,b\"c\"\nd\r\ne", "שלום 😀", "'", "\\N", "null", "\t", "Zoë\u{301} \u{2028}x"]
    for (index, name) in awkward.enumerated() { scenario.chatwoot.accounts[0].agents[10 + index].name = name }
    scenario.chatwoot.accounts[0].agents[30].leavesAfterListings = 0
    scenario.chatwoot.accounts[0].teams[0].members.append(scenario.chatwoot.accounts[0].agents[30].id)
    scenario.chatwoot.accounts[1].teams[3].members = []
    return scenario
  }

  @Test(arguments: ChatwootVersion.all, ["gzip", "none"])
  func `independent readers find the service's data in every file`(
    version: ChatwootVersion, compression: String
  ) throws {
    let services = try SimulatedServices(Self.scenario(version))
    let folder = try ScratchFolder()
    let run = try CommandRun.rollcall(
      "export", "chatwoot", "--output", folder.file("snapshot"), "--format", "csv,jsonl", "--compression", compression,
      "--snapshot-at", Self.snapshotAt, environment: services.chatwoot)
    #expect(run.exitCode == 0, "\(run)")
    let check = try services.checkChatwoot(folder.file("snapshot"), snapshotAt: Self.snapshotAt)
    #expect(check.output.hasPrefix("ok: 8 files, 260 operators"), "\(check)")
    let sums = try CommandRun.shell("cd \(folder.file("snapshot")) && sha256sum --check --strict SHA256SUMS")
    #expect(sums.exitCode == 0, "\(sums)")
    let source = try #require((try folder.manifest()["sources"] as? [[String: Any]])?.first)
    #expect(source["service_version"] as? String == version.text && source["token_role"] as? String == "administrator")
  }

  @Test func `lists in any order and people who come and go give the same files`() throws {
    var scenario = Self.scenario(.v4_18)
    scenario.chatwoot.changesBetweenCalls = true
    for index in scenario.chatwoot.accounts.indices {
      for agent in scenario.chatwoot.accounts[index].agents.indices {
        // Who is online is the one thing that may differ.
        scenario.chatwoot.accounts[index].agents[agent].autoOffline = false
      }
    }
    let services = try SimulatedServices(scenario)
    let folder = try ScratchFolder()
    for name in ["one", "two", "three"] {
      let run = try CommandRun.rollcall(
        "export", "chatwoot", "--output", folder.file(name), "--snapshot-at", Self.snapshotAt, "--workers",
        "\(name.count)", environment: services.chatwoot)
      #expect(run.exitCode == 0, "\(run)")
    }
    for name in ["two", "three"] {
      let difference = try CommandRun.shell("diff -r -x manifest.json -x SHA256SUMS one \(name)", in: folder.url)
      #expect(difference.exitCode == 0, "\(difference)")
    }
  }

  @Test func `the message about an agent's token says that inboxes are left out, and why`() throws {
    var scenario = Scenario.chatwoot(agents: 12, teams: 2, inboxes: 3)
    scenario.chatwoot.accounts[0].agents[0].role = .agent
    let services = try SimulatedServices(scenario)
    let folder = try ScratchFolder()
    let run = try CommandRun.rollcall(
      "export", "chatwoot", "--output", folder.file("snapshot"), "--compression", "none",
      environment: services.chatwoot)
    #expect(run.exitCode == 0, "\(run)")
    #expect(run.errorOutput.contains("chatwoot 1: left out: inboxes: the token's owner is an agent"), "\(run)")
    let omitted = try #require(try folder.tenants().first?["omitted"] as? [[String: Any]])
    // An agent's token is not shown them.
    #expect(Set(omitted.map { $0["part"] as? String }) == ["inboxes", "custom_roles"])
    #expect(omitted.allSatisfy { $0["resource_type"] is NSNull })
    let resources = try String(contentsOfFile: folder.file("snapshot/resources/part-00000.csv"), encoding: .utf8)
    #expect(!resources.contains("inbox") && resources.split(separator: "\n").count == 4)
  }

  @Test func `an export with a broken team exits with 1 within seconds and names the team`() throws {
    var scenario = Scenario.chatwoot(agents: 12, teams: 3, inboxes: 2)
    scenario.chatwoot.accounts[0].teams[1].hasOrphan = true
    let services = try SimulatedServices(scenario)
    let folder = try ScratchFolder()
    let start = ContinuousClock.now
    let run = try CommandRun.rollcall(
      "export", "chatwoot", "--output", folder.file("snapshot"), environment: services.chatwoot)
    #expect(run.exitCode == 1, "\(run)")
    #expect(.now - start < .seconds(30))
    #expect(run.output.contains("NOT complete"), "\(run)")
    let team = scenario.chatwoot.accounts[0].teams[1].id
    #expect(run.errorOutput.contains("chatwoot 1: missing: team:\(team):member: "), "\(run)")
    #expect(run.errorOutput.contains("Internal Server Error"), "\(run)")
    #expect(try folder.tenants().first?["status"] as? String == "incomplete")
  }

  @Test func `an export leaves out a team and an inbox that were deleted meanwhile, and exits with 0`() throws {
    var scenario = Scenario.chatwoot(agents: 12, teams: 3, inboxes: 2)
    scenario.chatwoot.accounts[0].teams[0].deletedFromRequest = 1
    scenario.chatwoot.accounts[0].inboxes[1].deletedFromRequest = 1
    let services = try SimulatedServices(scenario)
    let folder = try ScratchFolder()
    let run = try CommandRun.rollcall(
      "export", "chatwoot", "--output", folder.file("snapshot"), environment: services.chatwoot)
    #expect(run.exitCode == 0, "\(run)")
    let account = scenario.chatwoot.accounts[0]
    for part in ["team:\(account.teams[0].id):member", "inbox:\(account.inboxes[1].id):member"] {
      #expect(run.errorOutput.contains("chatwoot 1: left out: \(part): it was deleted"), "\(part) in \(run)")
    }
  }

  @Test func `custom attributes are exported only on request`() throws {
    let services = try SimulatedServices(.chatwoot(agents: 100))
    let folder = try ScratchFolder()
    for (name, flags) in [("without", []), ("with", ["--include-custom-attributes"])] {
      let run = try CommandRun.run(
        CommandRun.rollcall,
        ["export", "chatwoot", "--output", folder.file(name), "--compression", "none"] + flags,
        environment: services.chatwoot)
      #expect(run.exitCode == 0, "\(run)")
      let search = try CommandRun.shell("grep -rqF '\(ChatwootCanary.customAttribute)' \(name)", in: folder.url)
      #expect((search.exitCode == 0) == (name == "with"))
    }
  }
}
