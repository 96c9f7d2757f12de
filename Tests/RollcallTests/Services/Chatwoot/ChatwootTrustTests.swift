import Backpressure
import RollcallTestSupport
import Testing

@testable import Rollcall

/// What Chatwoot answers is checked against everything else that it says, and against the token.
@Suite(.timeLimit(.minutes(5))) struct `Contradictory answers of Chatwoot` {
  private typealias Response = ScriptedTransport.Response

  private static let script: ChatwootScript = {
    var script = ChatwootScript()
    script.account.agents.append(ChatwootScript.agent(7))
    script.account.teams = [(ChatwootScript.team(3), [ChatwootScript.agent(7)])]
    script.account.inboxes = [(ChatwootScript.inbox(4), [ChatwootScript.agent(7)])]
    return script
  }()

  private static func ever(_ body: String) -> [Response] { Array(repeating: .body(body), count: 3) }

  // MARK: - Of another account

  @Test(arguments: ["2", #""2""#, "1.5", "0", "{}"])
  func `a list with an agent of another account fails the account`(other: String) async throws {
    var script = Self.script
    script.account.agents.append(ChatwootScript.agent(8, ["account_id": other]))
    let outcome = try await script.export()
    #expect(outcome.error?.code.exitCode == 65 && outcome.error?.message.contains("`account_id`") == true)
    #expect(outcome.requests.filter { $0.hasSuffix("/agents") }.count == 3)
  }

  @Test(arguments: ["null", nil, "1", #""1""#])
  func `a list whose agents name their own account, or none, is accepted`(own: String?) async throws {
    var script = Self.script
    script.account.agents.append(ChatwootScript.agent(8, ["account_id": own]))
    #expect(try await script.export().manifest?.complete == true)
  }

  @Test func `a list that names another account is requested again`() async throws {
    var script = Self.script
    let right = script.script()["/api/v1/accounts/1/agents"]![0]
    script.answers["/accounts/1/agents"] = [.body("[\(ChatwootScript.agent(8, ["account_id": "2"]))]"), right]
    let outcome = try await script.export()
    #expect(outcome.manifest?.complete == true && outcome.manifest?.statistics.retries == ["contradiction": 1])
    #expect(outcome.rows.column("operator_id", of: .operators) == ["1", "7"])
  }

  @Test(arguments: [
    ("/accounts/1/inboxes", #"{"payload":[{"id":4,"name":"i","account_id":2}]}"#, "inboxes"),
    (
      "/accounts/1/inbox_members/4", #"{"payload":[\#(ChatwootScript.agent(9, ["account_id": "2"]))]}"#,
      "inbox:4:member"
    ),
    (
      "/accounts/1/teams/3/team_members", "[\(ChatwootScript.agent(9, ["account_id": "2", "role": nil]))]",
      "team:3:member"
    ),
  ])
  func `a part whose answer contradicts the account is missing and leaves no row`(
    path: String, body: String, part: String
  ) async throws {
    var script = Self.script
    script.answers[path] = Self.ever(body)
    let outcome = try await script.export()
    #expect(outcome.tenant?.status == .incomplete && outcome.tenant?.missing.map(\.part) == [part])
    #expect(outcome.rows.column("operator_id", of: .operators) == ["1", "7"])
    #expect(!outcome.rows.column("grant_id", of: .grants).contains { $0?.hasPrefix(part) == true })
  }

  @Test func `a list with a team of another account fails the account`() async throws {
    var script = Self.script
    script.answers["/accounts/1/teams"] = Self.ever("[\(ChatwootScript.team(3)),\(ChatwootScript.team(9, in: 2))]")
    #expect(try await script.export().error?.code.exitCode == 65)
  }

  // MARK: - Of another user

  private static func profile(_ token: String?, user: Int = 1) -> String {
    let member = token.map { #""access_token":\#($0),"# } ?? ""
    return #"{"id":\#(user),\#(member)"accounts":[{"id":1,"role":"administrator"}]}"#
  }

  @Test(arguments: [[("chatwoot-account-id", "1")], [("chatwoot-all-accounts", "true")]])
  func `a profile with another user's token ends the service, and the error does not show it`(flags: [(String, String)])
    async throws
  {
    var script = Self.script
    script.flags = flags
    script.answers["/profile"] = Self.ever(Self.profile(#""canary-token-of-another""#))
    let outcome = try await script.export()
    let error = try #require(outcome.error)
    #expect(error.code.exitCode == 65 && error.message.contains("another user's") && !"\(error)".contains("canary"))
    // Nothing more is believed.
    #expect(outcome.requests.allSatisfy { $0 == "/api" || $0.hasSuffix("/profile") })
  }

  @Test(arguments: [nil, "null", #""""#, #""\#(ChatwootScript.token)""#])
  func `a profile with its own token, or without one, is accepted`(token: String?) async throws {
    var script = Self.script
    script.answers["/profile"] = [.body(Self.profile(token))]
    #expect(try await script.export().manifest?.complete == true)
  }

  @Test(arguments: ["auto", "always", "never"])
  func `a list without the token's owner fails the account`(inboxes: String) async throws {
    var script = Self.script
    script.flags.append(("chatwoot-inboxes", inboxes))
    script.answers["/profile"] = [.body(Self.profile(nil, user: 5))]
    let error = try #require(try await script.export().error)
    #expect(error.code.exitCode == 65 && error.message.contains("user 5"))
  }

  @Test func `the list prevails if it gives the owner a stronger role than the profile`() async throws {
    var script = Self.script
    script.roles[1] = "agent"
    let outcome = try await script.export()
    #expect(outcome.manifest?.complete == true && outcome.tenant?.omitted.map(\.part) == ["inboxes"])
    #expect(outcome.rows.row("operator_id", "1", of: .operators, "role") == ["administrator"])
  }

  @Test func `a profile that names an account twice fails the run of all accounts`() async throws {
    var script = Self.script
    script.flags = [("chatwoot-all-accounts", "true")]
    script.answers["/profile"] = Self.ever(#"{"id":1,"accounts":[{"id":1,"role":"agent"},{"id":1}]}"#)
    #expect(try await script.export().error?.code.exitCode == 65)
  }

  // MARK: - A part of an answer

  @Test(arguments: ["/accounts/1/agents", "/accounts/1/teams", "/accounts/1"])
  func `an answer that calls itself partial fails the account`(path: String) async throws {
    let right = Self.script.script()["/api/v1\(path)"]![0]
    for (status, headers) in [
      (206, [:]), (200, ["content-range": "bytes 0-99/2000"]), (200, ["link": #"</next>; rel="next""#]),
      (200, ["link": #"</a,b;rel=x>; title="t"; REL="last next""#]), (200, ["x-next-page": "2"]),
      (200, ["x-total-pages": "3"]), (200, ["x-has-more": "true"]),
    ] {
      var script = Self.script
      var part = right
      part.status = status
      part.headers = headers
      script.answers[path] = [part, part, part]
      let error = try await script.export().error
      #expect(error?.code.exitCode == 65 && error?.message.contains("is a part") == true, "\(status) \(headers)")
      script.answers[path] = [part, right]
      #expect(try await script.export().manifest?.complete == true)
    }
  }

  @Test(arguments: ["/accounts/1/agents", "/accounts/1/teams"])
  func `an answer with fewer elements than its header promises fails the account`(path: String) async throws {
    let right = Self.script.script()["/api/v1\(path)"]![0]
    for (header, total, isWhole) in [
      ("x-total-count", "2000", false), ("x-total", "7", false), ("x-total-count", "1", true), ("x-total", "x", true),
    ] {
      var script = Self.script
      var part = right
      part.headers = [header: total]
      script.answers[path] = [part, part, part]
      let outcome = try await script.export()
      #expect(outcome.error?.code.exitCode == (isWhole ? nil : 65), "\(header) \(total)")
      #expect(outcome.manifest?.complete == (isWhole ? true : nil))
    }
  }

  @Test(arguments: [
    #"</agents?page=1>; rel="last prev""#, #"</x;rel=next>; rel=self"#, #"</x>; title="next""#, #"</x>; rel="nexts""#,
  ])
  func `an answer whose link leads to no next page is accepted`(link: String) async throws {
    var script = Self.script
    var answer = script.script()["/api/v1/accounts/1/agents"]![0]
    answer.headers = ["link": link, "x-next-page": "", "x-total-pages": "1"]
    script.answers["/accounts/1/agents"] = [answer]
    #expect(try await script.export().manifest?.complete == true)
  }

  // MARK: - Members

  @Test(
    arguments: [
      ["email": #""another@x.test""#], ["role": #""superuser""#], ["role": #""administrator""#],
      ["email": #""another@x.test""#, "role": "null"],
    ] as [KeyValuePairs<String, String?>], [true, false])
  func `a member who differs from the list is named, unless the next list agrees`(
    change: KeyValuePairs<String, String?>, isNew: Bool
  ) async throws {
    var script = Self.script
    let other = ChatwootScript.agent(7, change)
    script.account.inboxes[0].members = [other]
    let listed = script.script()["/api/v1/accounts/1/agents"]![0]
    script.account.agents[1] = isNew ? other : ChatwootScript.agent(7)
    script.answers["/accounts/1/agents"] = [listed, .body("[\(script.account.agents.joined(separator: ","))]")]
    let outcome = try await script.export()
    #expect(outcome.tenant?.missing.map(\.part) == (isNew ? [] : ["account:1"]))
    #expect(outcome.tenant?.missing.first?.reason.contains("7 (inbox:4:member)") != false)
    // The list of agents stands.
    #expect(outcome.rows.row("operator_id", "7", of: .operators, "role", "email") == ["agent", "a7@x.test"])
  }

  @Test func `a doubtful member remains in doubt if the agents cannot be listed again`() async throws {
    var script = Self.script
    script.account.inboxes[0].members.append(ChatwootScript.agent(90))
    script.answers["/accounts/1/agents"] = [script.script()["/api/v1/accounts/1/agents"]![0], .status(403)]
    let outcome = try await script.export()
    #expect(outcome.tenant?.status == .incomplete && outcome.tenant?.missing.map(\.part) == ["account:1"])
    #expect(outcome.tenant?.missing.first?.reason.contains("90 (inbox:4:member)") == true)
    #expect(outcome.tenant?.missing.first?.reason.contains("could not be read a second time") == true)
    #expect(outcome.rows.column("operator_id", of: .operators) == ["1", "7", "90"])
  }

  @Test func `an administrator of a team whom the list has as an agent is named`() async throws {
    var script = Self.script
    script.account.teams[0].members = [ChatwootScript.agent(7, ["role": #""administrator""#])]
    let outcome = try await script.export()
    #expect(outcome.tenant?.missing.map(\.part) == ["account:1"])
    #expect(outcome.tenant?.missing.first?.reason.contains("7 (team:3:member)") == true)
    // Who became one meanwhile was an agent in time.
    script.answers["/accounts/1/agents"] = [script.script()["/api/v1/accounts/1/agents"]![0]]
    script.account.agents[1] = ChatwootScript.agent(7, ["role": #""administrator""#])
    script.answers["/accounts/1/agents"]! += [
      .body("[\(script.account.agents.joined(separator: ","))]")
    ]
    #expect(try await script.export().manifest?.complete == true)
  }

  @Test func `a member of an inbox who is missing from the list is named, whatever the role`() async throws {
    for role in ["null", #""agent""#] {
      var script = Self.script
      script.account.inboxes[0].members = [ChatwootScript.agent(90, ["role": role])]
      let outcome = try await script.export()
      #expect(outcome.tenant?.missing.map(\.part) == ["account:1"])
      #expect(outcome.rows.row("operator_id", "90", of: .operators, "status") == ["enabled"])
    }
  }

  @Test func `a doubtful member is not mistaken for an agent who left`() throws {
    let account = Tenant(service: "chatwoot", instance: "https://chatwoot.test", id: "1")
    func person(_ id: UInt64, _ role: String?) -> ChatwootAgent {
      ChatwootAgent(
        id: id, email: nil, name: "n\(id)", role: role, availability: nil, avatar: nil, isConfirmed: true,
        attributes: Array("{}".utf8))
    }
    func group(_ type: ChatwootResource.Kind, _ id: UInt64) -> ChatwootResource {
      ChatwootResource(type: type, id: id, name: nil, attributes: [])
    }
    let doubts = ChatwootDoubts(about: try ChatwootRoster([person(1, "agent")], of: account))
    #expect(!doubts.needSecondListing)
    try doubts.add([person(50, nil), person(60, nil)], in: group(.team, 9))
    #expect(!doubts.needSecondListing)
    try doubts.add([person(50, "agent"), person(70, "agent")], in: group(.team, 8))
    #expect(doubts.needSecondListing)
    let later = try ChatwootRoster([person(1, "agent"), person(70, "agent")], of: account)
    let findings = try doubts.settle(by: later, in: account)
    #expect(findings.removed == [60] && findings.joined == [70] && findings.contradicted.map(\.id) == [50])
    #expect(findings.strangers.indices.map(findings.strangers.id(at:)) == [50, 60, 70])
    #expect(findings.strangers.role(of: 50) == "agent")
  }
}
