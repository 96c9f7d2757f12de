import RollcallTestSupport
import Testing

@testable import Rollcall

/// Sub-inboxes and teams as rows: who is in them, in which order, and who reads what.
@Suite(.timeLimit(.minutes(5))) struct `Rows of Crisp's sub-inboxes and teams` {
  /// Two teams and three sub-inboxes; `u9` and `u8` have left.
  private static var website: CrispGroupScript {
    var script = CrispGroupScript()
    script.teams = [
      #"{"team_id":"t2","name":"Sales","emoji":"🦊","operators":["u4","u9","u1"],"created_at":1}"#,
      #"{"team_id":"t1","name":null,"operators":["u8"]}"#,
    ]
    script.inboxes = [
      #"{"inbox_id":"i1","name":"Everyone's","emoji":null,"order":3,"operators":[],"teams":[],"team_operators":null}"#,
      #"""
      {"inbox_id":"i2","name":"Private","emoji":"📮","operators":["u3","u2","u9"],"operator":"or",
      "conditions":[{"criterion":"segment","query":["canary-segment"]}]}
      """#,
      #"{"inbox_id":"i3","teams":["t2"],"team_operators":["u7","u4","u4"],"operators":["u2"]}"#,
    ]
    script.answers["/operators/list"] = Array(repeating: CrispGroupScript.operators(script.operators), count: 2)
    return script
  }

  @Test(arguments: [1, 4]) func `resources are the website, its teams and its sub-inboxes, as they are served`(
    workers: Int
  ) async throws {
    var script = Self.website
    script.workers = workers
    let rows = try await script.export().rows
    #expect(
      rows[.resources] == [
        ["website", "w", "Site", nil, nil, "{}"],
        ["team", "t2", "Sales", "website", "w", #"{"emoji":"🦊"}"#],
        ["team", "t1", nil, "website", "w", "{}"],
        ["inbox", "i1", "Everyone's", "website", "w", #"{"emoji":null,"open":true,"teams":[]}"#],
        ["inbox", "i2", "Private", "website", "w", #"{"emoji":"📮","open":false}"#],
        ["inbox", "i3", nil, "website", "w", #"{"open":false,"teams":["t2"]}"#],
      ])
  }

  @Test func `teams are assignments and sub-inboxes permissions, after the roles of the website`() async throws {
    var script = Self.website
    script.operators[2].1 = "auditor"
    script.answers["/operators/list"] = Array(repeating: CrispGroupScript.operators(script.operators), count: 2)
    let rows = try await script.export().rows
    #expect(
      rows.column("entitlement_id", of: .entitlements) == [
        "website:w:owner", "website:w:member", "website:w:auditor", "team:t2:member", "team:t1:member",
        "inbox:i1:member", "inbox:i2:member", "inbox:i3:member",
      ])
    #expect(
      rows.column("purpose", of: .entitlements)
        == Array(repeating: "permission", count: 3) + ["assignment", "assignment"]
        + Array(repeating: "permission", count: 3))
  }

  @Test func `grants are those of the website, of teams and of sub-inboxes, each in the order of the operators`()
    async throws
  {
    let outcome = try await Self.website.export()
    let rows = outcome.rows
    #expect(
      rows.column("grant_id", of: .grants) == [
        "website:w:owner:user:u1", "website:w:member:user:u2", "website:w:member:user:u3", "website:w:member:user:u4",
        "team:t2:member:user:u1", "team:t2:member:user:u4", "team:t2:member:user:u9", "team:t1:member:user:u8",
        "inbox:i2:member:user:u2", "inbox:i2:member:user:u3", "inbox:i2:member:user:u9",
        "inbox:i3:member:user:u1", "inbox:i3:member:user:u2", "inbox:i3:member:user:u4", "inbox:i3:member:user:u9",
        "inbox:i3:member:user:u7",
      ])
    #expect(rows.column("operator_email", of: .grants).suffix(2) == [nil, nil])
    #expect(
      rows.row("grant_id", "team:t2:member:user:u4", of: .grants, "resource_type", "slug", "operator_email")
        == ["team", "member", "u4@x.test"])
    #expect(outcome.tenant?.status == .complete && outcome.tenant?.omitted == [] && outcome.tenant?.requests == 7)
  }

  @Test func `people who left and are still named come last, as teams and then sub-inboxes name them`() async throws {
    let outcome = try await Self.website.export()
    let rows = outcome.rows
    #expect(rows.column("operator_id", of: .operators) == ["u1", "u2", "u3", "u4", "u9", "u8", "u7"])
    #expect(
      rows[.operators].last
        == ["u7"] + Array(repeating: nil, count: 6) + ["deleted", "removed from the website", nil, nil, nil, nil, "{}"])
    #expect(outcome.tenant?.totals.operators?.byStatus["deleted"] == 3)
    // The list is read once more, and no more.
    #expect(outcome.unanswered.isEmpty)
    #expect(
      outcome.requests.sorted() == [
        "", "/inboxes/list/1", "/inboxes/list/2", "/operators/list", "/operators/list", "/teams/list/1",
        "/teams/list/2",
      ])
  }

  @Test func `an invitation holds no grant of the team or sub-inbox that names it, and is no one who left`()
    async throws
  {
    var script = CrispGroupScript()
    script.operators.insert(("u5", "invited"), at: 1)
    script.teams = [#"{"team_id":"t","operators":["u5","u2"]}"#]
    script.inboxes = [#"{"inbox_id":"i","operators":["u5"]}"#]
    let outcome = try await script.export()
    #expect(outcome.rows.column("operator_id", of: .grants) == ["u1", "u2", "u3", "u4", "u2"])
    #expect(outcome.rows.column("status", of: .operators).contains("deleted") == false)
    #expect(outcome.rows[.resources].last?.last == #"{"open":false}"#)
  }

  @Test func `ids may be numbers`() async throws {
    var script = CrispGroupScript()
    script.teams = [#"{"team_id":7,"operators":[3]}"#]
    script.inboxes = [#"{"inbox_id":12345678901234567890,"teams":[7]}"#]
    script.answers["/operators/list"] = [
      .body(#"{"error":false,"data":[{"type":"operator","details":{"user_id":3,"role":"owner"}}]}"#)
    ]
    let rows = try await script.export().rows
    #expect(
      rows.column("grant_id", of: .grants) == [
        "website:w:owner:user:3", "team:7:member:user:3", "inbox:12345678901234567890:member:user:3",
      ])
    #expect(rows[.resources].last?.last == #"{"open":false,"teams":["7"]}"#)
  }

  @Test(arguments: Table.allCases) func `each table can be exported alone`(table: Table) async throws {
    let whole = try await Self.website.export().rows
    var script = Self.website
    script.tables = [table]
    let outcome = try await script.export()
    #expect(outcome.rows[table] == whole[table] && outcome.tenant?.status == .complete)
    let asksTwice = table == .operators || table == .grants
    #expect(outcome.requests.filter { $0 == "/operators/list" }.count == (table == .resources ? 0 : asksTwice ? 2 : 1))
  }

  @Test(arguments: [
    (#"{"inbox_id":"i"}"#, true), (#"{"inbox_id":"i","operators":null,"teams":null}"#, true),
    (#"{"inbox_id":"i","operators":["u1"]}"#, false), (#"{"inbox_id":"i","team_operators":["u1"]}"#, false),
    (#"{"inbox_id":"i","teams":["t"]}"#, false),
  ])
  func `a sub-inbox is open if it names no operator and no team`(inbox: String, isOpen: Bool) async throws {
    var script = CrispGroupScript()
    script.teams = [#"{"team_id":"t","operators":[]}"#]
    script.inboxes = [inbox]
    let attributes = try #require(try await script.export().rows.column("attributes", of: .resources).last)
    #expect(attributes?.contains(#""open":\#(isOpen)"#) == true, "\(attributes as Any)")
  }

  @Test func `the fields of an element that are not ours do not leave it`() async throws {
    var script = CrispGroupScript()
    script.inboxes = [
      #"""
      {"inbox_id":"i","name":"I","conditions":["canary"],"key":"canary","operator":"canary","created_at":"canary",
      "metadata":{"operators":["canary"]}}
      """#
    ]
    // The export looks for the canary in every file.
    #expect(try await script.export().tenant?.status == .complete)
  }
}
