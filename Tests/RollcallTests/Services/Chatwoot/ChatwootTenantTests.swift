import RollcallTestSupport
import Testing

@testable import Rollcall

/// Several Chatwoot accounts, and what keeps some of them, or all, from being exported.
@Suite(.timeLimit(.minutes(5))) struct `Chatwoot accounts` {
  private typealias Response = ScriptedTransport.Response

  /// Accounts 1, 2 and 3.
  private static let script: ChatwootScript = {
    var script = ChatwootScript()
    for id in [2, 3] {
      script.add(account: id)
      script.accounts[id]?.teams = [(ChatwootScript.team(id * 10, in: id), [])]
      script.roles[id] = "administrator"
    }
    script.flags = [("chatwoot-account-id", "1,2,3")]
    return script
  }()

  private static func error(_ text: String) -> String { #"{"error":"\#(text)"}"# }

  static let refusals: [(path: String, status: Int, body: String, code: RollcallError.Code)] = [
    ("/agents", 401, error("Account is suspended"), .refused),
    ("/agents", 401, error("You are not authorized to access this account"), .refused),
    ("/agents", 404, error("Resource could not be found"), .refused),
    ("", 404, error("Resource could not be found"), .refused),
    ("/teams", 403, error("API access is not enabled for this account"), .refused),
    ("/agents", 403, #"{"error_code":"mfa_enrollment_required"}"#, .refused),
    ("/teams", 500, #"{"status":500,"error":"Internal Server Error"}"#, .unavailable),
    ("/agents", 500, #"{"status":500,"error":"Internal Server Error"}"#, .unavailable),
    ("", 500, "", .unavailable), ("/teams", 404, #"{"status":404,"error":"Not Found"}"#, .configuration),
  ]

  @Test(arguments: refusals)
  func `an account that cannot be read fails alone, without a row`(
    refusal: (path: String, status: Int, body: String, code: RollcallError.Code)
  ) async throws {
    var script = Self.script
    script.answers["/accounts/2\(refusal.path)"] = Array(repeating: .status(refusal.status, refusal.body), count: 11)
    let outcome = try await script.export()
    let manifest = try #require(outcome.manifest, "\(outcome.error as Any)")
    #expect(!manifest.complete && manifest.tenants.map(\.status) == [.complete, .failed, .complete])
    #expect(manifest.tenants[1].error?.code == refusal.code && manifest.tenants[1].rows.values.allSatisfy { $0 == 0 })
    for table in Table.allCases {
      #expect(Set(outcome.rows.column("tenant_id", of: table)) == ["1", "3"], "\(table)")
    }
    // No team is asked for in vain.
    #expect(!outcome.requests.contains { $0.contains("/teams/20/") })
    #expect(outcome.elapsed <= .seconds(300))
  }

  @Test func `a run whose accounts all fail has the first one's failure`() async throws {
    var script = Self.script
    script.answers["/accounts/1/agents"] = Array(repeating: .status(500), count: 11)
    for id in [2, 3] { script.answers["/accounts/\(id)/agents"] = [.status(401, Self.error("Account is suspended"))] }
    let error = try #require(try await script.export().error)
    #expect(error.code.exitCode == 69 && error.tenant?.id == "1")
    script.answers["/accounts/1/agents"] = [.status(401, Self.error("Account is suspended"))]
    script.answers["/accounts/2/agents"] = Array(repeating: .status(500), count: 11)
    #expect(try await script.export().error?.code.exitCode == 77)
  }

  @Test func `a failed account ends the run on request`() async throws {
    var script = Self.script
    script.failsFast = true
    script.answers["/accounts/2/agents"] = [.status(401, Self.error("Account is suspended"))]
    let error = try #require(try await script.export().error)
    #expect(error.code.exitCode == 77 && error.tenant?.id == "2" && error.reason == "Account is suspended")
  }

  @Test(arguments: ["Invalid Access Token", "Access to this endpoint is not authorized for bots"])
  func `no account is requested after the token was refused`(text: String) async throws {
    var script = Self.script
    script.answers["/profile"] = [.status(401, Self.error(text))]
    let outcome = try await script.export(workers: 1)
    #expect(outcome.error?.code.exitCode == 77 && outcome.error?.reason == text)
    #expect(outcome.requests == ["/api", "/api/v1/profile"])
  }

  @Test(arguments: ["/accounts/2/teams", "/accounts/2/teams/20/team_members"])
  func `a token that is revoked half-way ends the run, to be resumed with another token`(path: String) async throws {
    var script = Self.script
    script.answers[path] = [.status(401, Self.error("Invalid Access Token"))]
    let outcome = try await script.export(workers: 1)
    #expect(outcome.error?.code.exitCode == 77 && outcome.error?.reason == "Invalid Access Token")
    #expect(outcome.error?.remains != nil)
    #expect(!outcome.requests.contains { $0.hasPrefix("/api/v1/accounts/3") })
  }

  @Test func `an account whose administrator becomes an agent meanwhile lacks its inboxes`() async throws {
    var script = Self.script
    let before = script.script(times: 1)["/api/v1/profile"]!
    script.makeOwnerAgent(of: 2)
    script.answers["/profile"] = before + script.script()["/api/v1/profile"]!
    let manifest = try #require(try await script.export().manifest)
    #expect(manifest.tenants.map(\.status) == [.complete, .incomplete, .complete])
    #expect(manifest.tenants[1].missing.map(\.part) == ["inboxes"])
  }

  @Test(arguments: [["always"], ["never"]])
  func `an account fails if the profile and the list keep giving its owner two roles`(
    inboxes: [String]
  ) async throws {
    var script = Self.script
    script.flags.append(("chatwoot-inboxes", inboxes[0]))
    script.answers["/profile"] = script.script(times: 2)["/api/v1/profile"]!
    script.accounts[2]!.agents[0] = ChatwootScript.agent(1, ["account_id": "2"])
    let manifest = try #require(try await script.export().manifest)
    #expect(manifest.tenants.map(\.status) == [.complete, .failed, .complete])
    #expect(manifest.tenants[1].error?.code == .undecodable && manifest.tenants[1].rows.values.allSatisfy { $0 == 0 })
  }

  // MARK: - All accounts

  @Test func `all accounts are those of the profile`() async throws {
    var script = Self.script
    script.flags = [("chatwoot-all-accounts", "true")]
    script.makeOwnerAgent(of: 3)
    let manifest = try #require(try await script.export().manifest)
    #expect(manifest.complete && manifest.tenants.map(\.tenantId) == ["1", "2", "3"])
    // The role counts account by account.
    #expect(manifest.tenants.map { $0.omitted.map(\.part) } == [[], [], ["inboxes"]])
    #expect(manifest.sources[0].tokenRole == "administrator, agent")
  }

  @Test func `a profile without accounts is an error unless it is accepted`() async throws {
    var script = Self.script
    script.flags = [("chatwoot-all-accounts", "true")]
    script.roles = [:]
    #expect(try await script.export().error?.code.exitCode == 77)
    script.flags.append(("allow-empty", "true"))
    let manifest = try #require(try await script.export().manifest)
    #expect(manifest.complete && manifest.tenants.isEmpty && manifest.tables.allSatisfy { $0.rows == 0 })
  }

  static let profiles: [(answers: [ScriptedTransport.Response], exitCode: Int32)] = [
    (Array(repeating: .status(500), count: 11), 69), ([.status(401, error("Invalid Access Token"))], 77),
    ([.status(404, error("Resource could not be found"))], 77), ([.status(404, "<html>")], 78),
    ([.status(404, #"{"status":404,"error":"Not Found"}"#)], 78), (Array(repeating: .body("<html>"), count: 3), 65),
    ([.body("{}")], 65),
    ([.body(#"{"id":1,"accounts":[{"id":"x"}]}"#)], 65), ([.status(301)], 78),
  ]

  @Test(arguments: profiles)
  func `a profile that cannot be read fails the run of all accounts`(
    profile: (answers: [ScriptedTransport.Response], exitCode: Int32)
  ) async throws {
    var script = Self.script
    script.flags = [("chatwoot-all-accounts", "true")]
    script.answers["/profile"] = profile.answers
    let outcome = try await script.export()
    #expect(outcome.error?.code.exitCode == profile.exitCode, "\(outcome)")
  }

  @Test func `named accounts are exported without a profile`() async throws {
    var script = Self.script
    script.flags += [("chatwoot-inboxes", "never")]
    script.answers["/profile"] = [.status(404, Self.error("Resource could not be found"))]
    #expect(try await script.export().manifest?.complete == true)
  }
}
