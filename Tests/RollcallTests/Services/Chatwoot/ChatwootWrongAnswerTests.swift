import RollcallTestSupport
import Testing

@testable import Rollcall

/// Answers of Chatwoot that cannot be right: 65 for the account, or the part, that they are about.
@Suite(.timeLimit(.minutes(5))) struct `Wrong answers of Chatwoot` {
  @Test(
    arguments: [
      ["id": "null"], ["id": nil], ["id": "0"], ["id": "-7"], ["id": "7.5"], ["id": #""seven""#], ["id": #""07""#],
      ["id": "[7]"], ["email": "7"], ["name": "{}"], ["role": "1"], ["availability_status": "true"],
      ["thumbnail": "false"], ["confirmed": #""true""#], ["confirmed": "1"], ["auto_offline": "0"],
      ["custom_role_id": "true"], ["provider": "[]"],
    ] as [[String: String?]])
  func `a field of a wrong type fails the account`(change: [String: String?]) async throws {
    var script = ChatwootScript()
    let (key, value) = try #require(change.first)
    script.account.agents.append(ChatwootScript.agent(7, [key: value]))
    let error = try #require(try await script.export().error)
    #expect(error.code.exitCode == 65 && error.tenant?.id == "1", "\(error)")
    #expect(error.message.contains("element 2 of the list: `\(key)`"), "\(error)")
    #expect(error.request == "GET /api/v1/accounts/1/agents")
  }

  @Test(arguments: ["5", "[]", #""x""#])
  func `custom attributes that are not an object fail the account only if they are wanted`(json: String) async throws {
    var script = ChatwootScript()
    script.account.agents.append(ChatwootScript.agent(7, ["custom_attributes": json]))
    #expect(try await script.export().manifest?.complete == true)
    script.flags.append(("include-custom-attributes", "true"))
    #expect(try await script.export().error?.code.exitCode == 65)
  }

  @Test(
    arguments: [
      ("/accounts/1/teams", #"[{"id":"x","name":"t"}]"#, "`id`"),
      ("/accounts/1/teams", #"[{"id":1,"name":7}]"#, "`name`"),
      ("/accounts/1/teams", #"[{"id":1,"name":"t","description":7}]"#, "`description`"),
      ("/accounts/1/teams", #"[{"id":1,"name":"t","allow_auto_assign":"yes"}]"#, "`allow_auto_assign`"),
      ("/accounts/1/teams", #"{"payload":[]}"#, "should be an array"), ("/accounts/1/teams", "[7]", "an object"),
      ("/accounts/1/agents", #"{"agents":[]}"#, "should be an array"), ("/accounts/1/agents", "null", "an array"),
      ("/accounts/1/agents", "[]", "listed no agent at all"),
      ("/accounts/1/agents", #"[{"id":1,"role":"agent"},{"id":"1"}]"#, "is there twice"),
      ("/accounts/1/teams", #"[{"id":3},{"id":4},{"id":3}]"#, "is there twice"),
      ("/accounts/1", #"{"id":2,"name":"Other"}"#, "`id` is not that"), ("/accounts/1", "[]", "should be an object"),
      ("/accounts/1", #"{"id":1,"name":7}"#, "`name`"), ("/accounts/1", #"{"id":1,"status":{}}"#, "`status`"),
      ("/accounts/1", "<html>", "not JSON"), ("/accounts/1/agents", "", ""), ("/accounts/1/teams", "[{", ""),
    ])
  func `a wrong answer about an indispensable part fails the account`(path: String, body: String, text: String)
    async throws
  {
    var script = ChatwootScript()
    script.answers[path] = Array(repeating: .body(body), count: 3)
    let error = try #require(try await script.export().error)
    #expect(error.code.exitCode == 65 && error.message.contains(text), "\(error)")
    #expect(error.request?.hasPrefix("GET /api/v1\(path)") == true, "\(error)")
  }

  @Test(
    arguments: [
      ("/accounts/1/inboxes", #"{"payload":{}}"#, "inboxes"), ("/accounts/1/inboxes", "[]", "inboxes"),
      ("/accounts/1/inboxes", #"{"payload":[{"id":1,"channel_type":7}]}"#, "inboxes"),
      ("/accounts/1/inboxes", #"{"payload":[{"id":4},{"id":4}]}"#, "inboxes"),
      ("/accounts/1/teams/3/team_members", #"{"payload":[]}"#, "team:3:member"),
      ("/accounts/1/teams/3/team_members", #"[{"id":null}]"#, "team:3:member"),
      ("/accounts/1/inbox_members/4", "[]", "inbox:4:member"),
      ("/accounts/1/inbox_members/4", #"{"payload":["7"]}"#, "inbox:4:member"),
    ])
  func `a wrong answer about a dispensable part leaves the rest`(path: String, body: String, part: String) async throws
  {
    var script = ChatwootScript()
    script.account.teams = [(ChatwootScript.team(3), [])]
    script.account.inboxes = [(ChatwootScript.inbox(4), [])]
    script.answers[path] = Array(repeating: .body(body), count: 3)
    let outcome = try await script.export()
    #expect(outcome.manifest?.complete == false && outcome.tenant?.status == .incomplete)
    #expect(outcome.tenant?.missing.map(\.part) == [part] && outcome.tenant?.rows["operators"] == 1)
    #expect(outcome.tenant?.missing.first?.reason.contains("GET /api/v1\(path)") == true)
  }

  @Test func `a member who is named twice has one grant`() async throws {
    var script = ChatwootScript()
    script.account.teams = [
      (ChatwootScript.team(3), [1, 1].map { ChatwootScript.agent($0) } + [7, 7].map(ChatwootScript.stale))
    ]
    let rows = try await script.export().rows
    #expect(rows.column("grant_id", of: .grants).suffix(2) == ["team:3:member:user:1", "team:3:member:user:7"])
    #expect(rows.column("operator_id", of: .operators) == ["1", "7"])
  }

  @Test func `a list without agents is accepted on request`() async throws {
    var script = ChatwootScript()
    script.account.agents = []
    script.flags.append(("allow-empty", "true"))
    let outcome = try await script.export()
    #expect(outcome.manifest?.complete == true && outcome.tenant?.rows["operators"] == 0)
    #expect(outcome.rows.column("slug", of: .entitlements) == ["administrator", "agent"])
  }

  @Test func `the error about a wrong answer shows no personal data`() async throws {
    for path in ["/accounts/1/agents", "/accounts/1/teams", "/accounts/1", "/profile"] {
      var script = ChatwootScript()
      script.flags = [("chatwoot-all-accounts", "true")]
      script.answers[path] = [.body(#"{"id":"canary","email":"canary@x.test","payload":"canary","name":["canary"]}"#)]
      let error = try #require(try await script.export().error)
      #expect(error.code.exitCode == 65 && !"\(error)".contains("canary"), "\(error)")
    }
  }
}
