import RollcallTestSupport
import Testing

@testable import Rollcall

/// Every way in which Chatwoot refuses, as the reference lists them: the exit code, and what a person is told.
@Suite(.timeLimit(.minutes(5))) struct `Messages about Chatwoot's refusals` {
  private static func error(_ text: String) -> String { #"{"error":"\#(text)"}"# }

  private static let path = "/api/v1/accounts/1/agents"
  private static let signIn = "You need to sign in or sign up before continuing."
  private static let moved = "https://elsewhere.test/chat"

  /// Refusals of Chatwoot itself, most of them 401.
  static let refusals: [ReasonRow] = [
    ReasonRow(
      "no token, or one that a proxy took away", 401, #"{"errors":["\#(signIn)"]}"#, exits: 77, reason: signIn,
      says: "Chatwoot got no token", signIn, "a proxy", "Api-Access-Token"),
    ReasonRow(
      "the same in another language", 401, #"{"errors":["Sie müssen sich anmelden."]}"#, exits: 77,
      reason: "Sie müssen sich anmelden.", says: "Chatwoot got no token", "“Sie müssen sich anmelden.”", "a proxy"),
    ReasonRow(
      "an unknown token", 401, error("Invalid Access Token"), exits: 77, reason: "Invalid Access Token",
      says: "refused the token", "“Invalid Access Token”", "Profile Settings > Access Token",
      "ROLLCALL_CHATWOOT_API_TOKEN"),
    ReasonRow(
      "a token of the platform's API", 401, error("Invalid access_token"), exits: 77, reason: "Invalid access_token",
      says: "refused the token", "“Invalid access_token”"),
    ReasonRow(
      "a bot's or a platform app's token", 401, error("Access to this endpoint is not authorized for bots"), exits: 77,
      reason: "Access to this endpoint is not authorized for bots", says: "not authorized for bots", "not to a person",
      "administrator or agent"),
    ReasonRow(
      "a suspended account", 401, error("Account is suspended"), exits: 77, reason: "Account is suspended",
      says: "account is suspended", "“Account is suspended”", "activated", "chatwoot 1"),
    ReasonRow(
      "not a member", 401, error("You are not authorized to access this account"), exits: 77,
      reason: "You are not authorized to access this account", says: "does not belong to", "--chatwoot-account-id"),
    ReasonRow(
      "not an administrator", 401, error("You are not authorized to do this action"), exits: 77,
      reason: "You are not authorized to do this action", says: "“You are not authorized to do this action”",
      "token of an administrator"),
    ReasonRow(
      "an unknown account", 404, error("Resource could not be found"), exits: 77, reason: "Resource could not be found",
      says: "“Resource could not be found”", "--chatwoot-account-id"),
    ReasonRow(
      "a plan without the API", 403, error("API access is not enabled for this account"), exits: 77,
      reason: "API access is not enabled for this account", says: "no API access", "free plan", "upgrade"),
    ReasonRow(
      "two factors wanted, with words", 403, #"{"error":"Enroll first","error_code":"mfa_enrollment_required"}"#,
      exits: 77, reason: "Enroll first", says: "two-factor sign-in", "“Enroll first”", "set up"),
    ReasonRow(
      "two factors wanted, without words", 403, #"{"error_code":"mfa_enrollment_required"}"#, exits: 77,
      reason: "mfa_enrollment_required", says: "two-factor sign-in", "mfa_enrollment_required"),
    ReasonRow(
      "words that nobody knows", 401, error("Kontingent belum aktif"), exits: 77, reason: "Kontingent belum aktif",
      says: "“Kontingent belum aktif”", "check the token"),
    ReasonRow(
      "no seat left", 402, error("Account limit exceeded. Upgrade to a higher plan"), exits: 77,
      reason: "Account limit exceeded. Upgrade to a higher plan", says: "Account limit exceeded"),
    ReasonRow(
      "a missing parameter", 422, error("param is missing or the value is empty: page"), exits: 65,
      reason: "param is missing or the value is empty: page", says: "param is missing", "makes no sense here"),
    ReasonRow(
      "a value that is not valid", 422, #"{"message":"Name is too long","attributes":["name"]}"#, exits: 65,
      reason: "Name is too long", says: "“Name is too long”"),
    ReasonRow("several errors", 422, #"{"errors":["First","Second"]}"#, exits: 65, reason: "First", says: "“First”"),
  ]

  /// What Rails, a proxy, a CDN or a fork answers.
  static let others: [ReasonRow] = [
    ReasonRow(
      "no such route", 404, #"{"status":404,"error":"Not Found"}"#, exits: 78, reason: "Not Found",
      says: "has no such route", "--chatwoot-base-url"),
    ReasonRow(
      "a 404 in HTML", 404, ReasonRow.page("The page you were looking for doesn't exist"), exits: 78,
      says: "the answer is not Chatwoot's", "“The page you were looking for doesn't exist”", "--chatwoot-base-url"),
    ReasonRow(
      "a CDN's challenge", 403, ReasonRow.page("Attention Required! | Cloudflare"), exits: 78,
      says: "something in front of Chatwoot refused", "“Attention Required! | Cloudflare”", "has not been asked"),
    ReasonRow("a request that took too long", 408, "", exits: 69, says: "out of order", "run again later"),
    ReasonRow("a limit of the old kind", 420, "", exits: 75, says: "limits the number of requests"),
    ReasonRow("something locked", 423, "", exits: 75, says: "limits the number of requests"),
    ReasonRow(
      "too many requests", 429, "Retry later\n", exits: 75, says: "limits the number of requests", "“Retry later",
      "RACK_ATTACK_LIMIT", "--workers", "--requests-per-minute"),
    ReasonRow(
      "too many requests for a proxy", 429, ReasonRow.page("429 Too Many Requests"), exits: 75,
      says: "something in front of Chatwoot limits the number of requests", "“429 Too Many Requests”", "--workers"),
    ReasonRow(
      "a proxy that wants a password", 407, ReasonRow.page("Proxy authentication"), exits: 78,
      says: "the proxy in front of Chatwoot wants a user name", "“Proxy authentication”", "http_proxy"),
    ReasonRow(
      "a web server that wants a password", 401, "", headers: ["www-authenticate": #"Basic realm="Staff""#], exits: 78,
      says: "wants a sign-in of its own (Basic)", "give what it wants with --chatwoot-headers-file"),
    ReasonRow(
      "a web server that wants a certificate", 400, ReasonRow.page("400 No required SSL certificate was sent"),
      exits: 78,
      says: "wants a client certificate", "--client-certificate and --client-key"),
    ReasonRow(
      "https in plain http", 400, "Client sent an HTTP request to an HTTPS server.\n", exits: 78,
      says: "speaks https", "write https:// in --chatwoot-base-url"),
    ReasonRow(
      "a sign-in page elsewhere", 302, "", headers: ["location": "https://sso.elsewhere.test/login?rd=canary"],
      exits: 78,
      says: "https://sso.elsewhere.test/login", "wants a sign-in in a browser"),
    ReasonRow(
      "the same at another address", 308, "",
      headers: ["location": "https://other.test/support/api/v1/accounts/1/agents"], exits: 78,
      says: "set --chatwoot-base-url to https://other.test/support"),
    ReasonRow(
      "the same at the same address", 301, "", headers: ["location": "https://chatwoot.test/api/v1/accounts/1/agents"],
      exits: 78, says: "a redirect to the same address", "X-Forwarded-Proto"),
    ReasonRow("a success without content", 204, "", exits: 65, says: "there is no content"),
    ReasonRow(
      "a server error", 500, #"{"status":500,"error":"Internal Server Error"}"#, exits: 69,
      reason: "Internal Server Error", says: "“Internal Server Error”", "attempts", "log"),
    ReasonRow("a server error in HTML", 500, ReasonRow.page("We're sorry"), exits: 69, says: "We're sorry"),
    ReasonRow("a proxy without a server", 502, ReasonRow.page("502 Bad Gateway"), exits: 69, says: "502 Bad Gateway"),
    ReasonRow(
      "a server that is being updated", 503, ReasonRow.page("503 Service Unavailable"), exits: 69, says: "503 Service"),
    ReasonRow(
      "a proxy that waited too long", 504, ReasonRow.page("504 Gateway Time-out"), exits: 69, says: "504 Gateway"),
    ReasonRow(
      "a CDN without a server", 520, ReasonRow.page("520: unknown error"), exits: 69, says: "520: unknown error"),
    ReasonRow("a body too large", 413, ReasonRow.page("413"), exits: 78, says: "in front of Chatwoot refused"),
    ReasonRow("headers too large", 431, ReasonRow.page("431"), exits: 78, says: "in front of Chatwoot refused"),
    ReasonRow("nothing new", 304, "", exits: 78, says: "304", "nothing has changed since an earlier answer"),
    ReasonRow(
      "a redirect", 301, "", headers: ["location": "\(moved)?api_access_token=canary"], exits: 78,
      says: moved, "not followed", "--chatwoot-base-url"),
    ReasonRow(
      "a page in HTML with status 200", 200, ReasonRow.page("Chatwoot"),
      headers: ["content-type": "text/html; charset=utf-8"], exits: 65, says: "a web page, not JSON", "base URL"),
    ReasonRow(
      "an error of a fork that is no string", 401, #"{"error":{"code":7,"canary":"x"}}"#, exits: 77,
      says: "answered 401"),
    ReasonRow("an error of a fork that is a list", 403, #"{"error":["canary"]}"#, exits: 77, says: "answered 403"),
    ReasonRow(
      "an error of a fork with other keys", 401, #"{"success":false,"message":"Lisensi habis"}"#, exits: 77,
      reason: "Lisensi habis", says: "“Lisensi habis”"),
    ReasonRow(
      "people in place of a reason", 403, #"[{"id":1,"email":"canary@x.test"}]"#, exits: 77, says: "answered 403"),
    ReasonRow(
      "the token repeated", 401, error("\(ChatwootScript.token) is bad"), exits: 77, reason: "••• is bad", says: "•••"),
    ReasonRow(
      "more words than are shown", 401, error(String(repeating: "word ", count: 500)), exits: 77,
      reason: String(repeating: "word ", count: 40) + "…", says: "word word", "…"),
  ]

  @Test(arguments: refusals + others)
  func `a message says what happened, where, why and what to do next`(row: ReasonRow) async throws {
    let script = ChatwootScript()
    let error = try await row.error(at: Self.path, from: try script.service(), rest: script.script())
    row.expect(error, path: Self.path)
  }

  @Test func `an unknown account is reported with the first answer that says so`() async throws {
    var script = ChatwootScript()
    script.answers["/accounts/1"] = [.status(404, Self.error("Resource could not be found"))]
    let error = try #require(try await script.export().error)
    #expect(error.code.exitCode == 77 && error.tenant?.id == "1" && error.request == "GET /api/v1/accounts/1")
  }
}
