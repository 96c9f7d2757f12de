import RollcallTestSupport
import Testing

@testable import Rollcall

/// What Crisp's refusals mean: for whom, how the run ends, and whether asking again may help.
@Suite struct `Refusals of Crisp` {
  private typealias Expected = (code: RollcallError.Code, scope: ScopedFailure.Scope, isRetried: Bool)

  private func failure(_ status: Int, _ body: String, _ headers: [String: String] = [:]) -> ServiceFailure {
    CrispPage.failures.failure(
      of: FailedResponse(
        status: status, headers: headers, body: Array(body.utf8), redactor: CrispPage.failures.redactor))
  }

  private func envelope(_ reason: String, _ data: String = "{}") -> String {
    #"{"error":true,"reason":"\#(reason)","data":\#(data)}"#
  }

  @Test(
    arguments: [
      ("invalid_session", 401, .refused, .service, false), ("restricted_route_tier", 403, .refused, .tenant, false),
      ("not_subscribed", 404, .refused, .tenant, false), ("website_not_found", 404, .refused, .tenant, false),
      ("not_allowed", 403, .refused, .tenant, false),
      ("website_member_role_not_allowed", 403, .refused, .tenant, false),
      ("subscription_upgrade_required", 402, .refused, .tenant, false),
      ("not_found", 404, .configuration, .tenant, false),
      ("quota_limit_exceeded", 423, .limited, .run, true), ("password_unverified", 423, .refused, .tenant, false),
      // The reason counts where the status is another one than usual.
      ("not_subscribed", 403, .refused, .tenant, false), ("invalid_session", 403, .refused, .service, false),
      ("quota_limit_exceeded", 429, .limited, .run, true),
    ] as [(String, Int, RollcallError.Code, ScopedFailure.Scope, Bool)])
  func `a known reason has a code, a scope, a cause and advice`(
    reason: String, status: Int, code: RollcallError.Code, scope: ScopedFailure.Scope, isRetried: Bool
  ) {
    let failure = failure(status, envelope(reason))
    #expect(failure.error.code == code && failure.scope == scope && (failure.retry != nil) == isRetried)
    #expect(failure.error.reason == reason)
    #expect(failure.error.message.hasSuffix("it answered \(status) \(reason)"))
    #expect(failure.error.cause?.isEmpty == false && failure.error.advice?.isEmpty == false)
  }

  @Test(
    arguments: [
      (301, .configuration, .tenant, nil), (302, .configuration, .tenant, nil), (304, .configuration, .tenant, nil),
      (400, .undecodable, .tenant, nil), (402, .refused, .tenant, nil),
      (403, .refused, .tenant, nil), (404, .refused, .tenant, nil), (405, .undecodable, .tenant, nil),
      (408, .unavailable, .tenant, .fault(status: 408)), (416, .undecodable, .tenant, nil),
      (420, .limited, .run, .limit(status: 420)), (423, .limited, .run, .limit(status: 423)),
      (429, .limited, .run, .limit(status: 429)), (500, .unavailable, .tenant, .fault(status: 500)),
      (502, .unavailable, .tenant, .fault(status: 502)), (503, .unavailable, .tenant, .fault(status: 503)),
      (599, .unavailable, .tenant, .fault(status: 599)), (201, .undecodable, .tenant, nil),
      (206, .undecodable, .tenant, nil),
    ] as [(Int, RollcallError.Code, ScopedFailure.Scope, RetrySignal?)])
  func `the status decides if the reason is unknown`(
    status: Int, code: RollcallError.Code, scope: ScopedFailure.Scope, retry: RetrySignal?
  ) {
    for body in ["", envelope("new_reason"), #"{"error":true}"#, "[]"] {
      let failure = failure(status, body)
      #expect(failure.error.code == code && failure.scope == scope && failure.retry == retry, "\(body)")
      #expect(failure.error.message.contains("answered \(status)"))
    }
    #expect(failure(status, envelope("new_reason")).error.reason == "new_reason")
  }

  @Test(
    arguments: [("", .service), (#"{"error":true,"reason":"no_scope","data":{}}"#, .tenant)]
      as [(String, ScopedFailure.Scope)])
  func `a 401 is about the token unless its reason may be about the request`(
    body: String, scope: ScopedFailure.Scope
  ) {
    let failure = failure(401, body)
    #expect(failure.error.code == .refused && failure.scope == scope && failure.retry == nil)
  }

  @Test func `the service's own words are quoted`() {
    let message = envelope("not_found", #"{"message":"the route does not exist"}"#)
    #expect(failure(404, message).error.message.hasSuffix("answered 404 not_found: “the route does not exist”"))
    #expect(failure(502, "502 Bad\r\nGateway").error.message.hasSuffix("answered 502: “502 Bad  Gateway”"))
    #expect(failure(500, envelope("x", #"{"message":7}"#)).error.message.hasSuffix("answered 500 x"))
    #expect(failure(500, "").error.message.hasSuffix("answered 500"))
  }

  @Test func `long words of the service are shortened`() {
    let long = String(repeating: "word ", count: 1000)
    for body in [long, envelope("x", #"{"message":"\#(long)"}"#), envelope(long)] {
      #expect(failure(500, body).error.message.utf8.count < 400)
    }
  }

  @Test(arguments: [302, 401, 403, 404, 423, 429, 500, 502])
  func `no part of a refusal shows a secret, wherever the service repeats it`(status: Int) {
    let secret = CrispPage.secret
    let padding = String(repeating: "x", count: 190)
    for body in [
      secret, "token \(secret) is bad", padding + secret, envelope(secret), envelope("x", #"{"message":"\#(secret)"}"#),
      envelope("x", #"{"message":"\#(padding)\#(secret)"}"#), "<html>\(secret)\(secret)",
      envelope("not_allowed \(secret)"),
    ] {
      let error = failure(status, body, ["location": "https://x.test/?token=\(secret)"]).error
      #expect(!"\(error) \(error.reason ?? "")".contains("canary"))
    }
  }

  @Test(arguments: [206, 403, 429, 500])
  func `no personal data and no invitation is quoted, whole or cut off`(status: Int) {
    let invitation = #"{"type":"invite","details":{"email":"canary@x.test","identifier":"canary","key":"canary"}}"#
    for body in [
      #"{"error":false,"reason":"listed","data":[\#(invitation)]}"#, "[\(invitation)]", invitation,
      // Cut off inside, as a body beyond 64 KiB is.
      #"{"error":false,"reason":"listed","data":[\#(invitation),{"type""#, " \r\n[\(invitation),",
      "{\"email\":\"canary",
    ] {
      let error = failure(status, body).error
      #expect(!"\(error) \(error.reason ?? "")".contains("canary"), "\(body)")
    }
  }

  @Test func `the error about a redirect names its target`() {
    let error = failure(301, "", ["location": "https://other.test/\u{1B}[31m"]).error
    #expect(
      error.message.contains("a redirect to https://other.test/\u{FFFD}[31m")
        && error.advice?.contains("--crisp-base-url") == true)
    #expect(failure(301, "").error.message.hasSuffix("a redirect without a target"))
  }

  @Test func `the exit code follows the code`() {
    let codes: [(Int, String, Int32)] = [
      (401, "invalid_session", 77), (404, "not_subscribed", 77), (404, "not_found", 78),
      (423, "quota_limit_exceeded", 75),
      (503, "", 69), (418, "", 65),
    ]
    for (status, reason, exitCode) in codes {
      #expect(failure(status, envelope(reason)).error.code.exitCode == exitCode)
    }
  }
}
