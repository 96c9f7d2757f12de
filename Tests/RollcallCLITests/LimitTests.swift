import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

@Suite struct `Limits` {
  private func export(
    _ services: borrowing SimulatedServices, _ flags: [String] = [], environment: [String: String] = [:],
    in folder: ScratchFolder
  ) throws -> CommandRun {
    try CommandRun.run(
      CommandRun.rollcall, ["export", "crisp", "--output", folder.file("snapshot")] + flags,
      environment: services.crisp.merging(environment) { $1 })
  }

  @Test func `a number of requests per minute spreads the requests`() throws {
    let services = try SimulatedServices(.manyWebsites(5, operatorsEach: 3))
    let folder = try ScratchFolder()
    let start = ContinuousClock.now
    let run = try export(services, ["--requests-per-minute", "500"], in: folder)
    #expect(run.exitCode == 0, "\(run)")
    // Ten requests, so nine waits of 0.12 seconds.
    #expect(services.simulator.requests.count == 10 && .now - start >= .seconds(1.08))
    let statistics = try #require(try folder.manifest()["statistics"] as? [String: Any])
    #expect((statistics["paused_seconds"] as? Double ?? 0) > 1, "\(statistics)")
  }

  @Test(arguments: [["--request-budget", "3"], []])
  func `a budget that is too small exits with 75 and says how to continue`(flags: [String]) throws {
    let services = try SimulatedServices(.manyWebsites(5, operatorsEach: 3))
    let folder = try ScratchFolder()
    let run = try export(
      services, flags, environment: flags.isEmpty ? ["ROLLCALL_REQUEST_BUDGET": "3"] : [:], in: folder)
    #expect(run.exitCode == 75 && run.output.isEmpty, "\(run)")
    for text in ["the budget of 3 requests to crisp is spent", "where: crisp", "--request-budget", "--resume"] {
      #expect(run.errorOutput.contains(text), "\(text) in \(run)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.file("snapshot")))
    // Those that were under way at the end may not have been answered.
    #expect(services.simulator.requests.count <= 3)
  }

  @Test func `a budget that is exactly enough does not limit the export`() throws {
    let services = try SimulatedServices(.manyWebsites(5, operatorsEach: 3))
    let run = try export(services, ["--request-budget", "10"], in: try ScratchFolder())
    #expect(run.exitCode == 0, "\(run)")
  }

  @Test func `a limit that outlasts the time for retries exits with 75`() throws {
    var scenario = Scenario.manyWebsites(5, operatorsEach: 3)
    scenario.crisp.faults = [FaultRule(.text(429, "slow down"), fromRequest: 4, times: nil)]
    let services = try SimulatedServices(scenario)
    let run = try export(services, ["--max-retry-time", "1s"], in: try ScratchFolder())
    #expect(run.exitCode == 75 && run.errorOutput.contains("limits the number of requests"), "\(run)")
  }

  @Test func `a service that is down for all websites ends the export with 69, not website by website`() throws {
    var scenario = Scenario.manyWebsites(60, operatorsEach: 3)
    scenario.crisp.faults = [FaultRule(.crispOffline, fromRequest: 10, times: nil)]
    let services = try SimulatedServices(scenario)
    let folder = try ScratchFolder()
    let run = try export(services, ["--max-retry-time", "3s"], in: folder)
    #expect(run.exitCode == 69 && run.output.isEmpty, "\(run)")
    for text in ["crisp is down since 20", "none has succeeded", "which had succeeded before", "status.crisp.chat"] {
      #expect(run.errorOutput.contains(text), "\(text) in \(run)")
    }
    #expect(Set(services.simulator.requests.map(\.target)).count < 20)
    #expect(!FileManager.default.fileExists(atPath: folder.file("snapshot")))
  }

  @Test func `two websites among many that are down fail alone`() throws {
    var scenario = Scenario.manyWebsites(6, operatorsEach: 3)
    scenario.crisp.faults = scenario.crisp.websites[2...3]
      .map { FaultRule(.status(500), on: .prefix("/v1/website/\($0.id)"), times: nil) }
    let services = try SimulatedServices(scenario)
    let folder = try ScratchFolder()
    let run = try export(services, ["--max-retry-time", "2s"], in: folder)
    #expect(run.exitCode == 1, "\(run)")
    #expect(
      try folder.tenants().map { $0["status"] as? String }
        == ["complete", "complete", "failed", "failed", "complete", "complete"])
  }
}
