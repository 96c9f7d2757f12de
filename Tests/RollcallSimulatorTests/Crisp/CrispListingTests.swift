import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

@Suite struct `Misleading lists of the simulated Crisp` {
  private func ids(_ crisp: Simulator, page: Int) throws -> [String] {
    try crisp.ask("/v1/plugin/connect/websites/all/\(page)").list.compactMap { $0["website_id"] as? String }
  }

  @Test func `a page can repeat the page before it, without hiding a website`() throws {
    var scenario = Scenario.manyWebsites(6, operatorsEach: 1)
    scenario.crisp.paging.size = 2
    scenario.crisp.paging.repeatedPages = [2]
    try serving(scenario) { crisp in
      let pages = try (1...5).map { try ids(crisp, page: $0) }
      #expect(pages[0] == pages[1] && pages[4].isEmpty)
      #expect(pages[0] + pages[2] + pages[3] == (0..<6).map { Scenario.websiteID(index: $0) })
    }
  }

  @Test func `the server can ignore the page number for ever`() throws {
    var scenario = Scenario.manyWebsites(3, operatorsEach: 1)
    scenario.crisp.paging.size = 2
    scenario.crisp.paging.lastDistinctPage = 1
    try serving(scenario) { (crisp: Simulator) throws in
      #expect(try ids(crisp, page: 1) == ids(crisp, page: 1_000))
      #expect(try crisp.ask("/v1/plugin/connect/websites/all/1000").status == 206)
    }
  }

  @Test(arguments: [true, false])
  func `the server can invent websites for ever`(usesPartialContent: Bool) throws {
    var scenario = Scenario.manyWebsites(3, operatorsEach: 1)
    scenario.crisp.paging.size = 2
    scenario.crisp.paging.inventsWebsites = true
    scenario.crisp.paging.usesPartialContent = usesPartialContent
    try serving(scenario) { crisp in
      let pages = try [1, 2, 3, 900].map { try ids(crisp, page: $0) }
      #expect(pages.allSatisfy { $0.count == 2 } && Set(pages.joined()).count == 8)
      #expect(pages[1][0] == Scenario.websiteID(index: 2))
      #expect(try ids(crisp, page: 900) == pages[3])
      let status = try crisp.ask("/v1/plugin/connect/websites/all/900").status
      #expect(status == (usesPartialContent ? 206 : 200))
    }
  }

  @Test func `a page can fail once`() throws {
    var scenario = Scenario.manyWebsites(3, operatorsEach: 1)
    scenario.crisp.faults = [FaultRule(.crispOffline, on: .exact("/v1/plugin/connect/websites/all/1"))]
    let statuses = try serving(scenario) { try $0.statuses("/v1/plugin/connect/websites/all/1", times: 2) }
    #expect(statuses == [502, 200])
  }

  @Test(arguments: [(402, "subscription_upgrade_required"), (403, "not_allowed"), (404, "not_subscribed")])
  func `one website among many can be refused`(status: Int, reason: String) throws {
    var scenario = Scenario.manyWebsites(3, operatorsEach: 1)
    scenario.crisp.faults = [
      FaultRule(.crispError(status, reason), on: .exact(operatorsPath(website: 1)), times: nil)
    ]
    try serving(scenario) { crisp in
      let replies = try (0..<3).map { try crisp.ask(operatorsPath(website: $0)) }
      #expect(replies.map(\.status) == [200, status, 200] && replies[1].reason == reason)
    }
  }

  @Test func `a cache can serve outdated content and past errors`() throws {
    var scenario = Scenario.manyWebsites(2, operatorsEach: 1)
    scenario.crisp.staleHits = 2
    scenario.crisp.websites[0].unsubscribedFromRequest = 2
    scenario.crisp.faults = [
      FaultRule(.crispError(423, "quota_limit_exceeded"), on: .exact(operatorsPath(website: 1))),
      FaultRule(.status(503), on: .exact("/v1/plugin/connect/account")),
    ]
    try serving(scenario) { crisp in
      let gone = try (0..<4).map { _ in try crisp.ask(operatorsPath()) }
      #expect(gone.map(\.status) == [200, 200, 200, 404])
      #expect(gone.map { $0.headers["bloom-status"] } == ["MISS", "HIT", "HIT", "HIT"])
      #expect(Set(gone.compactMap { $0.headers["x-request-id"] }).count == 4)
      let over = try crisp.statuses(operatorsPath(website: 1), times: 4)
      #expect(over == [423, 423, 423, 200])
      let notKept = try crisp.statuses("/v1/plugin/connect/account", times: 2)
      #expect(notKept == [503, 200])
    }
  }

  @Test func `a user's change is refused with not_allowed`() throws {
    var scenario = Scenario.oneWebsite(operators: 1)
    let user = CrispToken(identifier: "u", key: "k", tier: .user)
    scenario.crisp.tokens = [user]
    try serving(scenario) { crisp in
      let refused = try crisp.ask("/v1/website/\(Scenario.websiteID())", method: "DELETE", token: user, tier: "user")
      #expect(refused.status == 403 && refused.reason == "not_allowed")
    }
  }

  @Test func `one address serves both services`() throws {
    try serving(
      Scenario(
        CrispScenario.generated(websites: 1, operatorsEach: 3), ChatwootScenario.generated(agents: 4))
    ) { both in
      #expect(try both.ask(operatorsPath()).list.count == 3)
      #expect(try both.askChatwoot("/api/v1/accounts/1/agents").ids.count == 4)
      try both.prepare()
      #expect(both.generatedLists == 2)
    }
  }
}
