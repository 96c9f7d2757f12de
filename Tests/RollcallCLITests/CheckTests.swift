import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

@Suite struct `Command check` {
  /// What `check --json` printed.
  private func report(_ run: CommandRun) throws -> [[String: Any]] {
    let object = try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any], "\(run)")
    #expect(object["type"] as? String == "check" && object["format_version"] as? Int == 2, "\(run)")
    // Every code but 0 is explained.
    #expect(object["code"] as? Int == (run.exitCode == 0 ? nil : Int(run.exitCode)), "\(run)")
    #expect((object["message"] is String) == (run.exitCode != 0), "\(run)")
    #expect(run.output.split(separator: "\n").count == 1, "\(run)")
    return try #require(object["services"] as? [[String: Any]], "\(run)")
  }

  private static let crispOnly = Scenario.manyWebsites(3, operatorsEach: 20)
  private static let chatwootOnly = Scenario.chatwoot(accounts: 2, agents: 12, teams: 3, inboxes: 4)

  @Test func `a check of Crisp shows what the token can see, and the true cost of an export`() throws {
    let services = try SimulatedServices(Self.crispOnly)
    let run = try CommandRun.rollcall("check", "crisp", environment: services.crisp)
    #expect(run.exitCode == 0, "\(run)")
    for text in [
      "crisp at \(services.simulator.baseURL)", "20 operators (", " owner", " member", "6 requests", "5,000 a day",
    ] {
      #expect(run.output.contains(text), "\(text) in \(run)")
    }
    for website in Self.crispOnly.crisp.websites { #expect(run.output.contains(website.id)) }
    let before = services.simulator.requestCount
    let folder = try ScratchFolder()
    let export = try CommandRun.rollcall(
      "export", "crisp", "--output", folder.file("snapshot"), environment: services.crisp)
    #expect(export.exitCode == 0 && services.simulator.requestCount - before == 6)
  }

  @Test func `a check of Chatwoot shows what the token can see, and the true cost of an export`() throws {
    let services = try SimulatedServices(Self.chatwootOnly)
    let run = try CommandRun.rollcall("check", "chatwoot", environment: services.chatwoot)
    #expect(run.exitCode == 0, "\(run)")
    // 2, and 4 for each account, and one for each team and inbox, and one where anybody has a custom role.
    let accounts = Self.chatwootOnly.chatwoot.accounts
    let withRoles = accounts.count { account in account.agents.contains { $0.customRoleID != nil } }
    let cost = 2 + 2 * (4 + 3 + 4) + withRoles
    #expect(withRoles > 0)
    for text in [
      "chatwoot at \(services.simulator.baseURL), version 4.15.1", "administrator of account 1", "12 agents (",
      "3 teams", "4 inboxes", "\(cost) requests", "a minute",
    ] {
      #expect(run.output.contains(text), "\(text) in \(run)")
    }
    #expect(!run.output.contains("does not see"))
    let before = services.simulator.requestCount
    let folder = try ScratchFolder()
    let export = try CommandRun.rollcall(
      "export", "chatwoot", "--output", folder.file("snapshot"), environment: services.chatwoot)
    #expect(export.exitCode == 0 && services.simulator.requestCount - before == cost)
  }

  @Test(arguments: [[], ["--json"]])
  func `the report shows foreign names and roles on one line, harmless and shortened`(flags: [String]) throws {
    let nasty = "x\u{1B}[2J\u{9B}1m\u{202E}\r\n  an export makes 0 requests\u{2028}\u{200B}"
    let json = String(decoding: try JSONEncoder().encode(nasty + String(repeating: "y", count: 5000)), as: UTF8.self)
    var scenario = Scenario.manyWebsites(1, operatorsEach: 1)
    scenario.crisp.websites[0].name = nasty
    scenario.crisp.websites[0].operators = .raw(
      Array(
        #"{"error":false,"reason":"listed","data":[{"type":"operator","details":{"user_id":"u","role":\#(json)}}]}"#
          .utf8))
    let services = try SimulatedServices(scenario)
    let run = try CommandRun.run(CommandRun.rollcall, ["check", "crisp"] + flags, environment: services.crisp)
    #expect(run.exitCode == 0 && run.output.contains("an export makes 0 requests"), "\(run)")
    #expect(!run.output.split(separator: "\n").contains { $0.hasPrefix("  an export makes 0 requests") }, "\(run)")
    for scalar in run.output.unicodeScalars where scalar != "\n" {
      #expect(scalar.value >= 0x20 && ![0x9B, 0x202E, 0x2028, 0x200B].contains(scalar.value), "\(scalar.value)")
    }
    #expect(run.output.count < 5000)
  }

  @Test func `the report says what an agent's token cannot see`() throws {
    var scenario = Self.chatwootOnly
    scenario.chatwoot.accounts[1].agents[0].role = .agent
    let services = try SimulatedServices(scenario)
    let run = try CommandRun.rollcall("check", "chatwoot", environment: services.chatwoot)
    #expect(run.exitCode == 0, "\(run)")
    for text in [
      "administrator of account 1", "agent of account 2", "does not see inboxes: the token's owner is an agent",
    ] {
      #expect(run.output.contains(text), "\(text) in \(run)")
    }
    let json = try report(try CommandRun.rollcall("check", "chatwoot", "--json", environment: services.chatwoot))
    let tenants = try #require(json.first?["tenants"] as? [[String: Any]])
    // Neither inboxes nor custom roles.
    #expect(tenants.map { ($0["cannot_see"] as? [String])?.count } == [0, 2])
    // The administrator is asked for the custom roles as well.
    #expect(json.first?["requests_needed"] as? Int == 2 + (4 + 3 + 4 + 1) + (3 + 3))
  }

  @Test func `the JSON report holds the result for each service`() throws {
    let services = try SimulatedServices(
      Scenario(
        CrispScenario.generated(websites: 1, operatorsEach: 10),
        ChatwootScenario.generated(agents: 8, teams: 1, inboxes: 1)))
    let run = try CommandRun.rollcall("check", "--json", environment: services.both)
    #expect(run.exitCode == 0 && run.errorOutput.isEmpty, "\(run)")
    let json = try report(run)
    #expect(json.map { $0["service"] as? String } == ["crisp", "chatwoot"])
    #expect(json.map { $0["requests_needed"] as? Int } == [2, 8])
    for service in json {
      let quota = try #require(service["quota"] as? [String: Any])
      #expect(Set(quota.keys) == ["limit", "per"])
      #expect(quota["per"] as? String == (service["service"] as? String == "crisp" ? "day" : "minute"))
      #expect(service["base_url"] as? String == services.simulator.baseURL && service["token"] as? String != nil)
      let tenants = try #require(service["tenants"] as? [[String: Any]])
      #expect(tenants.count == 1 && tenants[0]["tenant_id"] as? String != nil && tenants[0]["name"] as? String != nil)
      #expect((tenants[0]["sees"] as? [String])?.isEmpty == false && tenants[0]["problem"] == nil)
    }
  }

  @Test func `a check of all websites tries some of them, and counts the pages of the list`() throws {
    let services = try SimulatedServices(.manyWebsites(45, operatorsEach: 3))
    var environment = services.crisp
    environment["ROLLCALL_CRISP_WEBSITE_ID"] = nil
    let run = try CommandRun.rollcall("check", "crisp", "--crisp-all-websites", environment: environment)
    #expect(run.exitCode == 0, "\(run)")
    // The plugin's id, three pages and the empty one, and two for each website.
    #expect(run.output.contains("\(1 + 4 + 2 * 45) requests") && run.output.contains("more, not tried"), "\(run)")
    #expect(services.simulator.requestCount < 30)
  }

  @Test func `an export that takes more than a day's quota is told, and a fault only to the strict`() throws {
    let services = try SimulatedServices(.manyWebsites(2600, operatorsEach: 1))
    var environment = services.crisp
    environment["ROLLCALL_CRISP_WEBSITE_ID"] = nil
    func check(_ flags: String...) throws -> CommandRun {
      try CommandRun.run(
        CommandRun.rollcall, ["check", "crisp", "--crisp-all-websites"] + flags, environment: environment)
    }
    let run = try check()
    #expect(run.exitCode == 0, "\(run)")
    for text in [
      "\n  an export makes 5,3", " requests, of 5,000 a day, which Crisp gives a plugin unless",
      "\n  it takes 2 days with that quota\n",
      "once a day, until it ends with 0: rollcall export crisp --request-budget 5000 --resume --output DIR\n",
    ] {
      #expect(run.output.contains(text), "\(text) in \(run)")
    }
    for flags in [["--strict"], ["--strict", "--json"]] {
      let strict = try CommandRun.run(
        CommandRun.rollcall, ["check", "crisp", "--crisp-all-websites"] + flags, environment: environment)
      #expect(strict.exitCode == 75 && !strict.output.isEmpty, "\(strict)")
    }
    // The fault itself comes first.
    environment["ROLLCALL_CRISP_API_KEY"] = "canary-wrong-key"
    #expect(try check("--strict").exitCode == 77)
  }

  @Test func `an export that the quota is enough for is none to the strict`() throws {
    let services = try SimulatedServices(Self.crispOnly)
    let run = try CommandRun.rollcall("check", "crisp", "--strict", environment: services.crisp)
    #expect(run.exitCode == 0 && !run.output.contains("days"), "\(run)")
  }

  @Test func `a check of a refused token exits with 77 and says what to do`() throws {
    let services = try SimulatedServices(
      Scenario(
        CrispScenario.generated(websites: 1, operatorsEach: 3),
        ChatwootScenario.generated(agents: 3, teams: 5, inboxes: 5)))
    var environment = services.both
    environment["ROLLCALL_CRISP_API_KEY"] = "canary-wrong-key"
    let crisp = try CommandRun.rollcall("check", "crisp", environment: environment)
    #expect(crisp.exitCode == 77, "\(crisp)")
    for text in ["NOT usable", "invalid_session", "next:", "ROLLCALL_CRISP_API_KEY"] {
      #expect(crisp.output.contains(text), "\(text) in \(crisp)")
    }
    environment["ROLLCALL_CHATWOOT_API_TOKEN"] = "canary-wrong-token"
    let both = try CommandRun.rollcall("check", "--json", environment: environment)
    #expect(both.exitCode == 77, "\(both)")
    let problems = try report(both).map { ($0["problem"] as? [String: Any])?["reason"] as? String }
    #expect(problems == ["invalid_session", "Invalid Access Token"])
    #expect(!"\(crisp)\(both)".contains("canary"))
  }

  @Test func `a check of a token without the scope exits with 77 and names the scope`() throws {
    var scenario = Self.crispOnly
    scenario.crisp.tokens[0].scopes = []
    let services = try SimulatedServices(scenario)
    let run = try CommandRun.rollcall("check", "crisp", environment: services.crisp)
    #expect(run.exitCode == 77, "\(run)")
    for text in ["NOT exportable", "not_allowed", "website:operators", "Marketplace"] {
      #expect(run.output.contains(text), "\(text) in \(run)")
    }
  }

  @Test func `a check with one unknown website exits with 77 and reports the others`() throws {
    let services = try SimulatedServices(Self.crispOnly)
    var environment = services.crisp
    let missing = "00000000-0000-4000-8000-000000000000"
    environment["ROLLCALL_CRISP_WEBSITE_ID"]! += ",\(missing)"
    let json = try CommandRun.rollcall("check", "--json", environment: environment)
    #expect(json.exitCode == 77, "\(json)")
    let tenants = try #require(try report(json).first?["tenants"] as? [[String: Any]])
    let reasons = tenants.map { ($0["problem"] as? [String: Any])?["reason"] as? String }
    #expect(reasons == [nil, nil, nil, "not_subscribed"])
    let text = try CommandRun.rollcall("check", environment: environment)
    #expect(text.output.contains(missing) && text.output.contains("20 operators ("), "\(text)")
  }

  @Test func `a check of a suspended, unknown or foreign account exits with 77`() throws {
    var scenario = Self.chatwootOnly
    scenario.chatwoot.accounts[1].status = .suspended
    scenario.chatwoot.accounts.append(ChatwootAccount(id: 3, name: "Others"))
    let services = try SimulatedServices(scenario)
    var environment = services.chatwoot
    environment["ROLLCALL_CHATWOOT_ACCOUNT_ID"] = "1,2,3,4"
    let run = try CommandRun.rollcall("check", "--json", environment: environment)
    #expect(run.exitCode == 77, "\(run)")
    let tenants = try #require(try report(run).first?["tenants"] as? [[String: Any]])
    #expect(
      tenants.map { ($0["problem"] as? [String: Any])?["reason"] as? String } == [
        nil, "Account is suspended", "You are not authorized to access this account", "Resource could not be found",
      ])
  }

  @Test(arguments: [
    "ROLLCALL_CRISP_API_IDENTIFIER", "ROLLCALL_CRISP_API_KEY", "ROLLCALL_CRISP_WEBSITE_ID",
    "ROLLCALL_CHATWOOT_BASE_URL", "ROLLCALL_CHATWOOT_API_TOKEN", "ROLLCALL_CHATWOOT_ACCOUNT_ID",
  ])
  func `a check without a required setting exits with 78 and names the setting`(name: String) throws {
    let services = try SimulatedServices(
      Scenario(
        CrispScenario.generated(websites: 1, operatorsEach: 3),
        ChatwootScenario.generated(agents: 3, teams: 5, inboxes: 5)))
    var environment = services.both
    environment[name] = nil
    let run = try CommandRun.rollcall("check", environment: environment)
    #expect(run.exitCode == 78 && run.output.isEmpty, "\(run)")
    let flag = "--" + name.dropFirst("ROLLCALL_".count).lowercased().replacingOccurrences(of: "_", with: "-")
    #expect(run.errorOutput.contains(name) || run.errorOutput.contains(flag), "\(run)")
    #expect(services.simulator.requestCount == 0)
  }

  @Test func `a check without any setting exits with 78`() throws {
    let run = try CommandRun.rollcall("check")
    #expect(run.exitCode == 78 && run.errorOutput.contains("no service is configured"), "\(run)")
  }
}
