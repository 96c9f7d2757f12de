import RollcallTestSupport
import Testing

@testable import Rollcall

/// Lists of sub-inboxes and teams that are refused, lost, doubtful, or not asked for.
@Suite(.timeLimit(.minutes(5))) struct `Lists of Crisp's sub-inboxes and teams` {
  typealias Response = ScriptedTransport.Response

  private static let team = #"{"team_id":"t","operators":["u1"]}"#
  private static let inbox = #"{"inbox_id":"i","operators":["u2"]}"#
  private static let refused = CrispGroupScript.error(403, "not_allowed")

  private static var website: CrispGroupScript {
    var script = CrispGroupScript()
    script.teams = [team]
    script.inboxes = [inbox]
    return script
  }

  /// Expects that nothing of teams and sub-inboxes is there, and all of the rest.
  private func expectOperatorsAlone(
    _ outcome: CrispGroupScript.Outcome, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(outcome.rows.column("resource_type", of: .resources) == ["website"], sourceLocation: sourceLocation)
    #expect(outcome.rows[.entitlements].count == 2, sourceLocation: sourceLocation)
    #expect(outcome.rows[.grants].count == 4 && outcome.rows[.operators].count == 4, sourceLocation: sourceLocation)
  }

  // MARK: - What is not known

  @Test(arguments: [
    (#"{"inbox_id":"i","operators":["u2"],"teams":["gone"]}"#, TenantReport.Status.incomplete),
    (#"{"inbox_id":"i","operators":["u2"],"teams":["gone"],"team_operators":["u3"]}"#, .complete),
  ])
  func `a sub-inbox of a team that the list lacks is known only if it names the team's people`(
    inbox: String, status: TenantReport.Status
  ) async throws {
    var script = Self.website
    script.inboxes = [inbox]
    for (path, answers) in script.script() where path.contains("/list/") {
      script.answers[String(path.dropFirst("/v1/website/w".count))] = answers + answers
    }
    let outcome = try await script.export()
    #expect(
      outcome.tenant?.status == status
        && outcome.tenant?.missing.map(\.part) == (status == .complete ? [] : ["inboxes"]))
    if status == .incomplete { expectOperatorsAlone(outcome) }
  }

  @Test func `a team that a sub-inbox names twice counts once`() async throws {
    var script = Self.website
    script.inboxes = [#"{"inbox_id":"i","teams":["t","t"]}"#]
    let outcome = try await script.export()
    #expect(outcome.rows.row("resource_id", "i", of: .resources, "attributes") == [#"{"open":false,"teams":["t"]}"#])
  }

  @Test(arguments: [#"{"message":"Forbidden by gateway"}"#, ""])
  func `a refusal that does not come from Crisp makes them missing`(body: String) async throws {
    var script = Self.website
    script.answers["/inboxes/list/1"] = [.status(403, body)]
    let outcome = try await script.export()
    #expect(outcome.tenant?.missing.map(\.part) == ["inboxes"] && outcome.tenant?.omitted == [])
  }

  @Test(arguments: [400, 403, 500])
  func `words about a sub-inbox are not shown, since they may quote its conditions`(status: Int) async throws {
    var script = Self.website
    let words = #"{"error":true,"reason":"invalid_data","data":{"message":"segment canary-vip is unknown"}}"#
    script.answers["/inboxes/list/1"] = Array(repeating: .status(status, words), count: 12)
    let outcome = try await script.export()
    let told = (outcome.tenant?.missing ?? []) + (outcome.tenant?.omitted ?? [])
    #expect(told.count == 1 && told.allSatisfy { !$0.reason.contains("segment") && $0.reason.contains("invalid_data") })
  }

  // MARK: - What it costs

  @Test func `a website without sub-inboxes costs two requests more`() async throws {
    let outcome = try await CrispGroupScript().export()
    #expect(outcome.requests.sorted() == ["", "/inboxes/list/1", "/operators/list", "/teams/list/1"])
    #expect(outcome.tenant?.status == .complete && outcome.tenant?.omitted == [] && outcome.tenant?.requests == 4)
    expectOperatorsAlone(outcome)
    let source = try #require(outcome.manifest?.sources.first)
    #expect(source.requests.count(where: { $0.contains("/list/{page}") }) == 2)
    #expect(source.knownGaps.map(\.code) == ["assigned_stay_visible"])
  }

  @Test func `a website costs no request more if they are left out, which is told`() async throws {
    var script = Self.website
    script.flags = [("crisp-inboxes", "never")]
    let outcome = try await script.export()
    #expect(outcome.requests.sorted() == ["", "/operators/list"] && outcome.tenant?.status == .complete)
    #expect(outcome.tenant?.omitted.map(\.part) == ["inboxes"])
    #expect(outcome.tenant?.omitted.first?.reason == "left out by --crisp-inboxes never")
    let source = try #require(outcome.manifest?.sources.first)
    #expect(source.requests.contains { $0.contains("inboxes") } == false && source.knownGaps.isEmpty)
    expectOperatorsAlone(outcome)
  }

  @Test(arguments: [
    ("auto", false, CrispInboxes.auto), ("auto", true, .never), ("always", true, .always), ("always", false, .always),
    ("never", true, .never), ("never", false, .never),
  ])
  func `what auto means is decided by the kind of the list of websites, and kept`(
    wanted: String, isAll: Bool, resolved: CrispInboxes
  ) throws {
    var settings = SettingValues()
    settings.set("crisp-api-identifier", to: "identifier", from: .environment)
    settings.set("crisp-api-key", to: "key", from: .environment)
    settings.set("crisp-inboxes", to: wanted, from: .flag)
    settings.set(isAll ? "crisp-all-websites" : "crisp-website-id", to: isAll ? "true" : "w", from: .flag)
    let service = try CrispService(settings: settings)
    #expect(service.inboxes == resolved && service.contentSettings["crisp-inboxes"] == resolved.rawValue)
    #expect((service.reasonWithoutInboxes == nil) == (resolved != .never))
    #expect(service.reasonWithoutInboxes?.contains(wanted == "never" ? "never" : "--crisp-all-websites") != false)
  }

  // MARK: - Refused and lost

  @Test(
    arguments: ["/teams/list/1", "/teams/list/2", "/inboxes/list/1", "/inboxes/list/2"],
    [
      refused, CrispGroupScript.error(404, "not_found"), CrispGroupScript.error(402, "subscription_upgrade_required"),
      CrispGroupScript.error(400, "invalid_data"), CrispGroupScript.error(405, "method_not_allowed"),
      .status(422, #"{"error":true,"reason":"odd"}"#),
    ])
  func `a list that Crisp refuses is left out, and the website is complete without it`(path: String, answer: Response)
    async throws
  {
    var script = Self.website
    script.answers[path] = [answer]
    let outcome = try await script.export()
    #expect(outcome.tenant?.status == .complete && outcome.tenant?.omitted.map(\.part) == ["inboxes"])
    let reason = outcome.tenant?.omitted.first?.reason ?? ""
    #expect(reason.contains("refused") && reason.contains("\(answer.status)"), "\(reason)")
    expectOperatorsAlone(outcome)
    // No more is asked for of what will not be there.
    #expect(outcome.requests.contains("/inboxes/list/1") == path.hasPrefix("/inboxes"))
  }

  @Test func `a list that Crisp refuses is missing if it is always wanted`() async throws {
    var script = Self.website
    script.flags = [("crisp-inboxes", "always")]
    script.answers["/inboxes/list/1"] = [Self.refused]
    let outcome = try await script.export()
    #expect(outcome.tenant?.status == .incomplete && outcome.tenant?.missing.map(\.part) == ["inboxes"])
    #expect(outcome.tenant?.missing.first?.reason.contains("not_allowed") == true && outcome.tenant?.omitted == [])
    expectOperatorsAlone(outcome)
  }

  static let losses: [Response] = [
    .status(500), .status(408), .status(400, "{}"), .status(405), .status(401, #"{"error":true,"reason":"odd"}"#),
    .body("<html>"), .status(404, "<html><title>Not here</title></html>"),
    .body(#"{"error":true,"reason":"not_allowed","data":{}}"#), .body(#"{"error":false,"data":{}}"#),
    .status(206, #"{"error":false,"data":[]}"#),
    .body(#"{"error":false,"data":[{"name":"no id"}]}"#), .body(#"{"error":false,"data":[7]}"#),
    .refused(.connectionLost),
  ]

  @Test(arguments: ["/teams/list/1", "/inboxes/list/1"], losses)
  func `a list that is lost makes the website incomplete, and the rest stands`(path: String, answer: Response)
    async throws
  {
    var script = Self.website
    script.answers[path] = Array(repeating: answer, count: 8)
    let outcome = try await script.export()
    #expect(outcome.tenant?.status == .incomplete && outcome.tenant?.missing.map(\.part) == ["inboxes"])
    expectOperatorsAlone(outcome)
    script.failsFast = true
    #expect(try await script.export().manifest == nil)
  }

  @Test(arguments: [
    #""team_id":true"#, #""team_id":"""#, #""team_id":"a:b""#, #""team_id":"a/b""#, #""team_id":null"#,
    #""team_id":"t","name":7"#, #""team_id":"t","emoji":[]"#, #""team_id":"t","operators":"u1""#,
    #""team_id":"t","operators":{}"#, #""team_id":"t","operators":[null]"#, #""team_id":"t","operators":[""]"#,
    #""team_id":"t","operators":[["u1"]]"#, #""team_id":"t","operators":[1.5]"#,
    #""team_id":"t","operators":["\#(String(repeating: "u", count: 255))"]"#, #""team_id":"t","team_id":"u""#,
    #""team_id":"\#(String(repeating: "t", count: 65))""#,
  ])
  func `a team of the wrong shape is an error that says where, once`(members: String) async throws {
    var script = Self.website
    script.teams = [#"{"team_id":"first"}"#, "{\(members)}"]
    let outcome = try await script.export()
    let reason = try #require(outcome.tenant?.missing.first?.reason)
    #expect(reason.contains("element 2 of the list") && reason.contains("cannot be right"), "\(reason)")
    #expect(outcome.requests.filter { $0.hasPrefix("/teams") }.count == 1)
  }

  @Test(arguments: [
    #""teams":"t""#, #""teams":[null]"#, #""teams":["a b"]"#, #""team_operators":[false]"#, #""team_operators":7"#,
  ])
  func `a sub-inbox of the wrong shape is an error`(members: String) async throws {
    var script = Self.website
    script.inboxes = [#"{"inbox_id":"i",\#(members)}"#]
    let outcome = try await script.export()
    #expect(outcome.tenant?.missing.first?.reason.contains("element 1 of the list: `team") == true)
    expectOperatorsAlone(outcome)
  }

  @Test func `a list of another website contradicts the request`() async throws {
    var script = Self.website
    script.answers["/teams/list/1"] = [
      CrispGroupScript.list([#"{"team_id":"t","website_id":"other"}"#]),
      CrispGroupScript.list([#"{"team_id":"t","website_id":"W","operators":["u1"]}"#]),
    ]
    let outcome = try await script.export()
    #expect(outcome.tenant?.status == .complete && outcome.tenant?.requests == 7)
  }

  @Test func `a token that Crisp refuses fails the website`() async throws {
    var script = Self.website
    script.answers["/teams/list/1"] = [CrispGroupScript.error(401, "invalid_session")]
    let outcome = try await script.export()
    #expect(outcome.error?.code == .refused && outcome.error?.reason == "invalid_session")
    #expect(outcome.requests == ["/teams/list/1"])
  }

  @Test func `a quota that is used up ends the run`() async throws {
    var script = Self.website
    script.answers["/inboxes/list/1"] = Array(repeating: CrispGroupScript.error(423, "quota_limit_exceeded"), count: 2)
    #expect(try await script.export().error?.code == .limited)
  }
}
