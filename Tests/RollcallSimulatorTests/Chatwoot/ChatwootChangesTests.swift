import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

@Suite struct `Changes between calls of the simulated Chatwoot` {
  private let account = "/api/v1/accounts/1"

  @Test func `orders that Chatwoot does not promise change, and the order by name only among equals`() throws {
    try serving(.chatwoot(agents: 1_000, teams: 40, inboxes: 2, teamMembers: 30)) { chatwoot in
      let teams = try (0..<4).map { _ in try chatwoot.askChatwoot("\(account)/teams").ids }
      #expect(Set(teams).count > 1 && Set(teams.map { $0.sorted() }).count == 1)
      let members = try (0..<4).map { _ in try chatwoot.askChatwoot("\(account)/teams/100001/team_members").ids }
      #expect(Set(members).count > 1 && Set(members.map { $0.sorted() }).count == 1 && members[0].count == 30)
      let lists = try (0..<2).map { _ in try chatwoot.askChatwoot("\(account)/agents").people }
      let names = lists.map { $0.compactMap { $0["name"] as? String } }
      #expect(names[0].map { $0.lowercased() } == names[1].map { $0.lowercased() })
      #expect(lists[0].compactMap { $0["id"] as? Int } != lists[1].compactMap { $0["id"] as? Int })
      let online = lists.map { $0.compactMap { $0["availability_status"] as? String } }
      #expect(online[0] != online[1])
    }
  }

  @Test func `a fresh simulator repeats every change, and a steady one makes none`() throws {
    var scenario = Scenario.chatwoot(agents: 100, teams: 20)
    let bodies = { (scenario: Scenario) in
      try serving(scenario) { chatwoot in
        try (0..<3).map { _ in try ["agents", "teams"].map { try chatwoot.askChatwoot("\(account)/\($0)").text } }
      }
    }
    #expect(try bodies(scenario) == bodies(scenario))
    scenario.chatwoot.changesBetweenCalls = false
    #expect(Set(try bodies(scenario)).count == 1)
  }

  @Test func `an agent who leaves is missing from the lists and null in the teams`() throws {
    var scenario = Scenario.chatwoot(agents: 5, teams: 1, inboxes: 1, teamMembers: 5)
    scenario.chatwoot.accounts[0].agents[4].leavesAfterListings = 1
    scenario.chatwoot.accounts[0].agents[3].leavesAfterListings = 0
    let ids = scenario.chatwoot.accounts[0].agents.map(\.id)
    scenario.chatwoot.accounts[0].inboxes[0].members = ids
    try serving(scenario) { chatwoot in
      #expect(Set(try chatwoot.askChatwoot("\(account)/agents").ids) == [ids[0], ids[1], ids[2], ids[4]])
      let members = try chatwoot.askChatwoot("\(account)/teams/100001/team_members").people
      #expect(members.count == 5)
      let gone = members.filter { $0["role"] is NSNull }
      #expect(Set(gone.compactMap { $0["id"] as? Int }) == [ids[3], ids[4]])
      for key in ["availability_status", "auto_offline", "custom_role_id"] {
        #expect(gone.allSatisfy { $0[key] is NSNull }, "\(key)")
      }
      #expect(gone.allSatisfy { $0["account_id"] as? Int == 1 && $0["email"] is String })
      #expect(Set(try chatwoot.askChatwoot("\(account)/inbox_members/100001").ids) == Set(ids.prefix(3)))
      #expect(Set(try chatwoot.askChatwoot("\(account)/agents").ids) == Set(ids.prefix(3)))
    }
  }

  @Test func `a team with an orphan always fails, and a deleted team or inbox is 404`() throws {
    var scenario = Scenario.chatwoot(agents: 5, teams: 5, inboxes: 1, teamMembers: 2)
    scenario.chatwoot.accounts[0].teams[1].hasOrphan = true
    scenario.chatwoot.accounts[0].teams[2].members = [4_711]
    scenario.chatwoot.accounts[0].teams[3].deletedFromRequest = 1
    scenario.chatwoot.accounts[0].teams[4].members = []
    scenario.chatwoot.accounts[0].inboxes[0].deletedFromRequest = 2
    try serving(scenario) { chatwoot in
      #expect(try chatwoot.askChatwoot("\(account)/teams").ids.count == 5)
      let members = { (place: Int) in try chatwoot.askChatwoot("\(account)/teams/10000\(place)/team_members") }
      for team in [2, 3, 2] {
        let broken = try members(team)
        #expect(broken.status == 500 && broken.text == #"{"status":500,"error":"Internal Server Error"}"#)
      }
      let deleted = try members(4)
      #expect(deleted.status == 404 && deleted.text == #"{"error":"Resource could not be found"}"#)
      #expect(try chatwoot.askChatwoot("\(account)/teams").ids.sorted() == [1, 2, 3, 5].map { 100_000 + $0 })
      #expect(try members(1).ids.count == 2)
      #expect(try members(5).text == "[]")
      let inbox = try (0..<2).map { _ in try chatwoot.askChatwoot("\(account)/inbox_members/100001").status }
      #expect(inbox == [200, 404])
      #expect(try chatwoot.askChatwoot("\(account)/inboxes").text == #"{"payload":[]}"#)
    }
  }

  @Test func `an account without teams and inboxes has empty lists`() throws {
    try serving(.chatwoot(agents: 1)) { (chatwoot: Simulator) throws in
      #expect(try chatwoot.askChatwoot("\(account)/teams").text == "[]")
      #expect(try chatwoot.askChatwoot("\(account)/inboxes").text == #"{"payload":[]}"#)
    }
  }

  @Test func `a large account is served within two seconds`() throws {
    let scenario = Scenario.chatwoot(agents: 5_000, teams: 500, inboxes: 1_000, teamMembers: 2_000)
    try serving(scenario) { chatwoot in
      try chatwoot.prepare()
      #expect(chatwoot.generatedLists == 1)
      for path in ["agents", "teams", "teams/100500/team_members", "inboxes", "inbox_members/100001"] {
        let reply = try chatwoot.askChatwoot("\(account)/\(path)")
        #expect(reply.status == 200 && reply.seconds < 2, "\(path)")
      }
      #expect(try chatwoot.askChatwoot("\(account)/teams/100500/team_members").ids.count == 2_000)
    }
  }
}

@Suite struct `Faults of the simulated Chatwoot` {
  private let agents = "/api/v1/accounts/1/agents"

  /// The window is an hour, so that no test meets its end but once in a blue moon.
  @Test func `the throttle counts every request in a window, including refused ones`() throws {
    var scenario = Scenario.chatwoot(agents: 1)
    scenario.chatwoot.limit = RateLimit(requests: 3, windowSeconds: 3_600)
    try serving(scenario) { chatwoot in
      #expect(try chatwoot.askChatwoot("/api/v1/nowhere").status == 404)
      #expect(try chatwoot.askChatwoot(agents, token: nil).status == 401)
      #expect(try chatwoot.askChatwoot(agents).status == 200)
      let refused = try chatwoot.askChatwoot(agents, token: nil)
      #expect(refused.status == 429 && refused.text == "Retry later\n")
      #expect(refused.headers["content-type"] == "text/plain" && refused.headers["retry-after"] == nil)
      #expect(try chatwoot.askChatwoot("/health", token: nil).status == 200)
    }
    scenario.chatwoot.limit = RateLimit(requests: 0, windowSeconds: 3_600, retryAfter: .seconds(7))
    let told = try serving(scenario) { try $0.askChatwoot(agents).headers["retry-after"] }
    #expect(told == "7")
    scenario.chatwoot.limit?.retryAfter = .date(secondsFromNow: 60)
    let date = try serving(scenario) { try $0.askChatwoot(agents).headers["retry-after"] }
    #expect(date?.hasSuffix(" GMT") == true)
  }

  @Test func `the throttle opens with the next window`() throws {
    var scenario = Scenario.chatwoot(agents: 1)
    scenario.chatwoot.limit = RateLimit(requests: 1, windowSeconds: 1)
    try serving(scenario) { chatwoot in
      var statuses: Set<Int> = []
      for _ in 0..<400 where statuses.count < 2 { statuses.insert(try chatwoot.askChatwoot(agents).status) }
      usleep(1_100_000)
      #expect(statuses == [200, 429])
      #expect(try chatwoot.askChatwoot(agents).status == 200)
    }
  }

  @Test func `faults are selected by path and count, and use Chatwoot's messages`() throws {
    var scenario = Scenario.chatwoot(agents: 30)
    scenario.chatwoot.faults = [
      FaultRule(.redirect(to: "https://elsewhere.example.test/"), on: .exact(agents), fromRequest: 1),
      FaultRule(.chatwootThrottled(retryAfter: .seconds(1)), on: .exact(agents), fromRequest: 2),
      FaultRule(.railsError(after: .milliseconds(300)), on: .exact(agents), fromRequest: 3),
      FaultRule(.html(520), on: .exact(agents), fromRequest: 4),
      FaultRule(.chatwootError(401, "a <b>"), on: .exact(agents), fromRequest: 5),
      FaultRule(.truncatedBody(bytes: 100), on: .exact(agents), fromRequest: 6),
      FaultRule(.status(200), on: .exact(agents), fromRequest: 7),
    ]
    try serving(scenario) { chatwoot in
      let moved = try chatwoot.askChatwoot(agents)
      #expect(moved.status == 301 && moved.headers["location"] == "https://elsewhere.example.test/")
      #expect(try chatwoot.askChatwoot(agents).text == "Retry later\n")
      let broken = try chatwoot.askChatwoot(agents)
      #expect(broken.status == 500 && broken.seconds >= 0.3)
      #expect(try chatwoot.askChatwoot(agents).status == 520)
      #expect(try chatwoot.askChatwoot(agents).text == #"{"error":"a \u003cb\u003e"}"#)
      #expect(try chatwoot.askChatwoot(agents).exitCode == 18)
      #expect(try chatwoot.askChatwoot(agents).body.isEmpty)
      #expect(try chatwoot.askChatwoot(agents).ids.count == 30)
    }
  }
}
