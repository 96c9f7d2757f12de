import RollcallTestSupport
import Testing

@testable import Rollcall

/// The roles that a Chatwoot account made itself.
@Suite(.timeLimit(.minutes(5))) struct `Custom roles of Chatwoot` {
  private typealias Response = ScriptedTransport.Response

  private static let path = "/accounts/1/custom_roles"

  /// Users 7 and 9 have role 30, user 8 and the owner have role 4, and nobody has role 100.
  private static let script: ChatwootScript = {
    var script = ChatwootScript()
    script.account.agents = [
      ChatwootScript.agent(9, ["custom_role_id": "30"]), ChatwootScript.agent(8, ["custom_role_id": #""4""#]),
      ChatwootScript.agent(1, ["role": #""administrator""#, "custom_role_id": "4"]),
      ChatwootScript.agent(7, ["custom_role_id": "30"]), ChatwootScript.agent(6, ["role": #""auditor""#]),
    ]
    script.account.teams = [(ChatwootScript.team(3), [ChatwootScript.agent(7)])]
    script.account.customRoles = [
      ChatwootScript.customRole(100, "[]"), ChatwootScript.customRole(30), ChatwootScript.customRole(4, "null"),
    ]
    return script
  }()

  private func isAsked(_ outcome: ChatwootScript.Outcome) -> Bool {
    outcome.requests.contains { $0.hasSuffix(Self.path) }
  }

  private func grants(_ outcome: ChatwootScript.Outcome) -> [String?] { outcome.rows.column("grant_id", of: .grants) }

  @Test func `custom roles follow the other roles of the account, by id, with their permissions`() async throws {
    let outcome = try await Self.script.export()
    #expect(outcome.manifest?.complete == true && outcome.tenant?.omitted.isEmpty == true)
    let entitlements = outcome.rows[.entitlements]
    #expect(
      entitlements.map { $0[0] }.prefix(6) == [
        "account:1:administrator", "account:1:agent", "account:1:auditor", "account:1:custom_role_4",
        "account:1:custom_role_30", "account:1:custom_role_100",
      ])
    #expect(
      entitlements[3...5].map { Array($0[1...]) } == [
        ["account", "1", "custom_role_4", "Role 4", nil, "assignment"],
        ["account", "1", "custom_role_30", "Role 30", "conversation_manage, report_manage", "assignment"],
        ["account", "1", "custom_role_100", "Role 100", "", "assignment"],
      ])
    #expect(
      grants(outcome) == [
        "account:1:administrator:user:1", "account:1:agent:user:7", "account:1:agent:user:8", "account:1:agent:user:9",
        "account:1:auditor:user:6", "account:1:custom_role_4:user:1", "account:1:custom_role_4:user:8",
        "account:1:custom_role_30:user:7", "account:1:custom_role_30:user:9", "team:3:member:user:7",
      ])
    #expect(
      outcome.rows.row("grant_id", "account:1:custom_role_4:user:8", of: .grants, "operator_email") == ["a8@x.test"])
  }

  @Test func `custom roles are requested once for each account, and not if nobody has one`() async throws {
    #expect(try await Self.script.export().requests.filter { $0.hasSuffix(Self.path) }.count == 1)
    var script = Self.script
    script.account.agents = [ChatwootScript.agent(1, ["role": #""administrator""#]), ChatwootScript.agent(7)]
    let outcome = try await script.export()
    #expect(!isAsked(outcome) && outcome.manifest?.complete == true && outcome.tenant?.omitted.isEmpty == true)
    #expect(outcome.rows.column("entitlement_id", of: .entitlements).count == 3)
  }

  @Test(arguments: [[.operators], [.resources], [.operators, .resources]] as [Set<Table>])
  func `custom roles are not requested for tables without them`(tables: Set<Table>) async throws {
    var script = Self.script
    script.tables = tables
    let outcome = try await script.export()
    #expect(!isAsked(outcome) && outcome.tenant?.omitted.isEmpty == true)
    #expect(outcome.manifest?.sources[0].requests.contains { $0.contains("custom_roles") } == false)
  }

  @Test func `an agent's token leaves them out without a request`() async throws {
    var script = Self.script
    script.roles[1] = "agent"
    script.account.agents[2] = ChatwootScript.agent(1)
    let outcome = try await script.export()
    #expect(!isAsked(outcome) && outcome.tenant?.status == .complete)
    #expect(outcome.tenant?.omitted.map(\.part) == ["inboxes", "custom_roles"])
    #expect(outcome.tenant?.omitted.last?.reason.contains("administrator's token") == true)
    #expect(!grants(outcome).contains { $0?.contains("custom_role") == true })
    #expect(outcome.manifest?.sources[0].knownGaps.map(\.code) == ["participants", "search_ignores_custom_roles"])
    // Nobody has one, so that there is nothing to leave out.
    script.account.agents = [ChatwootScript.agent(1), ChatwootScript.agent(7)]
    #expect(try await script.export().tenant?.omitted.map(\.part) == ["inboxes"])
  }

  @Test(arguments: [
    (401, #"{"error":"You are not authorized to do this action"}"#), (403, #"{"error":"no"}"#),
    (404, #"{"status":404,"error":"Not Found"}"#), (404, #"{"error":"Resource could not be found"}"#),
    (401, #"{"error":"words of a fork"}"#), (402, #"{"error":"Upgrade"}"#), (422, #"{"error":"no"}"#),
  ])
  func `a refused list is left out, with Chatwoot's words`(status: Int, body: String) async throws {
    var script = Self.script
    script.answers[Self.path] = [.status(status, body)]
    let outcome = try await script.export()
    #expect(outcome.tenant?.status == .complete && outcome.manifest?.complete == true)
    #expect(outcome.tenant?.omitted.map(\.part) == ["custom_roles"] && outcome.tenant?.missing.isEmpty == true)
    #expect(outcome.tenant?.omitted.first?.reason.contains("\(status)") == true)
    #expect(!outcome.rows.column("slug", of: .entitlements).contains { $0?.hasPrefix("custom_role") == true })
    #expect(!grants(outcome).contains { $0?.contains("custom_role") == true })
    // What each has stays in the row.
    #expect(
      outcome.rows.row("operator_id", "7", of: .operators, "attributes")?[0]?.contains(#""custom_role_id":30"#) == true)
  }

  @Test(arguments: [
    (500, ""), (503, "busy"), (401, #"{"error":"Account is suspended"}"#), (403, "<html>firewall</html>"),
    (404, "<html>nginx</html>"), (204, ""), (302, ""), (403, ""), (403, #"{"message":"Forbidden by gateway"}"#),
  ])
  func `a list that is lost in another way is missing`(status: Int, body: String) async throws {
    var script = Self.script
    script.answers[Self.path] = Array(repeating: .status(status, body), count: 40)
    let outcome = try await script.export()
    #expect(outcome.tenant?.status == .incomplete && outcome.tenant?.missing.map(\.part) == ["custom_roles"])
    #expect(outcome.tenant?.omitted.isEmpty == true)
    #expect(!grants(outcome).contains { $0?.contains("custom_role") == true })
  }

  @Test func `a token that is refused is no matter of custom roles`() async throws {
    var script = Self.script
    script.answers[Self.path] = [.status(401, #"{"error":"Invalid Access Token"}"#)]
    let outcome = try await script.export()
    #expect(outcome.error?.code.exitCode == 77 && outcome.error?.reason == "Invalid Access Token")
  }

  @Test(arguments: [
    "{}", #"[{"id":"x"}]"#, "[7]", #"[{"id":30,"name":7}]"#, #"[{"id":30,"permissions":"all"}]"#,
    #"[{"id":30,"permissions":["a",1]}]"#, #"[{"id":30,"permissions":{}}]"#, #"[{"id":-1}]"#, #"[{"id":0}]"#,
    #"[{"id":18446744073709551616}]"#, #"[{"id":1.5}]"#, #"[{"name":"n"}]"#, "[", #"[{"id":30},{"id":30}]"#,
    #"[{"id":30,"account_id":2},{"id":4}]"#,
  ])
  func `a list that cannot be right is missing, and leaves no row`(body: String) async throws {
    var script = Self.script
    script.answers[Self.path] = Array(repeating: .body(body), count: 40)
    let outcome = try await script.export()
    #expect(outcome.tenant?.missing.map(\.part) == ["custom_roles"], "\(outcome.error as Any)")
    #expect(outcome.tenant?.missing.first?.reason.contains("cannot be right") == true)
    #expect(!grants(outcome).contains { $0?.contains("custom_role") == true })
  }

  @Test(arguments: ["1.5", #""x""#, "true", "0", "-1", "{}", #""""#, "18446744073709551616"])
  func `an agent's custom_role_id of a wrong type fails the account`(value: String) async throws {
    var script = Self.script
    script.account.agents.append(ChatwootScript.agent(20, ["custom_role_id": value]))
    let error = try #require(try await script.export().error)
    #expect(error.code.exitCode == 65 && error.message.contains("`custom_role_id`"))
  }

  // MARK: - Contradictions

  @Test func `a role that the list lacks though an agent still has it makes the account incomplete`() async throws {
    var script = Self.script
    script.account.customRoles.remove(at: 1)
    let outcome = try await script.export()
    #expect(outcome.tenant?.missing.map(\.part) == ["custom_roles"])
    #expect(outcome.tenant?.missing.first?.reason.contains("lacks some that agents have: 30") == true)
    #expect(outcome.requests.filter { $0.hasSuffix("/agents") }.count == 2)
    #expect(!grants(outcome).contains { $0?.contains("custom_role") == true })
  }

  @Test func `a role that was deleted meanwhile is left out alone`() async throws {
    var script = Self.script
    let listed = script.script()["/api/v1/accounts/1/agents"]![0]
    script.account.customRoles.remove(at: 1)
    script.account.agents[0] = ChatwootScript.agent(9)
    script.account.agents[3] = ChatwootScript.agent(7)
    script.answers["/accounts/1/agents"] = [listed, .body("[\(script.account.agents.joined(separator: ","))]")]
    let outcome = try await script.export()
    #expect(outcome.manifest?.complete == true)
    #expect(outcome.tenant?.omitted.map(\.part) == ["account:1:custom_role_30"])
    #expect(
      outcome.tenant?.omitted.first?.resourceType == "account" && outcome.tenant?.omitted.first?.resourceId == "1")
    #expect(
      grants(outcome).filter { $0?.contains("custom_role") == true } == [
        "account:1:custom_role_4:user:1", "account:1:custom_role_4:user:8",
      ])
  }

  @Test func `a lacking role remains in doubt if the agents cannot be listed again`() async throws {
    var script = Self.script
    script.account.customRoles.remove(at: 1)
    script.answers["/accounts/1/agents"] = [script.script()["/api/v1/accounts/1/agents"]![0], .status(403)]
    let outcome = try await script.export()
    #expect(outcome.tenant?.missing.map(\.part) == ["custom_roles"])
    #expect(outcome.tenant?.missing.first?.reason.contains("could not be listed a second time") == true)
  }

  @Test func `a role with the slug of a custom role is kept apart from it`() async throws {
    var script = Self.script
    script.account.agents[4] = ChatwootScript.agent(6, ["role": #""custom_role_30""#])
    let outcome = try await script.export()
    #expect(outcome.tenant?.missing.map(\.part) == ["custom_roles"])
    #expect(grants(outcome).contains("account:1:custom_role_30:user:6"))
    #expect(!grants(outcome).contains("account:1:custom_role_30:user:7"))
  }

  @Test(arguments: [1, 8])
  func `the grants of many agents with custom roles come in order, whatever the number of workers`(
    workers: Int
  ) async throws {
    var script = Self.script
    script.account.agents += (100...2599).shuffled()
      .map { ChatwootScript.agent($0, ["custom_role_id": "\($0 % 2 == 0 ? 30 : 4)"]) }
    let outcome = try await script.export(workers: workers)
    #expect(outcome.manifest?.complete == true)
    let expected =
      ([1, 8] + stride(from: 101, to: 2600, by: 2)).map { "account:1:custom_role_4:user:\($0)" }
      + ([7, 9] + stride(from: 100, to: 2600, by: 2)).map { "account:1:custom_role_30:user:\($0)" }
    #expect(grants(outcome).filter { $0?.contains("custom_role") == true } == expected)
  }
}
