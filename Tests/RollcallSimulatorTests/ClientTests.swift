import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

/// Clients that others wrote, for the real services.
@Suite struct `Clients of the services` {
  /// The output of a program in `Tests/Readers`, as JSON.
  private func run(_ program: String, _ arguments: [String]) throws -> [String: Any] {
    let output =
      try CommandRun.run(
        try Repository.python(), [Repository.path("Tests/Readers/\(program)")] + arguments
      )
      .succeeded()
    return try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
  }

  private func list(_ object: [String: Any], _ key: String) -> [[String: Any]] {
    object[key] as? [[String: Any]] ?? []
  }

  @Test func `Crisp's own client lists the websites, operators, sub-inboxes and teams of the world`() throws {
    var scenario = Scenario.manyWebsites(23, operatorsEach: 7)
    for index in scenario.crisp.websites.indices {
      scenario.crisp.websites[index].pendingInvitations = 1
      guard index % 3 != 2 else { continue }
      scenario.crisp.websites[index].generateGroups(teams: 4, inboxes: 11, members: 3, seed: 1)
    }
    scenario.crisp.groupPaging.size = 5
    let world = scenario.crisp.websites
    let seen = try serving(scenario) { crisp in
      try run("crisp_client.py", [crisp.baseURL, CrispToken.demoIdentifier, CrispToken.demoKey])
    }
    let websites = list(seen, "websites")
    #expect(websites.count == world.count)
    for (website, held) in zip(websites, world) {
      let profile = website["profile"] as? [String: Any]
      #expect(profile?["website_id"] as? String == held.id && profile?["name"] as? String == held.name)
      let operators = list(website, "operators")
      #expect(operators.count == 7 && Set(operators.compactMap { $0["user_id"] as? String }).count == 7)
      let one = try #require(website["one"] as? [String: Any])
      #expect(NSDictionary(dictionary: one) == NSDictionary(dictionary: operators[0]))
      #expect(list(website, "active").count == 7)
      let inboxes = list(website, "inboxes")
      #expect(inboxes.map { $0["inbox_id"] as? String } == held.inboxes.map(\.id))
      #expect(inboxes.map { $0["operators"] as? [String] } == held.inboxes.map(\.operators))
      #expect(inboxes.map { $0["teams"] as? [String] } == held.inboxes.map(\.teams))
      #expect(inboxes.map { $0["team_operators"] as? [String] } == held.inboxes.map(\.teamOperators))
      let teams = list(website, "teams")
      #expect(teams.map { $0["team_id"] as? String } == held.teams.map(\.id))
      #expect(teams.map { $0["operators"] as? [String] } == held.teams.map(\.operators))
    }
    #expect((seen["refusal"] as? String)?.contains("not_subscribed") == true, "\(seen["refusal"] ?? "")")
    #expect((seen["account"] as? [String: Any])?["plugin_id"] is String)
  }

  @Test(arguments: [ChatwootVersion.v2_18, .v4_0, .v4_8, .v4_15, .v4_18])
  func `a client of Chatwoot lists the accounts, agents, teams and inboxes of the world`(
    version: ChatwootVersion
  ) throws {
    var scenario = Scenario.chatwoot(accounts: 3, agents: 25, teams: 4, inboxes: 7)
    scenario.chatwoot.version = version
    for account in scenario.chatwoot.accounts.indices {
      // The client takes no null here, which Chatwoot does send.
      for team in scenario.chatwoot.accounts[account].teams.indices {
        scenario.chatwoot.accounts[account].teams[team].allowAutoAssign = true
      }
    }
    let seen = try serving(scenario) { try run("chatwoot_client.py", [$0.baseURL, ChatwootToken.demoToken]) }
    let accounts = list(seen, "accounts")
    #expect(accounts.map { $0["id"] as? Int } == [1, 2, 3])
    for (account, held) in zip(accounts, scenario.chatwoot.accounts) {
      #expect(account["name"] as? String == held.name && account["role"] as? String == "administrator")
      let people = Dictionary(uniqueKeysWithValues: held.agents.map { ($0.id, $0) })
      let agents = list(account, "agents")
      #expect(Set(agents.compactMap { $0["id"] as? Int }) == Set(people.keys) && agents.count == people.count)
      for agent in agents {
        let person = try #require(people[agent["id"] as? Int ?? 0])
        #expect(agent["email"] as? String == person.email && agent["name"] as? String == person.name)
        #expect(agent["role"] as? String == person.role.rawValue && agent["confirmed"] as? Bool == person.confirmed)
      }
      for (key, groups) in [
        ("teams", held.teams.map { ($0.id, $0.name, $0.members) }),
        ("inboxes", held.inboxes.map { ($0.id, $0.name, $0.members) }),
      ] {
        let listed = Dictionary(uniqueKeysWithValues: list(account, key).map { ($0["id"] as? Int ?? 0, $0) })
        #expect(listed.count == groups.count)
        for (id, name, members) in groups {
          #expect(listed[id]?["name"] as? String == name)
          #expect(Set(listed[id]?["members"] as? [Int] ?? []) == Set(members))
        }
      }
    }
  }
}
