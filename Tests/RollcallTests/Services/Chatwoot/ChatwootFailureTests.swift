import RollcallTestSupport
import Testing

@testable import Rollcall

/// What is lost when a part of a Chatwoot account cannot be read, and what stands.
@Suite(.timeLimit(.minutes(5))) struct `Missing parts of a Chatwoot account` {
  private typealias Response = ScriptedTransport.Response

  static let gone = #"{"error":"Resource could not be found"}"#
  static let orphaned = #"{"status":500,"error":"Internal Server Error"}"#

  private static let script: ChatwootScript = {
    var script = ChatwootScript()
    script.account.agents.append(ChatwootScript.agent(7))
    script.account.teams = [3, 5].map { (ChatwootScript.team($0), [ChatwootScript.agent(7)]) }
    script.account.inboxes = [4, 6].map { (ChatwootScript.inbox($0), [ChatwootScript.agent(7)]) }
    return script
  }()

  private static let grants = [
    "account:1:administrator:user:1", "account:1:agent:user:7", "team:3:member:user:7", "team:5:member:user:7",
    "inbox:4:member:user:7", "inbox:6:member:user:7",
  ]

  @Test(arguments: [
    ("/accounts/1/teams/3/team_members", "team:3:member"), ("/accounts/1/inbox_members/6", "inbox:6:member"),
  ])
  func `a part whose members cannot be read is named, and the rest is kept`(path: String, part: String) async throws {
    var script = Self.script
    script.answers[path] = Array(repeating: .status(500, Self.orphaned), count: 5)
    let outcome = try await script.export()
    #expect(outcome.manifest?.complete == false && outcome.tenant?.status == .incomplete)
    #expect(outcome.tenant?.missing.map(\.part) == [part] && outcome.tenant?.omitted == [])
    let resource = part.split(separator: ":").map(String.init)
    #expect(outcome.tenant?.missing.map(\.resourceType) == [resource[0]])
    #expect(outcome.tenant?.missing.map(\.resourceId) == [resource[1]])
    let reason = try #require(outcome.tenant?.missing.first?.reason)
    #expect(reason.contains("Internal Server Error") && reason.contains("GET /api/v1\(path), 2 attempts"), "\(reason)")
    // Other requests succeed, so that a second attempt tells that it stays so.
    #expect(reason.contains("membership is removed in the console") && !reason.contains("run again later"), "\(reason)")
    #expect(reason.contains("Member.where(\(resource[0])_id: \(resource[1])).where.not(user_id: User.select(:id))"))
    #expect(outcome.requests.count { $0 == "/api/v1\(path)" } == 2)
    #expect(outcome.elapsed <= .seconds(5), "\(outcome.elapsed)")
    #expect(outcome.rows.column("grant_id", of: .grants) == Self.grants.filter { !$0.hasPrefix(part) })
    // That it exists is known all the same.
    #expect(outcome.rows.column("entitlement_id", of: .entitlements).contains(part))
    #expect(outcome.rows.column("resource_id", of: .resources) == ["1", "3", "5", "4", "6"])
    #expect(outcome.rows.column("operator_id", of: .operators) == ["1", "7"])
  }

  @Test(arguments: [
    ("/accounts/1/teams/3/team_members", "team:3:member", ["1", "5", "4", "6"]),
    ("/accounts/1/inbox_members/6", "inbox:6:member", ["1", "3", "5", "4"]),
  ])
  func `a part that was deleted meanwhile is left out, and the account is complete`(
    path: String, part: String, left: [String]
  ) async throws {
    var script = Self.script
    script.answers[path] = [.status(404, Self.gone)]
    script.delete(path)
    let outcome = try await script.export()
    #expect(outcome.manifest?.complete == true && outcome.tenant?.status == .complete)
    #expect(outcome.tenant?.missing == [] && outcome.tenant?.omitted.map(\.part) == [part])
    #expect(outcome.tenant?.omitted.first?.reason.contains("deleted") == true)
    #expect(outcome.rows.column("resource_id", of: .resources) == left)
    #expect(outcome.rows.column("entitlement_id", of: .entitlements).contains(part) == false)
    #expect(outcome.rows.column("grant_id", of: .grants) == Self.grants.filter { !$0.hasPrefix(part) })
  }

  @Test(arguments: [
    ("/accounts/1/teams/3/team_members", "team:3:member"), ("/accounts/1/inbox_members/6", "inbox:6:member"),
  ])
  func `a part that is unknown but still listed makes the account incomplete`(path: String, part: String) async throws {
    var script = Self.script
    script.answers[path] = [.status(404, Self.gone)]
    let outcome = try await script.export()
    #expect(outcome.tenant?.status == .incomplete && outcome.tenant?.omitted == [])
    #expect(outcome.tenant?.missing.map(\.part) == [part])
    #expect(outcome.tenant?.missing.first?.reason.contains("GET /api/v1\(path)") == true)
    #expect(outcome.rows.column("resource_id", of: .resources) == ["1", "3", "5", "4", "6"])
  }

  @Test func `a part whose deletion cannot be confirmed makes the account incomplete`() async throws {
    var script = Self.script
    script.answers["/accounts/1/teams/3/team_members"] = [.status(404, Self.gone)]
    script.answers["/accounts/1/teams"] = [script.script()["/api/v1/accounts/1/teams"]![0], .status(403)]
    let tenant = try #require(try await script.export().tenant)
    #expect(tenant.status == .incomplete && tenant.missing.map(\.part) == ["team:3:member"])
  }

  @Test(arguments: [(404, "<html>nothing here</html>"), (404, #"{"status":404,"error":"Not Found"}"#), (403, "<html>")])
  func `an answer of something before Chatwoot is not taken for a deletion`(
    status: Int, body: String
  ) async throws {
    var script = Self.script
    script.answers["/accounts/1/teams/3/team_members"] = [.status(status, body)]
    let outcome = try await script.export()
    #expect(outcome.tenant?.status == .incomplete && outcome.tenant?.missing.map(\.part) == ["team:3:member"])
  }

  @Test(arguments: [
    (500, orphaned), (401, #"{"error":"You are not authorized to do this action"}"#), (403, "<html>"), (404, gone),
    (404, #"{"status":404,"error":"Not Found"}"#),
  ])
  func `an account whose inboxes cannot be listed lacks its inboxes`(status: Int, body: String) async throws {
    var script = Self.script
    script.answers["/accounts/1/inboxes"] = Array(repeating: .status(status, body), count: 11)
    let outcome = try await script.export()
    #expect(outcome.manifest?.complete == false && outcome.tenant?.status == .incomplete)
    #expect(outcome.tenant?.missing.map(\.part) == ["inboxes"], "\(outcome.tenant as Any)")
    #expect(outcome.tenant?.missing.allSatisfy { $0.resourceType == nil && $0.resourceId == nil } == true)
    #expect(outcome.rows.column("grant_id", of: .grants) == Array(Self.grants.prefix(4)))
    #expect(outcome.rows.column("resource_type", of: .resources) == ["account", "team", "team"])
  }

  @Test func `an account that lacks several parts names each of them`() async throws {
    var script = Self.script
    script.answers["/accounts/1/teams/5/team_members"] = Array(repeating: .status(500, Self.orphaned), count: 5)
    script.answers["/accounts/1/teams/3/team_members"] = [.status(404, Self.gone)]
    script.delete("/accounts/1/teams/3/team_members")
    script.answers["/accounts/1/inbox_members/4"] = Array(repeating: .body("?"), count: 3)
    let tenant = try #require(try await script.export().tenant)
    #expect(tenant.missing.map(\.part) == ["team:5:member", "inbox:4:member"])
    #expect(tenant.omitted.map(\.part) == ["team:3:member"] && tenant.status == .incomplete)
  }

  @Test func `a missing part ends the run on request`() async throws {
    var script = Self.script
    script.failsFast = true
    script.answers["/accounts/1/teams/3/team_members"] = Array(repeating: .status(500, Self.orphaned), count: 5)
    let outcome = try await script.export()
    #expect(outcome.error?.code.exitCode == 65 && outcome.manifest == nil)
    // What is left out on purpose is no failure.
    script.answers["/accounts/1/teams/3/team_members"] = [.status(404, Self.gone)]
    script.delete("/accounts/1/teams/3/team_members")
    #expect(try await script.export().manifest?.complete == true)
  }

  // MARK: - Inboxes and the role of the token's owner

  @Test func `an account read with an agent's token says that inboxes are left out, and why`() async throws {
    var script = Self.script
    script.makeOwnerAgent()
    let outcome = try await script.export()
    #expect(outcome.manifest?.complete == true && outcome.tenant?.omitted.map(\.part) == ["inboxes"])
    #expect(outcome.tenant?.omitted.first?.reason.contains("agent") == true)
    #expect(outcome.manifest?.sources.first?.tokenRole == "agent")
  }

  @Test func `an account without inboxes on request says so`() async throws {
    var script = Self.script
    script.flags.append(("chatwoot-inboxes", "never"))
    let outcome = try await script.export()
    #expect(outcome.manifest?.complete == true && outcome.tenant?.omitted.map(\.part) == ["inboxes"])
    #expect(outcome.tenant?.omitted.first?.reason.contains("--chatwoot-inboxes never") == true)
  }

  @Test func `an account whose inboxes are all demanded from an agent is incomplete, with those that are shown`()
    async throws
  {
    var script = Self.script
    script.flags.append(("chatwoot-inboxes", "always"))
    #expect(try await script.export().manifest?.complete == true)
    script.makeOwnerAgent()
    let outcome = try await script.export()
    #expect(outcome.tenant?.status == .incomplete && outcome.tenant?.missing.map(\.part) == ["inboxes"])
    #expect(outcome.rows.column("grant_id", of: .grants).suffix(4) == Self.grants.suffix(4))
  }

  @Test func `an account whose token has an unknown owner lacks its inboxes`() async throws {
    var script = Self.script
    script.answers["/profile"] = Array(repeating: .status(500, Self.orphaned), count: 11)
    let outcome = try await script.export()
    #expect(outcome.tenant?.status == .incomplete && outcome.tenant?.missing.map(\.part) == ["inboxes"])
    // Asked for anyway, they may still not be all.
    script.flags.append(("chatwoot-inboxes", "always"))
    let always = try await script.export()
    #expect(always.tenant?.status == .incomplete && always.tenant?.missing.map(\.part) == ["inboxes"])
    #expect(always.requests.contains { $0.hasSuffix("/inboxes") })
  }

  @Test(arguments: [(500, ""), (401, #"{"errors":["Sign in first"]}"#), (301, ""), (404, "<html>"), (200, "<html>")])
  func `an account is complete even if the version cannot be read`(status: Int, body: String) async throws {
    var script = Self.script
    script.answers["/api"] = [.status(status, body), .status(status, body)]
    let outcome = try await script.export()
    #expect(outcome.manifest?.complete == true, "\(outcome.error as Any)")
    #expect(outcome.manifest?.sources.first?.serviceVersion == nil)
  }

  @Test func `an account is complete although the service cannot be reached for a moment`() async throws {
    var script = Self.script
    script.answers["/api"] = [.refused(.connectionFailed), .refused(.connectionFailed)]
    script.answers["/profile"] = [.refused(.connectionFailed), script.script()["/api/v1/profile"]![0]]
    #expect(try await script.export().manifest?.complete == true)
  }
}

extension ChatwootScript {
  /// Leaves the team or inbox of this path of members out of the second list.
  fileprivate mutating func delete(_ path: String) {
    let number = String(path.split(separator: "/").last { $0.allSatisfy(\.isNumber) } ?? "")
    let list = path.contains("team") ? "teams" : "inboxes"
    let first = script()["/api/v1/accounts/1/\(list)"]![0]
    var later = self
    later.account.teams.removeAll { $0.json.contains("\"id\":\(number),") && list == "teams" }
    later.account.inboxes.removeAll { $0.json.contains("\"id\":\(number),") && list == "inboxes" }
    answers["/accounts/1/\(list)"] = [first, later.script()["/api/v1/accounts/1/\(list)"]![0]]
  }
}
