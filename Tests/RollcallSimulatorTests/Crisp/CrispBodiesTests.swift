import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

@Suite struct `Bodies of the simulated Crisp` {
  private let path = operatorsPath()
  private let website = "/v1/website/\(Scenario.websiteID())"

  @Test(arguments: [0, 1, 2, 500, 5_000])
  func `the whole team is in one response, whatever the query says`(count: Int) throws {
    try serving(.oneWebsite(operators: count)) { crisp in
      let reply = try crisp.ask("\(path)?page=2&per_page=1")
      #expect(reply.status == 200 && reply.reason == "listed" && reply.list.count == count)
      #expect(reply.list.allSatisfy { $0["type"] as? String == "operator" && $0["details"] is [String: Any] })
    }
  }

  @Test func `a single operator is served unwrapped, and an unknown one is 404`() throws {
    try serving(.oneWebsite(operators: 20)) { crisp in
      let details = try #require(try crisp.ask(path).list[7]["details"] as? [String: Any])
      let id = try #require(details["user_id"] as? String)
      let one = try crisp.ask("\(website)/operator/\(id)")
      #expect(one.reason == "resolved" && one.object?["user_id"] as? String == id && one.object?["type"] == nil)
      #expect(one.object?["email"] as? String == details["email"] as? String)
      #expect(try crisp.ask("\(website)/operator/\(UUID().uuidString)").status == 404)
    }
  }

  @Test func `the list of active operators has times in milliseconds and some departed operators`() throws {
    var scenario = Scenario.oneWebsite(operators: 10)
    scenario.crisp.websites[0].activeOperators = 4
    scenario.crisp.websites[0].departedActiveOperators = 2
    try serving(scenario) { crisp in
      let team = Set(try crisp.ask(path).list.compactMap { ($0["details"] as? [String: Any])?["user_id"] as? String })
      let active = try crisp.ask("\(website)/operators/active").list
      #expect(active.count == 6)
      #expect(active.filter { team.contains($0["user_id"] as? String ?? "") }.count == 4)
      #expect(active.allSatisfy { ($0["timestamp"] as? Int ?? 0) > 1_700_000_000_000 })
    }
  }

  @Test func `a pending invitation has no user id and contains the canaries`() throws {
    var scenario = Scenario.oneWebsite(operators: 2)
    scenario.crisp.websites[0].pendingInvitations = 1
    scenario.crisp.websites[0].unknownElements = 1
    try serving(scenario) { crisp in
      let list = try crisp.ask(path).list
      #expect(list.map { $0["type"] as? String } == ["operator", "operator", "invite", "sandbox"])
      let invitation = try #require(list[2]["details"] as? [String: Any])
      #expect(invitation["user_id"] == nil)
      #expect((invitation["identifier"] as? String)?.hasPrefix(CrispCanary.invitationIdentifier) == true)
      #expect((invitation["key"] as? String)?.hasPrefix(CrispCanary.invitationKey) == true)
      #expect((invitation["key"] as? String)?.count == 64)
    }
  }

  @Test func `the same people have other roles on other websites`() throws {
    var scenario = Scenario.manyWebsites(2, operatorsEach: 60)
    scenario.crisp.websites[0].sharedOperators = 40
    scenario.crisp.websites[1].sharedOperators = 40
    try serving(scenario) { crisp in
      let teams = try (0..<2)
        .map { index in
          try crisp.ask(operatorsPath(website: index)).list.compactMap { $0["details"] as? [String: Any] }
        }
      let ids = teams.map { Set($0.compactMap { $0["user_id"] as? String }) }
      #expect(ids[0].intersection(ids[1]).count == 40)
      #expect(teams[0].prefix(40).map { $0["title"] as? String } != teams[1].prefix(40).map { $0["title"] as? String })
    }
  }

  @Test func `a website is served with and without its optional keys, and raw bodies are unchanged`() throws {
    var scenario = Scenario.manyWebsites(2, operatorsEach: 1)
    scenario.crisp.websites[0].verified = true
    scenario.crisp.websites[0].institutional = nil
    scenario.crisp.websites[0].logo = .null
    scenario.crisp.websites[0].name = "\"Tab\there\" 😀"
    scenario.crisp.websites[1].rawProfile = Array("{\"odd\": 1}".utf8)
    scenario.crisp.websites[1].operators = .raw(Array("[not JSON".utf8))
    try serving(scenario) { crisp in
      let profile = try #require(try crisp.ask(website).object)
      #expect(Set(profile.keys) == ["website_id", "name", "domain", "logo", "verified"])
      #expect(profile["name"] as? String == "\"Tab\there\" 😀" && profile["logo"] is NSNull)
      #expect(try crisp.ask("/v1/website/\(Scenario.websiteID(index: 1))").text == "{\"odd\": 1}")
      #expect(try crisp.ask(operatorsPath(website: 1)).text == "[not JSON")
      #expect(try crisp.ask("/v1/plugin/connect/account").object?["plugin_id"] is String)
    }
  }

  @Test(arguments: [true, false])
  func `the list of websites has pages up to an empty one`(usesPartialContent: Bool) throws {
    var scenario = Scenario.manyWebsites(5, operatorsEach: 1)
    scenario.crisp.paging.size = 2
    scenario.crisp.paging.usesPartialContent = usesPartialContent
    scenario.crisp.websites[3].isConfigured = false
    let more = usesPartialContent ? 206 : 200
    try serving(scenario) { crisp in
      let pages = try (1...4).map { try crisp.ask("/v1/plugin/connect/websites/all/\($0)?filter_configured=0") }
      #expect(pages.map(\.status) == [more, more, 200, 200])
      #expect(pages.map(\.list.count) == [2, 2, 1, 0])
      let ids = pages.flatMap(\.list).compactMap { $0["website_id"] as? String }
      #expect(ids == (0..<5).map { Scenario.websiteID(index: $0) })
      #expect(pages[0].text.contains(CrispCanary.websiteToken) && pages[0].text.contains(CrispCanary.websiteSettings))
      #expect(!pages[0].text.contains("\"plan\""))
      let configured = "/v1/plugin/connect/websites/all/2?filter_configured=1&include_plan=1"
      let second = try crisp.ask(configured)
      #expect(second.list.compactMap { $0["website_id"] as? String } == [ids[2], ids[4]])
      #expect(second.text.contains("\"plan\"") && second.status == 200)
    }
  }

  @Test func `pages can repeat and shift on demand`() throws {
    var scenario = Scenario.manyWebsites(6, operatorsEach: 1)
    scenario.crisp.paging.size = 2
    scenario.crisp.paging.shiftedPages = [2]
    scenario.crisp.paging.lastDistinctPage = 2
    try serving(scenario) { crisp in
      let ids = try (1...3)
        .map { page in
          try crisp.ask("/v1/plugin/connect/websites/all/\(page)").list.compactMap { $0["website_id"] as? String }
        }
      #expect(ids[0].last == ids[1].first && ids[1] == ids[2])
    }
  }

  @Test func `the cache sets its headers, and answers a matching tag with 304`() throws {
    try serving(.oneWebsite(operators: 3)) { crisp in
      let first = try crisp.ask(path)
      let second = try crisp.ask(path)
      #expect(first.headers["bloom-status"] == "MISS" && second.headers["bloom-status"] == "HIT")
      #expect(first.headers["x-request-id"] != second.headers["x-request-id"])
      let tag = try #require(first.headers["etag"])
      let third = try crisp.ask(path, headers: ["If-None-Match: \(tag)"])
      #expect(third.status == 304 && third.body.isEmpty)
    }
  }
}
