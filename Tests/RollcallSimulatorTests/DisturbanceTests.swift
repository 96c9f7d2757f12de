import RollcallTestSupport
import Testing

@testable import RollcallSimulator

@Suite struct `Disturbances of all services` {
  private let both = Scenario(
    CrispScenario.generated(websites: 1, operatorsEach: 3), ChatwootScenario.generated(agents: 4, teams: 3))

  @Test func `with a latency every answer waits, errors and unknown paths too`() throws {
    var scenario = both
    scenario.latency = .milliseconds(150)
    try serving(scenario) { simulator in
      let replies =
        try [operatorsPath(), "/v1/nowhere", "/nowhere"].map { try simulator.ask($0) } + [
          simulator.askChatwoot("/api/v1/accounts/1/agents")
        ]
      #expect(replies.map(\.status) == [200, 404, 404, 200] && replies.allSatisfy { $0.seconds >= 0.15 })
    }
  }

  @Test func `beyond a limit each service refuses in its own words, and counts for itself`() throws {
    var scenario = both
    scenario.limit(to: RateLimit(requests: 2, windowSeconds: 100_000))
    try serving(scenario) { simulator in
      let crisp = try (0..<3).map { _ in try simulator.ask(operatorsPath()) }
      #expect(crisp.map(\.status) == [200, 200, 429] && crisp[2].reason == "rate_limited")
      let chatwoot = try (0..<3).map { _ in try simulator.askChatwoot("/api/v1/accounts/1/agents") }
      #expect(chatwoot.map(\.status) == [200, 200, 429] && chatwoot[2].text == "Retry later\n")
    }
  }

  @Test func `a share of the requests fails in several ways, the same ones each time`() throws {
    var scenario = both
    scenario.fail(millionths: 300_000)
    let statuses = { (scenario: Scenario) in
      try serving(scenario) { simulator in
        try (0..<60).map { _ in try simulator.ask(operatorsPath()) }.map { $0.exitCode == 0 ? $0.status : -1 }
          + (0..<60).map { try simulator.askChatwoot("/api/v1/accounts/1/teams/\($0)").status }
      }
    }
    let (one, other) = (try statuses(scenario), try statuses(scenario))
    #expect(one == other)
    let failures = one.count { $0 != 200 && $0 != 404 }
    #expect((20...52).contains(failures) && Set(one).isSuperset(of: [200, 500, 503, -1]), "\(one)")
    scenario.fail(millionths: 0)
    #expect(Set(try statuses(scenario)) == [200, 404])
  }

  @Test func `a share is kept over many requests, and another seed chooses others`() {
    let struck = { (seed: UInt64) in
      let faults = RandomFaults(millionths: 20_000, seed: seed, [.status(500)])
      return (1...10_000).filter { faults.fault(of: "GET /\($0 % 7)", number: $0) != nil }
    }
    #expect((150...250).contains(struck(1).count) && struck(1) == struck(1) && struck(1) != struck(2))
  }

  @Test func `a rule goes before the chance, and all requests fail if all shall`() throws {
    var scenario = both
    scenario.crisp.faults = [FaultRule(.status(418))]
    scenario.fail(millionths: 1_000_000)
    try serving(scenario) { simulator in
      let replies = try (0..<5).map { _ in try simulator.ask(operatorsPath()) }
      #expect(replies[0].status == 418 && replies.dropFirst().allSatisfy { $0.exitCode != 0 || $0.status >= 500 })
    }
  }
}
