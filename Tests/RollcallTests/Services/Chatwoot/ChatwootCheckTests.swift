import RollcallTestSupport
import Testing

@testable import Rollcall

/// What `rollcall check` says of Chatwoot, and whether an export then makes as many requests.
@Suite(.timeLimit(.minutes(5))) struct `Check of Chatwoot` {
  private static let orphaned = #"{"status":500,"error":"Internal Server Error"}"#

  private func check(
    _ service: any Service, _ transport: any HTTPTransport, patienceWithLimits: Duration? = nil
  ) async throws -> Inspection {
    let clock = ManualClock()
    let check = ServiceCheck(
      services: [service], transport: transport, maximumRetryTime: .seconds(20),
      patienceWithLimits: patienceWithLimits, clock: clock.exportClock)
    return try #require(try await clock.skippingSleeps { try await check.run() }.first)
  }

  private func check(_ script: ChatwootScript, patienceWithLimits: Duration? = nil) async throws -> Inspection {
    try await check(
      try script.service(), ScriptedTransport(script.script()), patienceWithLimits: patienceWithLimits)
  }

  private static func script(teams: Int = 1, inboxes: Int = 2) -> ChatwootScript {
    var script = ChatwootScript()
    script.account.teams = (0..<teams).map { (ChatwootScript.team(100 + $0), []) }
    script.account.inboxes = (0..<inboxes).map { (ChatwootScript.inbox(200 + $0), []) }
    return script
  }

  @Test(arguments: RecordedChatwoot.all)
  func `a check of a recorded server counts what an export requests, and finds the team that cannot be read`(
    recording: RecordedChatwoot
  ) async throws {
    let inspection = try await check(
      try recording.service(("chatwoot-all-accounts", "true")), try recording.server())
    let export = try await recording.export()
    // Repeated requests aside.
    #expect(inspection.requestsNeeded == Set(export.server.requests).count)
    let broken = export.manifest.tenants.flatMap(\.missing).compactMap(\.resourceId)
    #expect(!broken.isEmpty)
    for (tenant, report) in zip(inspection.tenants, export.manifest.tenants) where report.status != .failed {
      #expect(tenant.problem == nil)
      for part in report.missing {
        let loss = tenant.cannotSee.first { $0.hasPrefix("the members of team \(part.resourceId ?? ""):") }
        #expect(loss?.contains("membership is removed in the console") == true, "\(tenant.cannotSee)")
      }
    }
  }

  @Test func `a check asks for the members of few teams and inboxes, and says how many it asked`() async throws {
    let inspection = try await check(Self.script())
    #expect(
      inspection.tenants[0].sees == [
        "1 agent (1 administrator)", "1 team and its members (asked for 1)",
        "2 inboxes and their members (asked for 2)",
      ])
    #expect(inspection.requestsNeeded == 2 + 4 + 3 && inspection.firstProblem == nil)
  }

  @Test func `a check does not ask for the members of many teams and inboxes`() async throws {
    let script = Self.script(teams: 20, inboxes: 1)
    let transport = ScriptedTransport(script.script())
    let inspection = try await check(try script.service(), transport)
    #expect(!transport.requests.contains { $0.contains("members") } && inspection.requestsNeeded == 2 + 4 + 21)
    #expect(
      inspection.tenants[0].sees.suffix(2) == [
        "20 teams, and did not ask for their members: there are many",
        "1 inbox, and did not ask for their members: there are many",
      ])
  }

  @Test func `a check of teams whose members cannot be read counts the others`() async throws {
    var script = Self.script(teams: 3, inboxes: 0)
    script.answers["/accounts/1/teams/101/team_members"] = Array(
      repeating: .status(500, Self.orphaned), count: 5)
    let tenant = try await check(script).tenants[0]
    #expect(tenant.sees.contains("3 teams and the members of 2 (asked for 3)") && tenant.sees.last == "0 inboxes")
    #expect(tenant.cannotSee.count == 1 && tenant.cannotSee[0].contains("TeamMember.where(team_id: 101)"))
  }

  @Test func `a check with an agent's token and all inboxes tells its own inboxes from others`() async throws {
    var script = Self.script(teams: 0)
    script.makeOwnerAgent()
    script.flags.append(("chatwoot-inboxes", "always"))
    let tenant = try await check(script).tenants[0]
    #expect(tenant.sees.last == "2 inboxes of the token's owner and their members (asked for 2)")
    #expect(
      tenant.cannotSee.count == 1 && tenant.cannotSee[0].hasPrefix("other inboxes: the token's owner is an agent"))
  }

  @Test func `a check asks for custom roles as an export does`() async throws {
    var script = Self.script()
    script.account.agents.append(ChatwootScript.agent(7, ["custom_role_id": "3"]))
    script.account.customRoles = [ChatwootScript.customRole(3)]
    let inspection = try await check(script)
    #expect(inspection.tenants[0].sees.contains("1 custom role"))
    #expect(try await inspection.requestsNeeded == script.export().requests.count)
    script.makeOwnerAgent()
    #expect(try await check(script).tenants[0].cannotSee.contains { $0.hasPrefix("custom roles: the token's owner") })
  }

  @Test func `an account that is refused costs what an export asks before it knows`() async throws {
    var script = Self.script()
    for list in ["", "/agents", "/teams", "/inboxes"] {
      script.answers["/accounts/1\(list)"] = [.status(401, #"{"error":"Account is suspended"}"#)]
    }
    let inspection = try await check(script)
    #expect(inspection.firstProblem?.code == .refused && inspection.requestsNeeded == 2 + 4)
    #expect(try await script.export().requests.count == 2 + 4)
  }

  @Test(arguments: [("3.0.0", 300), ("3.1.0", 3000), ("4.15.1", 3000), ("?", 3000)])
  func `a check names the limit of the version that it found`(version: String, limit: Int) async throws {
    var script = Self.script()
    script.version = version
    let inspection = try await check(script)
    #expect(inspection.quota == Quota(limit: limit, per: .minute) && !inspection.exceedsQuota)
    #expect(inspection.quotaNote?.contains("300 before") == (version == "?"))
    #expect(inspection.cost.first?.contains(" requests, of \(limit.grouped) a minute, which ") == true)
  }

  @Test func `a check waits out a limit, and advises only what it can do`() async throws {
    var script = Self.script()
    let profile = script.script()["/api/v1/profile"]![0]
    script.answers["/profile"] = [.status(429, "Retry later\n"), profile]
    #expect(try await check(script, patienceWithLimits: .seconds(300)).firstProblem == nil)
    script.answers["/profile"] = Array(repeating: .status(429, "Retry later\n", retryAfter: "86400"), count: 2)
    let problem = try #require(try await check(script, patienceWithLimits: .seconds(300)).firstProblem)
    #expect(problem.code == .limited && problem.message.contains("“Retry later”"), "\(problem.message)")
    #expect(!problem.message.contains("--resume") && problem.message.contains("run the check again later"))
  }
}
