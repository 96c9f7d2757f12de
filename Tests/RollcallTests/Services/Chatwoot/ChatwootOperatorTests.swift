import RollcallTestSupport
import Testing

@testable import Rollcall

/// Who is an operator of a Chatwoot account, and as what.
@Suite(.timeLimit(.minutes(5))) struct `Operators of Chatwoot` {
  /// Exports an account with user 1 and this agent.
  private func export(_ agent: String, _ configure: (inout ChatwootScript) -> Void = { _ in }) async throws
    -> ExportedRows
  {
    var script = ChatwootScript()
    script.account.agents.append(agent)
    configure(&script)
    let outcome = try await script.export()
    #expect(outcome.error == nil, "\(outcome.error as Any)")
    return outcome.rows
  }

  @Test func `an operator has a value in each column that Chatwoot knows, and NULL in the others`() async throws {
    let rows = try await export(
      ChatwootScript.agent(7, ["thumbnail": #""https://x.test/a.png""#, "custom_role_id": "31"])
    ) { script in script.account.customRoles = [ChatwootScript.customRole(31)] }
    #expect(
      rows[.operators].last == [
        "7", "a7@x.test", "Agent 7", nil, nil, nil, "agent", "enabled", nil, nil, "online", nil, "https://x.test/a.png",
        #"{"auto_offline":true,"confirmed":true,"custom_role_id":31,"provider":"email"}"#,
      ])
  }

  @Test func `an unconfirmed operator is disabled and pending, and keeps the grants`() async throws {
    let rows = try await export(ChatwootScript.agent(7, ["confirmed": "false"])) { script in
      script.account.teams = [(ChatwootScript.team(3), [ChatwootScript.agent(7, ["confirmed": "false"])])]
      script.account.inboxes = [(ChatwootScript.inbox(4), [ChatwootScript.agent(7, ["confirmed": "false"])])]
    }
    #expect(rows.row("operator_id", "7", of: .operators, "status", "status_detail") == ["disabled", "pending"])
    #expect(
      rows.column("grant_id", of: .grants).filter { $0?.hasSuffix(":user:7") == true } == [
        "account:1:agent:user:7", "team:3:member:user:7", "inbox:4:member:user:7",
      ])
  }

  @Test func `an operator who left but is still in a team is deleted, with the team's grant`() async throws {
    let rows = try await export(ChatwootScript.agent(7)) { script in
      script.account.teams = [
        (ChatwootScript.team(3), [ChatwootScript.stale(90), ChatwootScript.agent(7)]),
        (ChatwootScript.team(4), [ChatwootScript.stale(90)]),
      ]
    }
    #expect(
      rows.row("operator_id", "90", of: .operators, "status", "status_detail", "role", "availability", "email") == [
        "deleted", "removed from the account", nil, nil, "a90@x.test",
      ])
    #expect(rows.column("operator_id", of: .operators) == ["1", "7", "90"])
    #expect(
      rows.column("grant_id", of: .grants) == [
        "account:1:administrator:user:1", "account:1:agent:user:7", "team:3:member:user:7", "team:3:member:user:90",
        "team:4:member:user:90",
      ])
    #expect(rows.row("grant_id", "team:3:member:user:90", of: .grants, "operator_email") == ["a90@x.test"])
  }

  /// Exports an account whose team has user 91, with a role, but not the list of agents. It is asked for again then.
  private func exportNewcomer(_ later: [String]) async throws -> ChatwootScript.Outcome {
    var script = ChatwootScript()
    script.account.teams = [(ChatwootScript.team(3), [ChatwootScript.agent(91)])]
    script.answers["/accounts/1/agents"] = [script.account.agents, later]
      .map {
        .body("[\($0.joined(separator: ","))]")
      }
    return try await script.export()
  }

  @Test func `an operator with a role in a team but in no list of agents is enabled and named`() async throws {
    let outcome = try await exportNewcomer(ChatwootScript().account.agents)
    #expect(outcome.tenant?.status == .incomplete && outcome.tenant?.missing.map(\.part) == ["account:1"])
    #expect(outcome.tenant?.missing.first?.reason.contains("91 (team:3:member)") == true)
    #expect(outcome.rows.row("operator_id", "91", of: .operators, "status", "status_detail") == ["enabled", nil])
    #expect(outcome.rows.column("grant_id", of: .grants).contains("account:1:agent:user:91") == false)
  }

  @Test func `an operator who joined meanwhile is enabled, and the account is incomplete`() async throws {
    let outcome = try await exportNewcomer(ChatwootScript().account.agents + [ChatwootScript.agent(91)])
    #expect(outcome.tenant?.status == .incomplete && outcome.tenant?.missing.count == 1)
    #expect(outcome.rows.row("operator_id", "91", of: .operators, "status", "status_detail") == ["enabled", nil])
    #expect(outcome.rows.column("grant_id", of: .grants).last == "team:3:member:user:91")
  }

  @Test(arguments: ["null", nil]) func `an operator without a role holds none`(role: String?) async throws {
    let rows = try await export(ChatwootScript.agent(7, ["role": role]))
    #expect(rows.row("operator_id", "7", of: .operators, "role", "status") == [nil, "enabled"])
    #expect(rows.column("grant_id", of: .grants) == ["account:1:administrator:user:1"])
    #expect(rows.column("slug", of: .entitlements) == ["administrator", "agent"])
  }

  @Test func `an operator with an unknown role holds it, and it is an entitlement`() async throws {
    let rows = try await export(ChatwootScript.agent(7, ["role": #""super visor""#]))
    #expect(rows.row("operator_id", "7", of: .operators, "role") == ["super visor"])
    #expect(rows.column("slug", of: .entitlements) == ["administrator", "agent", "super visor"])
    #expect(
      rows.row("slug", "super visor", of: .entitlements, "entitlement_id", "purpose") == [
        "account:1:super visor", "permission",
      ])
    #expect(rows.column("grant_id", of: .grants).last == "account:1:super visor:user:7")
  }

  @Test func `an operator has only the attributes that were sent, sorted, with null as null`() async throws {
    let bare: KeyValuePairs<String, String?> = ["auto_offline": nil, "provider": nil, "custom_role_id": nil]
    let rows = try await export(ChatwootScript.agent(7, bare))
    #expect(rows.row("operator_id", "7", of: .operators, "attributes") == [#"{"confirmed":true}"#])
    let nulls = try await export(ChatwootScript.agent(7, ["auto_offline": "null", "provider": "null"]))
    #expect(
      nulls.row("operator_id", "7", of: .operators, "attributes") == [
        #"{"auto_offline":null,"confirmed":true,"custom_role_id":null,"provider":null}"#
      ])
  }

  @Test(arguments: [(#""""#, nil), ("null", nil), (nil, nil), (#""x""#, "x")] as [(String?, String?)])
  func `an operator without a picture has no avatar`(thumbnail: String?, avatar: String?) async throws {
    let rows = try await export(ChatwootScript.agent(7, ["thumbnail": thumbnail]))
    #expect(rows.row("operator_id", "7", of: .operators, "avatar_url") == [avatar])
  }

  @Test func `an empty text of an operator is kept and is not NULL`() async throws {
    let rows = try await export(ChatwootScript.agent(7, ["name": #""""#, "email": nil]))
    #expect(rows.row("operator_id", "7", of: .operators, "display_name", "email") == ["", nil])
    #expect(rows.row("operator_id", "7", of: .grants, "operator_email") == [nil])
  }

  @Test func `the custom attributes of an operator are exported only on request`() async throws {
    let agent = ChatwootScript.agent(7, ["custom_attributes": #"{"b":1,"a":{"z":null}}"#])
    let silent = try await export(agent)
    #expect(silent.row("operator_id", "7", of: .operators, "attributes")?[0]?.contains("custom_attributes") == false)
    let rows = try await export(agent) { $0.flags.append(("include-custom-attributes", "true")) }
    #expect(
      rows.row("operator_id", "7", of: .operators, "attributes")?[0]?
        .contains(#""confirmed":true,"custom_attributes":{"b":1,"a":{"z":null}},"custom_role_id":null"#) == true)
  }

  @Test func `the id of an operator, team or inbox can be a string`() async throws {
    let rows = try await export(ChatwootScript.agent(7, ["id": #""7""#])) { script in
      script.account.teams = [(#"{"id":"3","name":"t"}"#, [ChatwootScript.agent(7)])]
      script.account.inboxes = [(#"{"id":"4","name":"i"}"#, [ChatwootScript.agent(7, ["id": #""7""#])])]
    }
    #expect(rows.column("operator_id", of: .operators) == ["1", "7"])
    #expect(rows.column("resource_id", of: .resources) == ["1", "3", "4"])
    #expect(
      rows.column("grant_id", of: .grants).suffix(2) == ["team:3:member:user:7", "inbox:4:member:user:7"])
  }
}
