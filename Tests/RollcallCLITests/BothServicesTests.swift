import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

@Suite struct `Export from both services` {
  private static let scenario = Scenario(
    CrispScenario.generated(websites: 2, operatorsEach: 15),
    ChatwootScenario.generated(accounts: 2, agents: 12, teams: 2, inboxes: 2))

  private func export(
    _ services: borrowing SimulatedServices, _ environment: [String: String], _ flags: [String] = [],
    in folder: ScratchFolder
  ) throws -> CommandRun {
    try CommandRun.run(
      CommandRun.rollcall, ["export", "--output", folder.file("snapshot"), "--compression", "none"] + flags,
      environment: environment)
  }

  private func statuses(_ folder: ScratchFolder) throws -> [String] {
    try folder.tenants().map { "\($0["service"] ?? "") \($0["status"] ?? "")" }
  }

  @Test func `an export writes all configured services into one snapshot`() throws {
    let services = try SimulatedServices(Self.scenario)
    let folder = try ScratchFolder()
    let run = try export(services, services.both, in: folder)
    #expect(run.exitCode == 0, "\(run)")
    #expect(run.output.contains("complete: 4 tenants, 54 operators"), "\(run)")
    #expect(try statuses(folder) == ["crisp complete", "crisp complete", "chatwoot complete", "chatwoot complete"])
    let operators = try String(contentsOfFile: folder.file("snapshot/operators/part-00000.csv"), encoding: .utf8)
    #expect(
      operators.contains(#","crisp","#)
        && operators.contains(#","chatwoot","\#(services.chatwoot["ROLLCALL_CHATWOOT_BASE_URL"]!)","1","#))
  }

  @Test func `an export of a named service requests nothing from the other`() throws {
    let services = try SimulatedServices(Self.scenario)
    let folder = try ScratchFolder()
    let run = try export(services, services.both, ["chatwoot"], in: folder)
    #expect(run.exitCode == 0, "\(run)")
    #expect(try statuses(folder) == ["chatwoot complete", "chatwoot complete"])
    #expect(!services.simulator.requests.contains { $0.path.hasPrefix("/v1/") })
  }

  @Test(arguments: ["ROLLCALL_CRISP_API_KEY", "ROLLCALL_CHATWOOT_API_TOKEN"])
  func `an export with one refused token exits with 1 and keeps the other service's tenants`(name: String) throws {
    let services = try SimulatedServices(Self.scenario)
    let folder = try ScratchFolder()
    var environment = services.both
    environment[name] = "canary-wrong-secret"
    let run = try export(services, environment, in: folder)
    #expect(run.exitCode == 1, "\(run)")
    #expect(run.output.contains("NOT complete: of 4 tenants 2 failed, 0 incomplete"), "\(run)")
    let failed = name.contains("CRISP") ? "crisp" : "chatwoot"
    #expect(try statuses(folder).filter { $0.hasSuffix("failed") } == ["\(failed) failed", "\(failed) failed"])
    #expect(run.errorOutput.contains(failed == "crisp" ? "invalid_session" : "Invalid Access Token"), "\(run)")
    let grants = try String(contentsOfFile: folder.file("snapshot/grants/part-00000.csv"), encoding: .utf8)
    #expect(!grants.contains("\"\(failed)\"") && grants.split(separator: "\n").count > 20)
    #expect(!"\(run)".contains("canary"))
  }

  @Test func `an export with both tokens refused exits with 77 and leaves nothing`() throws {
    let services = try SimulatedServices(Self.scenario)
    let folder = try ScratchFolder()
    var environment = services.both
    environment["ROLLCALL_CRISP_API_KEY"] = "canary-wrong-key"
    environment["ROLLCALL_CHATWOOT_API_TOKEN"] = "canary-wrong-token"
    let run = try export(services, environment, in: folder)
    #expect(run.exitCode == 77 && folder.contents.isEmpty, "\(run)")
    for text in ["invalid_session", "where:", "why:", "next:"] { #expect(run.errorOutput.contains(text), "\(run)") }
  }

  @Test func `an export whose token is revoked half-way keeps the tenants before, to be resumed`() throws {
    var scenario = Self.scenario
    // The profile, and what the first account takes.
    scenario.chatwoot.tokens[0].revokedFromRequest = 1 + 4 + 4 + 2
    let services = try SimulatedServices(scenario)
    let folder = try ScratchFolder()
    let run = try export(services, services.both, ["--workers", "1"], in: folder)
    #expect(run.exitCode == 77, "\(run)")
    #expect(folder.contents.contains("snapshot.partial/checkpoint.json") && !folder.contents.contains("snapshot"))
    #expect(run.errorOutput.contains("holds what is finished, 3 tenants"), "\(run)")
  }

  @Test func `an export with --fail-fast exits with the first failure's code, and can be resumed`() throws {
    var scenario = Self.scenario
    scenario.chatwoot.accounts[1].status = .suspended
    let services = try SimulatedServices(scenario)
    let folder = try ScratchFolder()
    let run = try export(services, services.both, ["--fail-fast", "--workers", "1"], in: folder)
    #expect(run.exitCode == 77 && !folder.contents.contains("snapshot"), "\(run)")
    for text in ["Account is suspended", "chatwoot 2", "3 tenants; the same command with --resume"] {
      #expect(run.errorOutput.contains(text), "\(run)")
    }
  }

  @Test func `an export whose tenants all fail exits with the code of the first failure`() throws {
    var scenario = Self.scenario
    scenario.crisp.faults = [FaultRule(.status(503), on: .suffix("/list"), times: nil)]
    for index in scenario.chatwoot.accounts.indices { scenario.chatwoot.accounts[index].status = .suspended }
    let services = try SimulatedServices(scenario)
    let folder = try ScratchFolder()
    let run = try export(services, services.both, ["--max-retry-time", "1s"], in: folder)
    #expect(run.exitCode == 69 && folder.contents.isEmpty, "\(run)")
  }

  @Test func `the message about a failed tenant says where, why and what to do next`() throws {
    var scenario = Self.scenario
    scenario.chatwoot.accounts[1].status = .suspended
    let services = try SimulatedServices(scenario)
    let folder = try ScratchFolder()
    let run = try export(services, services.both, in: folder)
    #expect(run.exitCode == 1, "\(run)")
    for text in [
      "chatwoot 2: failed", "“Account is suspended”", "GET /api/v1/accounts/2/agents", "X-Request-Id",
      "have it activated, or leave it out",
    ] {
      #expect(run.errorOutput.contains(text), "\(text) in \(run)")
    }
  }
}
