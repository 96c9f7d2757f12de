import Testing

@testable import Rollcall

/// What an export of Chatwoot asks for: what the tables need, each once.
@Suite(.timeLimit(.minutes(5))) struct `Requests to Chatwoot` {
  private static let script: ChatwootScript = {
    var script = ChatwootScript()
    script.account.teams = [3, 5].map { (ChatwootScript.team($0), [ChatwootScript.agent(1)]) }
    script.account.inboxes = [4, 6, 8].map { (ChatwootScript.inbox($0), []) }
    return script
  }()

  private static let agents = ["/accounts/1/agents"]
  private static let account = ["/accounts/1"]
  private static let lists = ["/accounts/1/teams", "/accounts/1/inboxes"]
  private static let members =
    [3, 5].map { "/accounts/1/teams/\($0)/team_members" } + [4, 6, 8].map { "/accounts/1/inbox_members/\($0)" }

  private static func paths(_ parts: [String]...) -> Set<String> {
    Set(["/api", "/api/v1/profile"] + parts.joined().map { "/api/v1\($0)" })
  }

  private static let needs: [(tables: Set<Table>, paths: Set<String>)] = [
    (Set(Table.allCases), paths(agents, account, lists, members)), ([.operators], paths(agents, lists, members)),
    ([.resources], paths(account, lists)), ([.entitlements], paths(agents, lists)),
    ([.grants], paths(agents, lists, members)), ([.resources, .entitlements], paths(agents, account, lists)),
    ([.operators, .resources], paths(agents, account, lists, members)),
  ]

  @Test(arguments: needs)
  func `an export sends the requests that its tables need, each once`(tables: Set<Table>, paths: Set<String>)
    async throws
  {
    var script = Self.script
    script.tables = tables
    let outcome = try await script.export()
    #expect(outcome.manifest?.complete == true && outcome.rows.tables == tables)
    #expect(outcome.requests.sorted() == paths.sorted())
    let all = try await Self.script.export()
    for table in tables {
      let isSame = outcome.rows[table] == all.rows[table]
      #expect(isSame, "\(table)")
    }
  }

  @Test func `an export takes two requests, four for each account, and one for each team and inbox`() async throws {
    var script = Self.script
    script.add(account: 2)
    script.accounts[2]?.teams = [(ChatwootScript.team(30, in: 2), [])]
    script.flags = [("chatwoot-all-accounts", "true")]
    let outcome = try await script.export()
    #expect(outcome.manifest?.complete == true)
    let costs = [4 + 2 + 3, 4 + 1]
    #expect(outcome.requests.count == 2 + costs[0] + costs[1])
    #expect(outcome.manifest?.statistics.requests == outcome.requests.count)
    #expect(outcome.manifest?.tenants.map(\.requests) == costs)
  }

  @Test func `an export without inboxes does not request their members`() async throws {
    for flags in [("chatwoot-inboxes", "never"), ("chatwoot-inboxes", "auto")] {
      var script = Self.script
      if flags.1 == "auto" { script.makeOwnerAgent() }
      script.flags.append(flags)
      let outcome = try await script.export()
      #expect(outcome.manifest?.complete == true && outcome.requests.count == 7)
      #expect(outcome.requests.contains { $0.contains("inbox") } == false)
    }
  }

  @Test func `an account that is named twice is requested once`() async throws {
    var script = Self.script
    script.flags = [("chatwoot-account-id", "1"), ("chatwoot-account-id", "1")]
    #expect(try await script.export().requests.count == 11)
  }

  @Test(arguments: [("3", 3), ("+3", nil), ("03", nil), ("0", nil), ("-3", nil), ("３", nil)] as [(String, UInt64?)])
  func `an account's id is taken from an address only in Chatwoot's own form`(number: String, id: UInt64?) {
    // Refused is as good.
    let address = ChatwootAddress("https://chatwoot.test/app/accounts/\(number)/dashboard")
    #expect(address?.accountID == id)
  }

  @Test func `the account of a pasted dashboard address is requested`() async throws {
    var script = Self.script
    script.flags = [("chatwoot-base-url", "https://chatwoot.test/app/accounts/1/settings/agents/list")]
    var settings = SettingValues()
    settings.set("chatwoot-api-token", to: ChatwootScript.token, from: .environment)
    for (name, text) in script.flags { settings.set(name, to: text, from: .flag) }
    let service = try #require(try ServiceDefinition.chatwoot.make(settings) as? ChatwootService)
    #expect(service.accounts == .named([1]) && service.api.baseURL.description == "https://chatwoot.test")
  }
}
