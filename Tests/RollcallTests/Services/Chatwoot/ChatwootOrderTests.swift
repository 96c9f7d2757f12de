import RollcallTestSupport
import Testing

@testable import Rollcall

/// Chatwoot gives no stable order, so the rows have one of their own.
@Suite(.timeLimit(.minutes(5))) struct `Order of Chatwoot's rows` {
  private static let script: ChatwootScript = {
    var script = ChatwootScript()
    script.account.agents = [
      ChatwootScript.agent(10, ["role": #""zookeeper""#]), ChatwootScript.agent(9),
      ChatwootScript.agent(100, ["role": #""administrator""#]), ChatwootScript.agent(2, ["role": #""auditor""#]),
      ChatwootScript.agent(1, ["role": #""administrator""#]),
    ]
    script.account.teams = [
      (ChatwootScript.team(10), [ChatwootScript.agent(10), ChatwootScript.agent(9)]),
      (ChatwootScript.team(9), [ChatwootScript.stale(55), ChatwootScript.agent(100), ChatwootScript.agent(2)]),
    ]
    script.account.inboxes = [
      (ChatwootScript.inbox(12), [ChatwootScript.agent(9), ChatwootScript.agent(2), ChatwootScript.agent(10)]),
      (ChatwootScript.inbox(3), []),
    ]
    return script
  }()

  @Test func `the rows are ordered by number, first the account, then teams, then inboxes`() async throws {
    let rows = try await Self.script.export().rows
    #expect(rows.column("operator_id", of: .operators) == ["1", "2", "9", "10", "55", "100"])
    #expect(rows.column("resource_type", of: .resources) == ["account", "team", "team", "inbox", "inbox"])
    #expect(rows.column("resource_id", of: .resources) == ["1", "9", "10", "3", "12"])
    #expect(
      rows.column("entitlement_id", of: .entitlements) == [
        "account:1:administrator", "account:1:agent", "account:1:auditor", "account:1:zookeeper", "team:9:member",
        "team:10:member", "inbox:3:member", "inbox:12:member",
      ])
    #expect(
      rows.column("grant_id", of: .grants) == [
        "account:1:administrator:user:1", "account:1:administrator:user:100", "account:1:agent:user:9",
        "account:1:auditor:user:2", "account:1:zookeeper:user:10", "team:9:member:user:2", "team:9:member:user:55",
        "team:9:member:user:100", "team:10:member:user:9", "team:10:member:user:10", "inbox:12:member:user:2",
        "inbox:12:member:user:9", "inbox:12:member:user:10",
      ])
  }

  @Test func `the order depends neither on the order of any list nor on the number of workers`() async throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var dice = RepeatableRandom(seed: seed)
    let wanted = try await Self.script.export().rows
    for workers in [1, 2, 8] {
      var shuffled = Self.script
      shuffled.account.agents.shuffle(using: &dice)
      shuffled.account.teams.shuffle(using: &dice)
      shuffled.account.inboxes.shuffle(using: &dice)
      for index in shuffled.account.teams.indices { shuffled.account.teams[index].members.shuffle(using: &dice) }
      for index in shuffled.account.inboxes.indices { shuffled.account.inboxes[index].members.shuffle(using: &dice) }
      let rows = try await shuffled.export(workers: workers).rows
      for table in Table.allCases {
        let isSame = rows[table] == wanted[table]
        #expect(isSame, "\(table), seed \(seed), \(workers) workers")
      }
    }
  }

  @Test func `the rows do not depend on the owner of the token`() async throws {
    var mine = Self.script
    mine.account.teams[0].json = ChatwootScript.team(10, isMember: true)
    mine.account.teams[1].json = ChatwootScript.team(9, isMember: true)
    let (left, right) = (try await Self.script.export().rows, try await mine.export().rows)
    for table in Table.allCases {
      let isSame = left[table] == right[table]
      #expect(isSame, "\(table)")
    }
    let isNamed = right.column("attributes", of: .resources).contains { $0?.contains("is_member") == true }
    #expect(!isNamed)
  }

  @Test func `all accounts are ordered by number, and named accounts as they were given`()
    async throws
  {
    var script = ChatwootScript()
    for id in [10, 9, 100] {
      script.add(account: id)
    }
    script.flags = [("chatwoot-all-accounts", "true")]
    #expect(try await script.export().manifest?.tenants.map(\.tenantId) == ["1", "9", "10", "100"])
    script.flags = [("chatwoot-account-id", "10,9"), ("chatwoot-account-id", "100"), ("chatwoot-account-id", "9")]
    #expect(try await script.export().manifest?.tenants.map(\.tenantId) == ["10", "9", "100"])
  }
}
