import RollcallTestSupport
import Testing

@testable import Rollcall

/// Every way in which Crisp refuses, as the reference lists them: the exit code, and what a person is told.
@Suite(.timeLimit(.minutes(5))) struct `Messages about Crisp's refusals` {
  private static func envelope(_ reason: String, _ data: String = "{}") -> String {
    #"{"error":true,"reason":"\#(reason)","data":\#(data)}"#
  }

  private static let path = "/v1/website/w/operators/list"

  static let rows: [ReasonRow] = [
    ReasonRow(
      "an unknown token, or one of another tier", 401, envelope("invalid_session"), exits: 77,
      reason: "invalid_session",
      says: "Crisp refused the token", "invalid_session", "not a pair that Crisp knows for this tier",
      "ROLLCALL_CRISP_API_KEY", "--crisp-api-tier"),
    ReasonRow(
      "a route that is not open to the tier", 403, envelope("restricted_route_tier"), exits: 77,
      reason: "restricted_route_tier", says: "tokens of this tier", "restricted_route_tier", "--crisp-api-tier"),
    ReasonRow(
      "a website without the plugin", 404, envelope("not_subscribed"), exits: 77, reason: "not_subscribed",
      says: "not_subscribed", "not installed on the website", "install the plugin", "crisp w"),
    ReasonRow(
      "no permission for the website, or no scope", 403, envelope("not_allowed"), exits: 77, reason: "not_allowed",
      says: "not_allowed", "website:operators", "Marketplace"),
    ReasonRow(
      "a member who does what owners may", 403, envelope("website_member_role_not_allowed"), exits: 77,
      reason: "website_member_role_not_allowed", says: "website_member_role_not_allowed", "owner"),
    ReasonRow(
      "a website that does not exist", 404, envelope("website_not_found"), exits: 77, reason: "website_not_found",
      says: "website_not_found", "knows no such website", "check the website id"),
    ReasonRow(
      "a route that does not exist", 404, envelope("not_found", #"{"message":"the route does not exist"}"#), exits: 78,
      reason: "not_found", says: "not_found: “the route does not exist”", "--crisp-base-url"),
    ReasonRow(
      "an address that does not exist", 404, envelope("email_not_found"), exits: 77, reason: "email_not_found",
      says: "refused the request", "email_not_found"),
    ReasonRow(
      "the wrong method", 405, envelope("method_not_allowed"), exits: 65, reason: "method_not_allowed",
      says: "method_not_allowed", "makes no sense here", "newer Rollcall"),
    ReasonRow(
      "a request that is wrong", 400, envelope("search_query_too_long"), exits: 65, reason: "search_query_too_long",
      says: "search_query_too_long", "makes no sense here"),
    ReasonRow(
      "a plan without the feature", 402, envelope("subscription_upgrade_required"), exits: 77,
      reason: "subscription_upgrade_required", says: "subscription_upgrade_required", "plan", "upgrade"),
    ReasonRow(
      "too many", 409, envelope("too_many_messages"), exits: 65, reason: "too_many_messages", says: "too_many_messages"),
    ReasonRow(
      "a page size out of range", 416, envelope("invalid_range"), exits: 65, reason: "invalid_range",
      says: "invalid_range"),
    ReasonRow("a rate limit of the old kind", 420, "", exits: 75, says: "limits the number of requests", "run again"),
    ReasonRow(
      "a rate limit with words", 420, "Enhance your calm", exits: 75, says: "limits the number of requests",
      "“Enhance your calm”"),
    ReasonRow(
      "a used up quota", 423, envelope("quota_limit_exceeded"), exits: 75, reason: "quota_limit_exceeded",
      says: "quota is used up", "quota_limit_exceeded", "run again with --resume when the quota is renewed"),
    ReasonRow(
      "a password that is not confirmed", 423, envelope("password_unverified"), exits: 77,
      reason: "password_unverified",
      says: "password_unverified", "confirm the password", "plugin or website token"),
    ReasonRow(
      "a rate limit", 429, envelope("rate_limited"), exits: 75, reason: "rate_limited", says: "rate_limited", "limits"),
    ReasonRow(
      "the plugin's quota", 429, envelope("quota_limit_exceeded"), exits: 75, reason: "quota_limit_exceeded",
      says: "quota is used up"),
    ReasonRow(
      "an API that is down", 502, "502 Bad Gateway", headers: ["bloom-status": "OFFLINE"], exits: 69,
      says: "out of order", "“502 Bad Gateway”", "status.crisp.chat"),
    ReasonRow(
      "a server error", 500, envelope("internal_error"), exits: 69, reason: "internal_error", says: "internal_error"),
    ReasonRow("a server error without words", 503, "", exits: 69, says: "out of order", "run again later"),
    ReasonRow(
      "a proxy's error page", 504, ReasonRow.page("504 Gateway Timeout"), exits: 69, says: "“504 Gateway Timeout”"),
    ReasonRow(
      "a CDN's challenge", 403, ReasonRow.page("Just a moment..."), exits: 78, says: "“Just a moment...”",
      "something in front of Crisp refused"),
    ReasonRow("a cache that answers 304", 304, "", exits: 78, says: "304"),
    ReasonRow(
      "a redirect", 301, "", headers: ["location": "https://elsewhere.test/v1?canary=1"], exits: 78,
      says: "https://elsewhere.test/v1", "not followed", "--crisp-base-url"),
    ReasonRow(
      "an error with status 200", 200, envelope("not_subscribed"), exits: 77, reason: "not_subscribed",
      says: "not_subscribed", "install the plugin"),
    ReasonRow(
      "a page in HTML with status 200", 200, ReasonRow.page("Sign in"), headers: ["content-type": "text/html"],
      exits: 65, says: "a web page, not JSON", "base URL"),
    ReasonRow(
      "people in place of a reason", 403, #"{"error":true,"data":[{"email":"canary@x.test"}]}"#, exits: 77,
      says: "answered 403"),
    ReasonRow(
      "the token repeated", 403, envelope("not_allowed for canary-key", #"{"message":"canary-key is bad"}"#), exits: 77,
      reason: "not_allowed for •••", says: "•••"),
  ]

  @Test(arguments: rows)
  func `a message says what happened, where, why and what to do next`(row: ReasonRow) async throws {
    var settings = SettingValues()
    settings.set("crisp-base-url", to: "https://crisp.test", from: .flag)
    settings.set("crisp-api-identifier", to: "identifier", from: .environment)
    settings.set("crisp-api-key", to: "canary-key", from: .environment)
    settings.set("crisp-website-id", to: "w", from: .flag)
    let error = try await row.error(
      at: Self.path, from: try ServiceDefinition.crisp.make(settings),
      rest: ["/v1/website/w": [.body(#"{"error":false,"data":{"name":"W"}}"#)]]
        .merging(CrispPage.noGroups(of: "w")) { $1 })
    row.expect(error, path: Self.path)
  }

  /// A minute's limit may be told in the same way, so that one answer is not enough.
  @Test(arguments: [
    (423, ""), (423, envelope("quota_limit_exceeded")), (429, envelope("quota_limit_exceeded")),
    (420, envelope("limited", #"{"message":"your daily quota is used up"}"#)), (200, envelope("quota_limit_exceeded")),
  ])
  func `a used-up quota ends the run at the second answer`(status: Int, body: String) async throws {
    try await withScratchFolder { folder in
      var settings = SettingValues()
      settings.set("crisp-api-identifier", to: "identifier", from: .environment)
      settings.set("crisp-api-key", to: "canary-key", from: .environment)
      settings.set("crisp-website-id", to: "w", from: .flag)
      let answer = ScriptedTransport.Response.status(status, body)
      var script = CrispPage.noGroups(of: "w")
      script["/v1/website/w"] = [.body(#"{"error":false,"data":{"name":"W"}}"#)]
      script[Self.path] = [answer, answer]
      let bench = ExportBench(try ServiceDefinition.crisp.make(settings), script: script, in: folder)
      let error = try #require(try await bench.failure())
      #expect(error.code.exitCode == 75 && error.request == "GET \(Self.path), 2 attempts", "\(error)")
    }
  }
}
