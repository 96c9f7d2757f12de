import RollcallTestSupport
import Testing

@testable import Rollcall

/// What stands before a service and answers in its place: how much of a run that costs.
@Suite(.timeLimit(.minutes(5))) struct `Front ends of Chatwoot` {
  private typealias Response = ScriptedTransport.Response

  private static func page(_ status: Int, _ title: String = "Forbidden by the firewall") -> Response {
    Response(
      status: status, headers: ["content-type": "text/html"], pieces: [Array("<title>\(title)</title>".utf8)])
  }

  private static func accounts(_ ids: ClosedRange<Int>) -> ChatwootScript {
    var script = ChatwootScript()
    script.flags = ids.map { ("chatwoot-account-id", "\($0)") }
    for id in ids {
      script.accounts[id] = ChatwootScript.Account(profile: #"{"id":\#(id),"name":"A","status":"active"}"#)
      script.accounts[id]?.agents = [ChatwootScript.agent(1, ["account_id": "\(id)", "role": #""administrator""#])]
      script.roles[id] = "administrator"
    }
    return script
  }

  private static func block(_ ids: some Sequence<Int>, of script: inout ChatwootScript, with answer: Response) {
    for id in ids {
      for path in ["", "/agents", "/teams", "/inboxes"] { script.answers["/accounts/\(id)\(path)"] = [answer] }
    }
  }

  @Test func `a front end that refuses every request ends the service after two requests`() async throws {
    var script = Self.accounts(1...9)
    Self.block(1...9, of: &script, with: Self.page(403))
    script.answers["/api"] = [Self.page(403)]
    script.answers["/profile"] = [Self.page(403)]
    let outcome = try await script.export(workers: 1)
    #expect(outcome.error?.code.exitCode == 78 && outcome.requests == ["/api", "/api/v1/profile"], "\(outcome)")
    #expect(outcome.error?.message.hasSuffix("it answered 403: “Forbidden by the firewall”") == true)
    #expect(outcome.error?.advice?.contains("token") == false)
  }

  @Test func `a front end that refuses every account ends the service after some accounts`() async throws {
    var script = Self.accounts(1...9)
    Self.block(1...9, of: &script, with: Self.page(401, "Staff only"))
    let outcome = try await script.export(workers: 1)
    #expect(outcome.error?.code.exitCode == 78 && outcome.requests.count < 2 + 4 * 9, "\(outcome.requests)")
    #expect(!outcome.requests.contains { $0.contains("/accounts/7") })
  }

  @Test func `a front end that refuses one account fails that account only`() async throws {
    var script = Self.accounts(1...3)
    Self.block([2], of: &script, with: Self.page(404, "nginx"))
    let tenants = try #require(try await script.export().manifest?.tenants)
    #expect(tenants.map(\.status) == [.complete, .failed, .complete] && tenants[1].error?.code == .configuration)
  }

  @Test(arguments: ["/accounts/1/teams/3/team_members", "/accounts/1/inboxes"])
  func `a front end that refuses a part leaves the rest`(path: String) async throws {
    var script = ChatwootScript()
    script.account.teams = [(ChatwootScript.team(3), [])]
    script.answers[path] = [Self.page(403)]
    let tenant = try #require(try await script.export().tenant)
    #expect(tenant.status == .incomplete && tenant.missing.count == 1)
    #expect(tenant.missing.first?.reason.contains("something in front of Chatwoot refused") == true)
  }

  @Test func `a proxy that wants a password is asked once`() async throws {
    var script = Self.accounts(1...3)
    script.answers["/api"] = [Self.page(407)]
    let outcome = try await script.export(workers: 1)
    #expect(outcome.error?.code.exitCode == 78 && outcome.requests == ["/api"], "\(outcome.requests)")
  }

  @Test(arguments: [500, 502, 503, 504, 520, 530])
  func `a front end that says that Chatwoot is down is asked again`(status: Int) async throws {
    var script = ChatwootScript()
    script.answers["/accounts/1/agents"] = [
      Self.page(status), Response.body("[\(script.account.agents[0])]"), Response.body("[\(script.account.agents[0])]"),
    ]
    #expect(try await script.export().manifest?.complete == true)
  }
}
