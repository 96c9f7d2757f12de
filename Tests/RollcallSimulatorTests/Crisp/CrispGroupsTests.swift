import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

@Suite struct `Sub-inboxes and teams of the simulated Crisp` {
  private let website = "/v1/website/\(Scenario.websiteID())"

  private func scenario(operators: Int = 40, teams: Int = 6, inboxes: Int = 12, members: Int = 8) -> Scenario {
    var scenario = Scenario.oneWebsite(operators: operators)
    scenario.crisp.websites[0].generateGroups(teams: teams, inboxes: inboxes, members: members, seed: 1)
    return scenario
  }

  private func ids(_ element: [String: Any], _ key: String) -> [String]? { element[key] as? [String] }

  @Test func `a website without sub-inboxes lists none, and as many teams`() throws {
    try serving(.oneWebsite(operators: 3)) { crisp in
      for list in ["inboxes", "teams"] {
        let reply = try crisp.ask("\(website)/\(list)/list/1")
        #expect(reply.status == 200 && reply.text == #"{"error":false,"reason":"listed","data":[]}"#)
      }
    }
  }

  @Test func `sub-inboxes are open, or name people, teams or both, and some name a person who left`() throws {
    try serving(scenario()) { crisp in
      let people = Set(
        try crisp.ask(operatorsPath()).list.compactMap { ($0["details"] as? [String: Any])?["user_id"] as? String })
      let inboxes = try crisp.ask("\(website)/inboxes/list/1").list
      let teams = try crisp.ask("\(website)/teams/list/1").list
      #expect(inboxes.count == 12 && teams.count == 6)
      let states = Set(
        inboxes.map { inbox in
          ["operators", "teams", "team_operators"]
            .map { ids(inbox, $0).map { $0.isEmpty ? "empty" : "named" } ?? "absent" }
        })
      for state in [
        ["named", "empty", "empty"], ["empty", "empty", "empty"], ["empty", "named", "named"],
        ["named", "named", "named"],
      ] {
        #expect(states.contains(state), "\(state)")
      }
      #expect(states.contains { $0[1...] == ["absent", "absent"] })
      let named = Set(inboxes.flatMap { ids($0, "operators") ?? [] })
      #expect(!named.isDisjoint(with: people) && !named.isSubset(of: people))
      #expect(teams.contains { ids($0, "operators") == [] } && teams.contains { $0["emoji"] is NSNull })
      // The people of an inbox's teams are those of the teams that it names.
      for inbox in inboxes {
        guard let list = ids(inbox, "teams"), let expanded = ids(inbox, "team_operators") else { continue }
        let members = teams.filter { list.contains($0["team_id"] as? String ?? "") }
          .flatMap { ids($0, "operators") ?? [] }
        #expect(Set(expanded) == Set(members))
      }
    }
  }

  @Test func `the keys of a sub-inbox and a team are those of Crisp's client, in one order`() throws {
    try serving(scenario()) { crisp in
      let inbox = try crisp.ask("\(website)/inboxes/list/1").text
      #expect(inbox.contains(CrispCanary.inboxConditions))
      let places = [
        "inbox_id", "name", "emoji", "order", "operators", "teams", "team_operators", "conditions", "operator",
        "created_at", "updated_at",
      ]
      .map { inbox.range(of: "\"\($0)\":")?.lowerBound }
      #expect(places.allSatisfy { $0 != nil } && places.compactMap { $0 } == places.compactMap { $0 }.sorted())
      let team = try #require(try crisp.ask("\(website)/teams/list/1").list.first)
      #expect(team.keys.sorted() == ["created_at", "emoji", "name", "operators", "team_id", "updated_at"])
    }
  }

  @Test func `pages end with an empty one, under 206 until the last or always under 200`() throws {
    for usesPartialContent in [true, false] {
      var scenario = scenario(inboxes: 7)
      scenario.crisp.groupPaging.size = 3
      scenario.crisp.groupPaging.usesPartialContent = usesPartialContent
      try serving(scenario) { crisp in
        let pages = try (1...4).map { try crisp.ask("\(website)/inboxes/list/\($0)") }
        #expect(pages.map(\.list.count) == [3, 3, 1, 0])
        #expect(pages.map(\.status) == (usesPartialContent ? [206, 206, 200, 200] : [200, 200, 200, 200]))
        #expect(Set(pages.flatMap(\.list).compactMap { $0["inbox_id"] as? String }).count == 7)
      }
    }
  }

  @Test func `a single sub-inbox and a single team come without a list around them`() throws {
    try serving(scenario()) { crisp in
      for (list, one, key) in [("inboxes", "inbox", "inbox_id"), ("teams", "team", "team_id")] {
        let first = try #require(try crisp.ask("\(website)/\(list)/list/1").list.first)
        let id = try #require(first[key] as? String)
        let object = try #require(try crisp.ask("\(website)/\(one)/\(id)").object)
        #expect(NSDictionary(dictionary: object) == NSDictionary(dictionary: first))
        #expect(try crisp.ask("\(website)/\(one)/nowhere").status == 404)
      }
    }
  }

  @Test func `a production token without the scope is refused, and a development token needs none`() throws {
    var token = CrispToken.demo
    token.scopes = [CrispToken.operatorsScope]
    var development = token
    development.key = "other"
    development.tier = .pluginDevelopment
    var scenario = scenario()
    scenario.crisp.tokens = [token, development]
    try serving(scenario) { crisp in
      for list in ["inboxes", "teams"] {
        let refused = try crisp.ask("\(website)/\(list)/list/1")
        #expect(refused.status == 403 && refused.reason == "not_allowed")
        #expect(try crisp.ask("\(website)/\(list)/list/1", token: development).status == 200)
      }
      #expect(try crisp.ask(operatorsPath()).status == 200)
    }
  }

  @Test func `generated groups follow from the seed, and change no operator`() throws {
    let plain = try serving(.oneWebsite(operators: 40)) { try $0.ask(operatorsPath()).body }
    let bodies = try (0..<2)
      .map { _ in
        try serving(scenario()) { crisp in
          #expect(try crisp.ask(operatorsPath()).body == plain)
          return try crisp.ask("\(website)/inboxes/list/1").body
        }
      }
    #expect(bodies[0] == bodies[1])
  }
}
