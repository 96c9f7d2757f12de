import RollcallTestSupport
import Testing

@testable import Rollcall

/// What `rollcall check` says of sub-inboxes and teams, and whether an export then makes as many requests.
@Suite(.timeLimit(.minutes(5))) struct `Check of Crisp's sub-inboxes and teams` {
  private func check(_ script: CrispGroupScript, _ answers: [String: [ScriptedTransport.Response]]) async throws
    -> Inspection
  {
    let clock = ManualClock()
    let check = ServiceCheck(
      services: [try script.service()], transport: ScriptedTransport(answers), maximumRetryTime: .seconds(20),
      clock: clock.exportClock)
    return try #require(try await clock.skippingSleeps { try await check.run { _ in } }.first)
  }

  /// Checks with the token of a website.
  private func check(_ script: CrispGroupScript) async throws -> Inspection {
    var script = script
    script.flags.append(("crisp-api-tier", "website"))
    return try await check(script, script.script())
  }

  @Test func `a check counts teams and sub-inboxes, and the requests that an export makes for them`() async throws {
    var script = CrispGroupScript()
    script.teams = [#"{"team_id":"t"}"#]
    script.inboxes = [#"{"inbox_id":"i"}"#, #"{"inbox_id":"j","teams":["t"]}"#]
    let inspection = try await check(script)
    #expect(inspection.tenants[0].sees.suffix(2) == ["1 team", "2 sub-inboxes (1 open to all of the website)"])
    #expect(inspection.firstProblem == nil && inspection.cannotSee == [])
    #expect(try await inspection.requestsNeeded == script.export().requests.count)
  }

  @Test func `a check counts the second list of operators that people who left cause`() async throws {
    var script = CrispGroupScript()
    script.teams = [#"{"team_id":"t","operators":["u1","gone"]}"#]
    script.answers["/operators/list"] = Array(repeating: CrispGroupScript.operators(script.operators), count: 2)
    let inspection = try await check(script)
    #expect(try await inspection.requestsNeeded == script.export().requests.count)
  }

  @Test func `a check of a website without sub-inboxes counts two requests for them`() async throws {
    let inspection = try await check(CrispGroupScript())
    #expect(inspection.requestsNeeded == 4 && inspection.tenants[0].sees.suffix(2) == ["0 teams", "0 sub-inboxes"])
  }

  @Test func `a check says that Crisp refuses the lists, and that an export leaves them out`() async throws {
    var script = CrispGroupScript()
    script.answers["/inboxes/list/1"] = [CrispGroupScript.error(403, "not_allowed")]
    let inspection = try await check(script)
    #expect(inspection.firstProblem == nil && inspection.tenants[0].cannotSee.count == 1)
    #expect(inspection.tenants[0].cannotSee[0].contains("403 not_allowed"))
  }

  @Test func `a check of a website that is refused does not ask for its sub-inboxes`() async throws {
    var script = CrispGroupScript()
    script.answers = [
      "": [CrispGroupScript.error(404, "not_subscribed")],
      "/operators/list": [CrispGroupScript.error(404, "not_subscribed")],
      "/teams/list/1": [], "/inboxes/list/1": [],
    ]
    #expect(try await check(script).firstProblem?.reason == "not_subscribed")
  }

  @Test func `a check that met a limit for all its patience asks nothing more`() async throws {
    var script = CrispGroupScript()
    script.websites = ["w", "x", "y"]
    script.flags = [("crisp-api-tier", "website")]
    let limits = Array(repeating: ScriptedTransport.Response.status(429), count: 20)
    // The other websites have no answer: a request about them would end the test.
    let inspection = try await check(script, ["/v1/website/w": limits])
    #expect(inspection.tenants.map { $0.problem?.code } == [.limited, .limited, .limited])
  }

  @Test(arguments: ["auto", "always", "never"])
  func `a check of all websites says what sub-inboxes would cost`(wanted: String) async throws {
    let ids = (1...7).map { "w\($0)" }
    var answers: [String: [ScriptedTransport.Response]] = [
      "/v1/plugin/connect/account": [.body(#"{"error":false,"data":{"plugin_id":"p"}}"#)],
      "/v1/plugin/connect/websites/all/1?filter_configured=0": [
        CrispGroupScript.list(ids.map { #"{"website_id":"\#($0)"}"# })
      ],
      "/v1/plugin/connect/websites/all/2?filter_configured=0": [CrispGroupScript.list([])],
    ]
    for id in ids {
      for (path, list) in CrispGroupScript().script() {
        answers["/v1/website/\(id)\(path.dropFirst("/v1/website/w".count))"] = list
      }
    }
    var script = CrispGroupScript()
    script.websites = []
    script.flags = [("crisp-all-websites", "true"), ("crisp-inboxes", wanted)]
    let inspection = try await check(script, answers)
    #expect(inspection.requestsNeeded == 3 + 7 * (wanted == "always" ? 4 : 2) && inspection.untriedTenants == 2)
    #expect(inspection.cannotSee.count == 1)
    if wanted == "always" { #expect(inspection.cannotSee.first?.contains("2 are counted for each") == true) }
    if wanted == "auto" {
      #expect(inspection.cannotSee.first?.contains("they would make 14 requests more") == true)
    }
  }
}
