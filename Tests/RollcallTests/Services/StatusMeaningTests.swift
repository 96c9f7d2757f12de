import Testing

@testable import Rollcall

/// What a status says of a service that is called Example.
@Suite struct `Failed responses by their status` {
  private static let frontEnd = FrontEnd(
    serviceName: "Example", baseURLFlag: "--example-base-url", route: "requests to /api")
  private static let meaning = StatusMeaning(
    frontEnd: frontEnd, tokenAdvice: "look at the token", outageAdvice: "wait", limitCause: "it is slow",
    limitAdvice: "ask less often")

  private static func response(_ status: Int, _ body: String = "", _ headers: [String: String] = [:]) -> FailedResponse
  {
    var response = FailedResponse(status: status, headers: headers, body: Array(body.utf8), redactor: Redactor([]))
    response.url = "https://example.test/api/v1/things"
    return response
  }

  @Test(
    arguments: [
      (401, .refused, "refused the token"), (403, .refused, "refused the request"),
      (404, .refused, "refused the request"),
      (408, .unavailable, "is out of order"), (429, .limited, "limits the number of requests"),
      (503, .unavailable, "is out of order"),
      (206, .undecodable, "this is only a part"), (418, .undecodable, "makes no sense"),
    ] as [(Int, RollcallError.Code, String)])
  func `a status has its code and its sentence`(status: Int, code: RollcallError.Code, words: String) {
    let error = Self.meaning.failure(of: Self.response(status), answer: "answered \(status)", reason: nil).error
    #expect(error.code == code && error.message.contains(words) && error.message.contains("Example"), "\(error)")
    #expect(error.advice != nil)
  }

  @Test func `an entry of a catalogue gives its own words, and the service's reason`() {
    let meaning = FailureMeaning(
      code: .limited, message: "the quota is used up", cause: "there is one a day", advice: "go on tomorrow")
    let error = meaning.failure("answered 429 quota", reason: "quota").error
    #expect(error.code == .limited && error.message == "the quota is used up: it answered 429 quota")
    #expect(error.reason == "quota" && error.cause == "there is one a day" && error.advice == "go on tomorrow")
  }

  @Test(
    arguments: [
      (403, "<html><title>Forbidden</title></html>", [:], "refused the request, not Example itself"),
      (404, "nginx", [:], "the answer is not Example's"),
      (401, "", ["www-authenticate": "Basic realm=x"], "wants a sign-in of its own (Basic)"),
      (407, "", [:], "the proxy in front of Example wants a user name"),
      (400, "<html><title>No required SSL certificate was sent</title></html>", [:], "wants a client certificate"),
      (511, "<html></html>", [:], "the network in front of Example wants a sign-in"),
    ] as [(Int, String, [String: String], String)])
  func `a page in the service's place is that of a front end`(
    status: Int, body: String, headers: [String: String], words: String
  ) throws {
    let failure = try #require(Self.frontEnd.failure(of: Self.response(status, body, headers), isService: false))
    #expect(failure.isFromFrontEnd && failure.error.code == .configuration, "\(failure.error)")
    #expect(failure.error.message.contains(words), "\(failure.error)")
  }

  @Test(arguments: [(403, #"{"error":"x"}"#), (403, ""), (429, "<html></html>"), (503, "<html></html>"), (302, "")])
  func `JSON, nothing, limits, outages and redirects may be the service's own`(status: Int, body: String) {
    #expect(Self.frontEnd.failure(of: Self.response(status, body), isService: false) == nil)
    #expect(Self.frontEnd.failure(of: Self.response(403, "<html></html>"), isService: true) == nil)
  }

  @Test(arguments: [
    ("https://other.test/api/v1/things", "set --example-base-url to https://other.test"),
    ("https://example.test/login?next=x", "without one"), ("/elsewhere", "check --example-base-url"),
  ])
  func `a redirect is explained by its target`(location: String, advice: String) {
    let response = Self.response(302, "", ["location": location])
    let error = Self.frontEnd.redirect("answered 302", of: response, reason: nil)
    #expect(error.code == .configuration && error.advice?.contains(advice) == true, "\(error)")
  }
}
