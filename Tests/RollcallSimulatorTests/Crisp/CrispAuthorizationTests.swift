import RollcallSimulator
import RollcallTestSupport
import Testing

@Suite struct `Authorization in the simulated Crisp` {
  private let path = operatorsPath()

  /// Crisp's answers to errors hold an object in `data`, also on list routes.
  private func expect(
    _ reply: Reply, _ status: Int, _ reason: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(reply.status == status, sourceLocation: sourceLocation)
    #expect(reply.json["error"] as? Bool == true, sourceLocation: sourceLocation)
    #expect(reply.reason == reason, sourceLocation: sourceLocation)
    #expect(reply.object != nil, sourceLocation: sourceLocation)
    #expect(Set(reply.json.keys) == ["error", "reason", "data"], sourceLocation: sourceLocation)
  }

  @Test func `a wrong key is answered with 401 invalid_session`() throws {
    let wrong = CrispToken(identifier: CrispToken.demoIdentifier, key: "wrong")
    try serving(.oneWebsite(operators: 1)) { crisp in
      expect(try crisp.ask(path, token: wrong), 401, "invalid_session")
      expect(try crisp.ask(path, token: nil), 401, "invalid_session")
    }
  }

  @Test func `a valid token under another tier or none is answered with 401 invalid_session`() throws {
    try serving(.oneWebsite(operators: 1)) { crisp in
      expect(try crisp.ask(path, tier: "website"), 401, "invalid_session")
      expect(try crisp.ask(path, tier: nil), 401, "invalid_session")
    }
  }

  @Test func `a user token needs no tier header`() throws {
    let user = CrispToken(identifier: "u", key: "k", tier: .user)
    try serving(scenario(user)) { crisp in
      #expect(try crisp.ask(path, token: user, tier: nil).status == 200)
      expect(try crisp.ask("/v1/plugin/connect/account", token: user, tier: "user"), 403, "restricted_route_tier")
      expect(try crisp.ask("/v1/website/no-such", token: user, tier: "user"), 404, "website_not_found")
    }
  }

  @Test func `a website of others and a missing one are both answered with not_subscribed`() throws {
    var token = CrispToken.demo
    token.reach = .websites([Scenario.websiteID(index: 1)])
    try serving(scenario(token)) { crisp in
      expect(try crisp.ask(path), 404, "not_subscribed")
      expect(try crisp.ask("/v1/website/11111111-1111-4111-8111-111111111111"), 404, "not_subscribed")
      #expect(try crisp.ask(operatorsPath(website: 1)).status == 200)
    }
  }

  @Test func `a production token needs a scope for the operators, but not for the website`() throws {
    var token = CrispToken.demo
    token.scopes = []
    try serving(scenario(token)) { crisp in
      expect(try crisp.ask(path), 403, "not_allowed")
      #expect(try crisp.ask("/v1/website/\(Scenario.websiteID())").status == 200)
    }
    token.tier = .pluginDevelopment
    let asDeveloper = try serving(scenario(token)) { try $0.statuses(path) }
    #expect(asDeveloper == [200])
  }

  @Test func `a website token can read its own website and no plugin route`() throws {
    let token = CrispToken(identifier: "w", key: "k", tier: .website, reach: .websites([Scenario.websiteID()]))
    try serving(scenario(token)) { crisp in
      #expect(try crisp.ask(path, token: token, tier: "website").status == 200)
      expect(try crisp.ask(operatorsPath(website: 1), token: token, tier: "website"), 403, "not_allowed")
      let all = "/v1/plugin/connect/websites/all/1"
      expect(try crisp.ask(all, token: token, tier: "website"), 403, "restricted_route_tier")
    }
  }

  @Test func `an unknown path is 404, a wrong method 405, and a change is refused`() throws {
    try serving(.oneWebsite(operators: 1)) { crisp in
      let unknown = try crisp.ask("/v1/website/x/operatorz/list")
      expect(unknown, 404, "not_found")
      #expect(unknown.object?["message"] as? String == "the route does not exist")
      expect(try crisp.ask("\(path)/"), 404, "not_found")
      #expect(try crisp.ask(path, method: "POST").status == 405)
      let user = "/v1/website/\(Scenario.websiteID())/operator/x"
      expect(try crisp.ask(user, method: "DELETE"), 403, "restricted_route_tier")
    }
  }

  @Test func `a HEAD request is answered with a status and no body`() throws {
    try serving(.oneWebsite(operators: 1)) { crisp in
      let good = try crisp.ask("/v1/plugin/connect/session", method: "HEAD")
      #expect(good.status == 200 && good.body.isEmpty)
      let bad = try crisp.ask("/v1/plugin/connect/session", method: "HEAD", token: nil)
      #expect(bad.status == 401 && bad.body.isEmpty && bad.headers["content-length"] == "0")
      #expect(try crisp.ask("/v1/website?domain=nowhere.test", method: "HEAD").status == 404)
    }
  }

  @Test(arguments: [429, 420, 423])
  func `a used-up quota stays used up`(status: Int) throws {
    var token = CrispToken.demo
    token.dailyQuota = 2
    var scenario = scenario(token)
    scenario.crisp.unverified.usedUpQuota = .init(status, "quota_limit_exceeded")
    let statuses = try serving(scenario) { try $0.statuses(path, times: 4) }
    #expect(statuses == [200, 200, status, status])
  }

  @Test func `a token can be revoked and a website unsubscribed in the middle of a run`() throws {
    var token = CrispToken.demo
    token.revokedFromRequest = 3
    let revoked = try serving(scenario(token)) { try $0.statuses(path, times: 3) }
    #expect(revoked == [200, 200, 401])
    var scenario = scenario(.demo)
    scenario.crisp.websites[0].unsubscribedFromRequest = 2
    let unsubscribed = try serving(scenario) { try $0.statuses(path, times: 3) }
    #expect(unsubscribed == [200, 404, 404])
  }

  private func scenario(_ token: CrispToken) -> Scenario {
    var scenario = Scenario.manyWebsites(2, operatorsEach: 2)
    scenario.crisp.tokens = [token]
    return scenario
  }
}
