import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

@Suite struct `Bodies of the simulated Chatwoot` {
  private let account = "/api/v1/accounts/1"

  private func scenario(_ version: ChatwootVersion = .v4_15) -> Scenario {
    var agent = ChatwootAgent(id: 7, name: "A <b> & \"c\"\n\u{2028}😀", email: "a@example.test", role: .administrator)
    agent.customRoleID = 3
    var other = ChatwootAgent(id: 1, name: "Ben", email: "b@example.test", role: .administrator)
    other.customAttributes = "{\"phone_number\":\"+15550100\"}"
    other.displayName = " "
    other.autoOffline = false
    other.availability = .busy
    var scenario = Scenario(
      ChatwootScenario(accounts: [
        ChatwootAccount(
          id: 1, name: "One", agents: [other, agent], teams: [ChatwootTeam(id: 2, name: "ÄRGER Team")])
      ]))
    scenario.chatwoot.version = version
    scenario.chatwoot.changesBetweenCalls = false
    return scenario
  }

  @Test func `an agent is written byte for byte as Rails writes it`() throws {
    try serving(scenario()) { chatwoot in
      let reply = try chatwoot.askChatwoot("\(account)/agents?page=2")
      #expect(
        reply.text
          == #"""
          [{"id":7,"account_id":1,"availability_status":"offline","auto_offline":true,"confirmed":true,\#
          "email":"a@example.test","provider":"email","available_name":"A \u003cb\u003e \u0026 \"c\"\n\u2028😀",\#
          "name":"A \u003cb\u003e \u0026 \"c\"\n\u2028😀","role":"administrator","thumbnail":"","custom_role_id":3},\#
          {"id":1,"account_id":1,"availability_status":"busy","auto_offline":false,"confirmed":true,\#
          "email":"b@example.test","provider":"email","available_name":"Ben","custom_attributes":\#
          {"phone_number":"+15550100"},"name":"Ben","role":"administrator","thumbnail":"","custom_role_id":null}]
          """#
          .replacing("\\\n", with: ""))
      #expect(reply.headers["content-type"] == "application/json; charset=utf-8")
      #expect(reply.headers["x-runtime"] != nil && reply.headers["x-request-id"] != nil)
      let tag = try #require(reply.headers["etag"])
      #expect(tag.hasPrefix("W/\""))
      let again = try chatwoot.askChatwoot("\(account)/agents", headers: ["If-None-Match: \(tag)"])
      #expect(again.status == 304 && again.body.isEmpty)
    }
  }

  @Test(arguments: ChatwootVersion.all)
  func `the keys of a body depend on the release`(version: ChatwootVersion) throws {
    let isNew = version == .v4_18
    let hasRoles = version.hasEnterprise && version != .v2_18
    try serving(scenario(version)) { chatwoot in
      let agent = try chatwoot.askChatwoot("\(account)/agents").people[0]
      #expect((agent["provider"] != nil) == version.isAtLeast(4, 7))
      #expect((agent["custom_role_id"] != nil) == hasRoles)
      #expect(agent["custom_attributes"] == nil)
      let team = try chatwoot.askChatwoot("\(account)/teams").people[0]
      #expect((team["icon"] != nil) == isNew && (team["icon_color"] != nil) == isNew)
      #expect(team["name"] as? String == "ärger team" && team["description"] is NSNull)
      let profile = try chatwoot.askChatwoot("/api/v1/profile").json
      let membership = try #require((profile["accounts"] as? [[String: Any]])?.first)
      #expect((membership["permissions"] != nil) == (version != .v2_18))
      #expect((membership["custom_role"] != nil) == hasRoles && (membership["api_and_webhooks"] != nil) == isNew)
      #expect(try chatwoot.askChatwoot("\(account)/custom_roles").status == (hasRoles ? 200 : 404))
      #expect(try chatwoot.askChatwoot("\(account)/audit_logs").status == (version.hasEnterprise ? 200 : 404))
      let hasHealth = version.isAtLeast(4, 11)
      #expect(try chatwoot.askChatwoot("/health", token: nil).status == (hasHealth ? 200 : 404))
      #expect(try chatwoot.askChatwoot("/api", token: nil).json["version"] as? String == version.text)
    }
  }

  @Test func `an unknown path is 404, in JSON if the request asks for it and as a page otherwise`() throws {
    try serving(scenario()) { chatwoot in
      for path in ["\(account)/agents/7", "\(account)/nowhere", "/api/v1/nowhere", "/health/x"] {
        let reply = try chatwoot.askChatwoot(path, token: nil)
        #expect(reply.status == 404 && reply.text == #"{"status":404,"error":"Not Found"}"#)
        let page = try chatwoot.askChatwoot(path, headers: [])
        #expect(page.status == 404 && page.headers["content-type"]?.hasPrefix("text/html") == true)
      }
      let dashboard = try chatwoot.askChatwoot("/app/accounts/1/dashboard")
      #expect(dashboard.status == 200 && dashboard.headers["content-type"]?.hasPrefix("text/html") == true)
      let head = try chatwoot.askChatwoot("\(account)/agents", method: "HEAD")
      #expect(head.status == 200 && head.body.isEmpty && head.headers["content-length"] == "0")
      #expect(try chatwoot.askChatwoot("\(account)/agents", method: "POST").status == 404)
    }
  }

  @Test func `paths can have double and trailing slashes, and a prefix of a proxy`() throws {
    var mounted = scenario()
    mounted.chatwoot.pathPrefix = "/chat"
    try serving(mounted) { (chatwoot: Simulator) throws in
      for path in [
        "/chat/api/v1/accounts/1/agents/", "/chat//api//v1/accounts/1/agents", "/chat/api/v1/accounts/1/agents.json",
      ] {
        #expect(try chatwoot.askChatwoot(path).ids.count == 2)
      }
      #expect(try chatwoot.askChatwoot("\(account)/agents").status == 404)
    }
  }

  @Test func `every canary appears where an administrator can read it`() throws {
    var scenario = Scenario.chatwoot(agents: 400, teams: 2, inboxes: 6)
    scenario.chatwoot.signsVisitors = true
    try serving(scenario) { chatwoot in
      let texts = try ["/api/v1/profile", "\(account)/inboxes", "\(account)/agent_bots", "\(account)/agents"]
        .map { try chatwoot.askChatwoot($0).text }
      let all = texts.joined()
      for canary in ChatwootCanary.all + [ChatwootCanary.customAttribute] { #expect(all.contains(canary), "\(canary)") }
      #expect(texts[1].contains("\\u003cscript\\u003e"))
      #expect(!texts[3].contains(ChatwootToken.demoToken))
    }
  }

  @Test func `generated people have all kinds of names, and the same ids in every account`() throws {
    try serving(.chatwoot(accounts: 2, agents: 1_000)) { chatwoot in
      let lists = try (1...2).map { try chatwoot.askChatwoot("/api/v1/accounts/\($0)/agents").people }
      let names = lists[0].compactMap { $0["name"] as? String }
      #expect(names.count == 1_000 && names == names.sorted { $0.lowercased() < $1.lowercased() })
      #expect(Set(names).count < 1_000 && names.contains { $0.count > 1_000 } && names.contains { $0.hasPrefix("=") })
      let roles = lists.map { list in
        Dictionary(uniqueKeysWithValues: list.map { ($0["id"] as? Int ?? 0, $0["role"] as? String ?? "") })
      }
      let both = Set(roles[0].keys).intersection(roles[1].keys)
      #expect(both.count == 100 && both.contains { roles[0][$0] != roles[1][$0] })
      #expect(lists[0].contains { $0["confirmed"] as? Bool == false })
      #expect(roles[0][ChatwootToken.demoUserID] == "administrator")
    }
  }

  @Test func `audit logs have pages of the release's size, newest first, and grow while they are read`() throws {
    var scenario = scenario()
    scenario.chatwoot.accounts[0].auditEntries = 30
    scenario.chatwoot.accounts[0].auditEntriesBetweenPages = 2
    try serving(scenario) { chatwoot in
      let pages = try (1...3).map { try chatwoot.askChatwoot("\(account)/audit_logs?page=\($0)&per_page=1").json }
      let ids = pages.map { ($0["audit_logs"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? Int } }
      #expect(ids == [Array((6...30).reversed()), Array((1...7).reversed()), []])
      #expect(pages[2]["total_entries"] as? Int == 34 && pages[2]["per_page"] as? Int == 25)
    }
    scenario.chatwoot.accounts[0].features = []
    let off = try serving(scenario) { try $0.askChatwoot("\(account)/audit_logs") }
    #expect(off.status == 200 && off.json["total_entries"] as? Int == 0)
  }

  @Test func `newer releases refuse custom roles without the feature, and assignments outlive their role`() throws {
    var scenario = scenario(.v4_15)
    scenario.chatwoot.accounts[0].features = []
    let older = try serving(scenario) { try $0.askChatwoot("\(account)/custom_roles") }
    #expect(older.status == 200 && older.text == "[]")
    scenario.chatwoot.version = .v4_18
    try serving(scenario) { chatwoot in
      let newer = try chatwoot.askChatwoot("\(account)/custom_roles")
      #expect(newer.status == 401 && newer.text == #"{"error":"You are not authorized to do this action"}"#)
      #expect(try chatwoot.askChatwoot("\(account)/agents").people[0]["custom_role_id"] as? Int == 3)
    }
  }
}
