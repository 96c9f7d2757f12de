import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

/// Python reads whole simulations of two days and tells what happened between them.
@Suite struct `Days of a simulation` {
  /// Two services with some of everything.
  private static let sizes = SimulationSizes([
    "operators": 300, "websites": 3, "sub-inboxes": 6, "website-teams": 3, "accounts": 2, "agents": 40, "teams": 3,
    "inboxes": 4,
  ])

  private func scenario(seed: UInt64 = 1, day: Int, _ sizes: SimulationSizes = sizes) -> Scenario {
    Scenario(seed: seed, sizes: sizes, day: day, isSteady: true)
  }

  private func story(_ old: Scenario, _ new: Scenario) throws -> JSONValue {
    try serving(old) { old in
      try serving(new) { new in
        let login = "\(CrispToken.demoIdentifier):\(CrispToken.demoKey)"
        let script = Repository.path("Tests/Readers/simulated_days.py")
        let run = try CommandRun.run("python3", [script, login, ChatwootToken.demoToken, old.baseURL, new.baseURL])
        return try JSONValue(try run.succeeded().utf8)
      }
    }
  }

  private func number(_ value: JSONValue) -> Int { if case .number(let number) = value { number } else { -1 } }

  private func changes(_ story: JSONValue, _ service: String) -> [String: Int] {
    story[service].members.mapValues(number)
  }

  @Test(arguments: [0, 1, 40]) func `the same seed and day serve the same bytes, and another seed or day others`(
    day: Int
  ) throws {
    let story = try story(scenario(day: day), scenario(day: day))
    #expect(story["old"] == story["new"])
    for (service, changes) in [("crisp", changes(story, "crisp")), ("chatwoot", changes(story, "chatwoot"))] {
      #expect(changes.allSatisfy { $0.key == "same" || $0.value == 0 }, "\(service) \(changes)")
    }
    let others = try [scenario(seed: 2, day: day), scenario(day: day + 1)].map { try self.story($0, $0) }
    let bytes = ([story] + others).flatMap { $0["old"].elements }.compactMap(\.text)
    #expect(Set(bytes).count == 6, "\(bytes)")
  }

  /// The digests are those of the simulator before it had days.
  @Test func `day 0 serves what was always served`() throws {
    let story = try story(scenario(day: 0), Scenario(seed: 1, sizes: Self.sizes, isSteady: true))
    #expect(story["old"] == story["new"])
    #expect(
      story["old"].elements.compactMap(\.text) == [
        "62a6935510be84c2336c5e816595159c51fdb8ef6834add7fe516711445f6f6c",
        "ff66b4545c7a198360cbd53efd40cbbb12653c0ff11482afa9ab9c4819d8496b",
      ])
  }

  @Test func `from a day to the next some people join, leave, rise, fall and move, and most stay`() throws {
    var all: [String: [String: Int]] = [:]
    for day in [0, 1, 2, 7, 8, 14, 30, 364, 999] {
      let story = try story(scenario(day: day), scenario(day: day + 1))
      for (service, people) in [("crisp", 900), ("chatwoot", 80)] {
        let changes = changes(story, service)
        #expect(changes["same", default: 0] > people * 85 / 100, "day \(day): \(service) \(changes)")
        #expect(changes["opened"] == 0, "day \(day): \(service) \(changes)")
        var sure = ["joined", "left", "invited", "let_in"]
        sure += [0: ["tenants_came", "groups_came"], 1: ["renamed"], 2: ["tenants_came"]][day % 4] ?? []
        if day > 6 && day % 2 == 1 { sure.append("tenants_went") }
        for kind in sure { #expect(changes[kind, default: 0] > 0, "\(kind) on day \(day): \(service) \(changes)") }
        for kind in ["joined", "left", "invited", "raised", "lowered"] {
          #expect(changes[kind, default: 0] <= people / 10, "\(kind) on day \(day): \(service) \(changes)")
        }
        all[service, default: [:]].merge(changes, uniquingKeysWith: +)
      }
    }
    for (service, changes) in all {
      for (kind, count) in changes where kind != "opened" { #expect(count > 0, "\(kind): \(service) \(changes)") }
    }
  }

  @Test func `a demo's first two days show somebody who joined, left, rose and was let in, and a new tenant`() throws {
    for seed in 1...8 as ClosedRange<UInt64> {
      let demo = SimulationSizes(["operators": 1_000])
      let story = try story(scenario(seed: seed, day: 0, demo), scenario(seed: seed, day: 1, demo))
      for service in ["crisp", "chatwoot"] {
        let changes = changes(story, service)
        for kind in ["joined", "left", "tenants_came"] + (service == "chatwoot" ? ["let_in"] : []) {
          #expect(changes[kind, default: 0] > 0, "seed \(seed), \(kind): \(service) \(changes)")
        }
      }
      #expect(["crisp", "chatwoot"].contains { changes(story, $0)["raised", default: 0] > 0 }, "seed \(seed)")
    }
  }

  @Test(arguments: [(1, 1), (2, 1), (2, 3), (5, 2), (12, 4)])
  func `few people and tenants make no impossible day`(people: Int, tenants: Int) throws {
    let sizes = SimulationSizes([
      "operators": people, "websites": tenants, "sub-inboxes": 2, "website-teams": 2, "sub-inbox-members": 1,
      "accounts": tenants, "agents": people, "teams": 2, "inboxes": 2,
    ])
    for day in [0, 1, 6, 20, 500] {
      let story = try story(scenario(day: day, sizes), scenario(day: day + 1, sizes))
      for service in ["crisp", "chatwoot"] {
        let changes = changes(story, service)
        #expect(changes["same", default: 0] >= tenants, "day \(day): \(service) \(changes)")
      }
    }
  }

  @Test func `without accounts there are none on any day`() {
    let scenario = scenario(day: 9, SimulationSizes(["operators": 5, "accounts": 0]))
    #expect(scenario.chatwoot.accounts.isEmpty && scenario.chatwoot.operatorCount == 0)
  }
}
