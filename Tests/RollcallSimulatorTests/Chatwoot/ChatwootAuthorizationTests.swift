import RollcallSimulator
import RollcallTestSupport
import Testing

@Suite struct `Authorization in the simulated Chatwoot` {
  private let agents = "/api/v1/accounts/1/agents"
  private let signInFirst = #"{"errors":["You need to sign in or sign up before continuing."]}"#
  private let unknownToken = #"{"error":"Invalid Access Token"}"#
  private let noBots = #"{"error":"Access to this endpoint is not authorized for bots"}"#
  private let suspended = #"{"error":"Account is suspended"}"#
  private let notMember = #"{"error":"You are not authorized to access this account"}"#
  private let notAllowed = #"{"error":"You are not authorized to do this action"}"#
  private let notFound = #"{"error":"Resource could not be found"}"#

  /// Account 1 with user 1 as administrator and users 2 (agent), 3 (agent, not confirmed) and 4 (agent with a role of
  /// its own); account 2 with user 2 as administrator; account 3, suspended, with user 1.
  private var scenario: Scenario {
    var pending = ChatwootAgent(id: 3, name: "Pending", email: "pending@example.test")
    pending.confirmed = false
    var custom = ChatwootAgent(id: 4, name: "Custom", email: "custom@example.test")
    custom.customRoleID = 5
    let boss = ChatwootAgent(id: 1, name: "Boss", email: "boss@example.test", role: .administrator)
    let agent = ChatwootAgent(id: 2, name: "Agent", email: "agent@example.test")
    var first = ChatwootAccount(id: 1, name: "One", agents: [boss, agent, pending, custom])
    first.customRoles = [ChatwootCustomRole(id: 5, name: "Reader")]
    first.teams = [ChatwootTeam(id: 9, name: "Team", members: [2])]
    first.inboxes = [
      ChatwootInbox(id: 6, name: "Theirs", channel: .email, members: [2]), ChatwootInbox(id: 7, name: "Other"),
    ]
    var elsewhere = agent
    elsewhere.role = .administrator
    var third = ChatwootAccount(id: 3, name: "Three", agents: [boss])
    third.status = .suspended
    let owners: [(String, ChatwootToken.Owner)] = [
      ("agent", .user(id: 2)), ("pending", .user(id: 3)), ("custom", .user(id: 4)), ("stranger", .user(id: 99)),
      ("super", .superAdmin(id: 98)), ("bot", .agentBot), ("platform", .platformApp),
    ]
    return Scenario(
      ChatwootScenario(
        tokens: [.demo] + owners.map { ChatwootToken(label: $0.0, text: "token of \($0.0)", owner: $0.1) },
        accounts: [first, ChatwootAccount(id: 2, name: "Two", agents: [elsewhere]), third]))
  }

  private func expect(
    _ reply: Reply, _ status: Int, _ body: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(reply.status == status && reply.text == body, sourceLocation: sourceLocation)
    #expect(reply.headers["content-type"] == "application/json; charset=utf-8", sourceLocation: sourceLocation)
    #expect(reply.headers["etag"] == nil && reply.headers["x-request-id"] != nil, sourceLocation: sourceLocation)
  }

  @Test func `a missing token and an unknown one are refused under different keys`() throws {
    try serving(scenario) { chatwoot in
      expect(try chatwoot.askChatwoot(agents, token: nil), 401, signInFirst)
      expect(try chatwoot.askChatwoot(agents, token: " "), 401, signInFirst)
      expect(
        try chatwoot.askChatwoot("\(agents)?api_access_token=\(ChatwootToken.demoToken)", token: nil), 401, signInFirst)
      expect(try chatwoot.askChatwoot(agents, token: "wrong"), 401, unknownToken)
      expect(try chatwoot.askChatwoot("/api/v1/profile", token: nil), 401, signInFirst)
    }
  }

  @Test func `both spellings of the header work until a proxy drops one`() throws {
    let underscored = ["api_access_token: \(ChatwootToken.demoToken)"]
    try serving(scenario) { (chatwoot: Simulator) throws in
      #expect(try chatwoot.askChatwoot(agents, token: nil, headers: underscored).status == 200)
      #expect(try chatwoot.askChatwoot(agents).status == 200)
      #expect(try chatwoot.askChatwoot(agents, headers: ["api_access_token: wrong"]).status == 200)
      let fields = chatwoot.requests.map(\.tokenFields)
      #expect(fields[0] == ["api_access_token"] && fields[1] == ["Api-Access-Token"] && Set(fields[2]).count == 2)
      #expect(!"\(chatwoot.requests)".contains(ChatwootToken.demoToken))
      #expect(chatwoot.requests[0].token == "demo" && !chatwoot.requests[0].hasAuthorization)
    }
    var old = scenario
    old.chatwoot.version = .v2_18
    let oldStatus = try serving(old) { try $0.askChatwoot(agents, headers: ["api_access_token: wrong"]).status }
    #expect(oldStatus == 401)
    var proxied = scenario
    proxied.chatwoot.proxyStripsUnderscores = true
    try serving(proxied) { chatwoot in
      expect(try chatwoot.askChatwoot(agents, token: nil, headers: underscored), 401, signInFirst)
      #expect(try chatwoot.askChatwoot(agents).status == 200)
    }
  }

  @Test func `a bearer token is ignored, or takes precedence in newer releases`() throws {
    let bearer = ["Authorization: Bearer wrong"]
    try serving(scenario) { (chatwoot: Simulator) throws in
      #expect(try chatwoot.askChatwoot(agents, headers: bearer).status == 200)
      #expect(chatwoot.requests[0].hasAuthorization)
    }
    var newest = scenario
    newest.chatwoot.bearerWins = true
    try serving(newest) { chatwoot in
      expect(try chatwoot.askChatwoot(agents, headers: bearer), 401, unknownToken)
      let good = ["Authorization: Bearer \(ChatwootToken.demoToken)"]
      #expect(try chatwoot.askChatwoot(agents, token: nil, headers: good).status == 200)
    }
  }

  @Test func `authorization is checked in Chatwoot's order, with Chatwoot's messages`() throws {
    try serving(scenario) { chatwoot in
      expect(try chatwoot.askChatwoot("/api/v1/accounts/3/agents", token: "wrong"), 401, unknownToken)
      for bot in ["bot", "platform"] {
        expect(try chatwoot.askChatwoot("/api/v1/accounts/77/agents", token: "token of \(bot)"), 401, noBots)
      }
      expect(try chatwoot.askChatwoot("/api/v1/accounts/77/agents", token: "token of stranger"), 404, notFound)
      expect(try chatwoot.askChatwoot("/api/v1/accounts/abc/agents"), 404, notFound)
      expect(try chatwoot.askChatwoot("/api/v1/accounts/3/agents", token: "token of stranger"), 401, suspended)
      for stranger in ["stranger", "super"] {
        expect(try chatwoot.askChatwoot(agents, token: "token of \(stranger)"), 401, notMember)
      }
      expect(try chatwoot.askChatwoot("/api/v1/accounts/1/teams/8/team_members"), 404, notFound)
      expect(try chatwoot.askChatwoot("/api/v1/accounts/1/inbox_members/8", token: "token of agent"), 404, notFound)
      expect(try chatwoot.askChatwoot("/api/v1/accounts/1/inbox_members/7", token: "token of agent"), 401, notAllowed)
      expect(try chatwoot.askChatwoot("/api/v1/accounts/1/custom_roles", token: "token of agent"), 401, notAllowed)
      expect(try chatwoot.askChatwoot("/api/v1/accounts/1/audit_logs", token: "token of agent"), 401, notAllowed)
      #expect(try chatwoot.askChatwoot("/api/v1/accounts/1abc/agents").ids.count == 4)
    }
  }

  @Test func `an account is 404 for a stranger, and 200 for its member even if suspended`() throws {
    try serving(scenario) { chatwoot in
      expect(try chatwoot.askChatwoot("/api/v1/accounts/2"), 404, notFound)
      let suspended = try chatwoot.askChatwoot("/api/v1/accounts/3")
      #expect(suspended.status == 200 && suspended.json["status"] as? String == "suspended")
    }
  }

  @Test func `a release before 3.1 fails on a suspended account that a stranger asks for`() throws {
    var old = scenario
    old.chatwoot.version = .v2_18
    try serving(old) { chatwoot in
      let failed = try chatwoot.askChatwoot("/api/v1/accounts/3/agents", token: "token of stranger")
      #expect(failed.status == 500 && failed.text == #"{"status":500,"error":"Internal Server Error"}"#)
      expect(try chatwoot.askChatwoot("/api/v1/accounts/3/agents"), 401, suspended)
    }
  }

  @Test func `the API of platform apps refuses every token`() throws {
    try serving(scenario) { chatwoot in
      for token in [ChatwootToken.demoToken, "token of platform", nil] {
        expect(
          try chatwoot.askChatwoot("/platform/api/v1/users/1", token: token), 401, #"{"error":"Invalid access_token"}"#)
      }
    }
  }

  @Test func `agents can read people and teams, but only their own inboxes and no secrets`() throws {
    try serving(scenario) { chatwoot in
      for kind in ["agent", "pending", "custom"] {
        #expect(try chatwoot.askChatwoot(agents, token: "token of \(kind)").ids.count == 4)
        #expect(
          try chatwoot.askChatwoot("/api/v1/accounts/1/teams/9/team_members", token: "token of \(kind)").ids == [2])
      }
      let own = try chatwoot.askChatwoot("/api/v1/accounts/1/inboxes", token: "token of agent")
      #expect(own.ids == [6] && !own.text.contains(ChatwootCanary.imapPassword))
      #expect(try chatwoot.askChatwoot("/api/v1/accounts/1/inboxes").ids == [7, 6])
      #expect(try chatwoot.askChatwoot("/api/v1/accounts/1/inbox_members/6", token: "token of agent").ids == [2])
      let teams = try ["token of agent", ChatwootToken.demoToken]
        .map { try chatwoot.askChatwoot("/api/v1/accounts/1/teams", token: $0).people[0]["is_member"] as? Bool }
      #expect(teams == [true, false])
    }
  }

  @Test func `a profile lists every account of its owner with the role`() throws {
    try serving(scenario) { chatwoot in
      let accounts = { (token: String) in
        try chatwoot.askChatwoot("/api/v1/profile", token: token).json["accounts"] as? [[String: Any]] ?? []
      }
      let both = try accounts("token of agent")
      #expect(both.map { $0["role"] as? String } == ["agent", "administrator"])
      let custom = try accounts("token of custom")
      #expect(custom[0]["permissions"] as? [String] == ["conversation_manage", "custom_role"])
      #expect(try accounts("token of stranger").isEmpty)
      #expect(
        try chatwoot.askChatwoot("/api/v1/profile", token: "token of super").json["type"] as? String == "SuperAdmin")
      #expect(try chatwoot.askChatwoot("/api/v1/profile").json["access_token"] as? String == ChatwootToken.demoToken)
      expect(try chatwoot.askChatwoot("/api/v1/profile", token: "token of bot"), 401, noBots)
    }
  }

  @Test func `an account without API access or with mandatory two-factor sign-in is 403`() throws {
    var scenario = scenario
    scenario.chatwoot.version = .v4_18
    scenario.chatwoot.accounts[0].gate = .notInPlan
    try serving(scenario) { chatwoot in
      expect(try chatwoot.askChatwoot(agents), 403, #"{"error":"API access is not enabled for this account"}"#)
      expect(try chatwoot.askChatwoot(agents, token: "token of stranger"), 401, notMember)
      let profile = try chatwoot.askChatwoot("/api/v1/profile")
      #expect(profile.status == 200 && profile.json["access_token"] as? String == "")
    }
    scenario.chatwoot.accounts[0].gate = .mfaRequired
    try serving(scenario) { chatwoot in
      let refused = try chatwoot.askChatwoot(agents)
      #expect(refused.status == 403 && refused.json["error_code"] as? String == "mfa_enrollment_required")
      #expect(try chatwoot.askChatwoot("/api/v1/profile").status == 200)
    }
  }

  @Test func `a token can be reset in the middle of a run`() throws {
    var scenario = scenario
    scenario.chatwoot.tokens[0].revokedFromRequest = 2
    try serving(scenario) { chatwoot in
      #expect(try chatwoot.askChatwoot(agents).status == 200)
      expect(try chatwoot.askChatwoot(agents), 401, unknownToken)
    }
  }
}
