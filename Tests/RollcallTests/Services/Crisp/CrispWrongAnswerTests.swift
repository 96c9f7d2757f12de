import Testing

@testable import Rollcall

/// Answers that cannot be what Crisp means.
@Suite struct `Wrong answers of Crisp` {
  private static let wrongTypes: [(field: String, value: String, message: String)] = [
    ("user_id", "true", "`user_id` should be a string but is a boolean"),
    ("user_id", "1.5", "`user_id` should be a string but is a number"),
    ("user_id", #"["canary"]"#, "`user_id` should be a string but is an array"),
    ("user_id", "null", "`user_id` should be a user id but is null"),
    ("user_id", #""""#, "`user_id` should be a user id but is a string"),
    ("email", "4711", "`email` should be a string but is a number"),
    ("first_name", #"{"x":"canary"}"#, "`first_name` should be a string but is an object"),
    ("last_name", "false", "`last_name` should be a string but is a boolean"),
    ("title", #"["canary"]"#, "`title` should be a string but is an array"),
    ("role", "4711", "`role` should be a string but is a number"),
    ("has_token", #""canary""#, "`has_token` should be a boolean but is a string"),
    ("has_token", "1", "`has_token` should be a boolean but is a number"),
    ("availability", "true", "`availability` should be a string but is a boolean"),
    ("avatar", #"{"url":"canary"}"#, "`avatar` should be a string but is an object"),
  ]

  @Test(arguments: wrongTypes)
  func `the error about a wrong type names the element and the field, not the value`(
    field: String, value: String, message: String
  ) {
    let good = ["7", "8", "9"].map { CrispPage.operatorElement(["user_id": $0]) }
    let wrong = CrispPage.operatorElement([field: value])
    let error = #expect(throws: DecodeError.self) { try CrispPage(operators: good[0], good[1], wrong, good[2]) }
    #expect(error?.message == "element 3 of the list: \(message)")
    let text = error.map { "\(RollcallError($0, from: "crisp")) \($0)" } ?? ""
    #expect(!text.contains("canary") && !text.contains("4711") && !text.contains("1.5"))
  }

  @Test(arguments: [
    ("1", "`the element` should be an object but is a number"),
    ("null", "`the element` should be an object but is null"),
    ("[]", "`the element` should be an object but is an array"), ("{}", "`type` should be a string but is nothing"),
    (#"{"type":null,"details":{}}"#, "`type` should be a string but is null"),
    (#"{"type":1,"details":{}}"#, "`type` should be a string but is a number"),
    (#"{"type":"operator"}"#, "`details` should be an object but is nothing"),
    (#"{"type":"operator","details":null}"#, "`details` should be an object but is null"),
    (#"{"type":"operator","details":[]}"#, "`details` should be an object but is an array"),
    (#"{"type":"operator","details":{}}"#, "`user_id` should be a user id but is nothing"),
  ])
  func `an element that is not an operator is an error`(element: String, message: String) {
    let error = #expect(throws: DecodeError.self) { try CrispPage(operators: CrispPage.operatorElement(), element) }
    #expect(error?.message == "element 2 of the list: \(message)")
  }

  @Test func `elements are counted across chunks`() {
    let list = (1...20).map { CrispPage.operatorElement(["user_id": "\($0)"]) } + ["5"]
    let error = #expect(throws: DecodeError.self) {
      try CrispPage(list: #"{"data":[\#(list.joined(separator: ","))]}"#, chunk: 500)
    }
    #expect(error?.message.hasPrefix("element 21 of the list:") == true)
  }

  @Test func `an empty list is refused, and accepted on request`() throws {
    let error = #expect(throws: ServiceFailure.self) { try CrispPage(list: #"{"error":false,"data":[]}"#) }
    #expect(error?.error.code == .undecodable && error?.scope == .tenant && error?.retry == nil)
    #expect(error?.error.advice?.contains("--allow-empty") == true)
    let page = try CrispPage(list: #"{"error":false,"data":[]}"#, allowEmpty: true)
    #expect(page.rows(of: .operators).isEmpty && page.rows(of: .grants).isEmpty)
  }

  @Test(arguments: [
    (#"{"error":false,"data":{}}"#, "`data` should be an array but is an object"),
    (#"{"error":false,"data":null}"#, "`data` should be an array but is null"),
    (#"{"error":false,"data":"canary"}"#, "`data` should be an array but is a string"),
    (#"{"error":false}"#, "`data` should be an array but is nothing"),
    ("{}", "`data` should be an array but is nothing"),
    ("[]", "`the response` should be an object but is an array"),
    ("null", "`the response` should be an object but is null"),
    (#"{"error":"no","data":[]}"#, "`error` should be a boolean but is a string"),
    (#"{"d\u0061ta":[{}]}"#, "the list's key is written with escapes"),
    (#"{"data":[],"d\u0061ta":[]}"#, "`data` should be there once but is an array"),
    (#"{"data":1,"d\u0061ta":2,"data":[]}"#, "`data` should be there once but is an array"),
  ])
  func `an envelope without a list is an error, even if an empty list is accepted`(body: String, message: String) {
    let error = #expect(throws: DecodeError.self) { try CrispPage(list: body, allowEmpty: true) }
    #expect(error?.message == message)
  }

  @Test(arguments: [
    #"{"error":true,"reason":"not_subscribed","data":{}}"#, #"{"data":{},"reason":"not_subscribed","error":true}"#,
    #"{"error":true,"reason":"not_subscribed"}"#,
  ])
  func `an answer that calls itself an error is one, whatever its status`(body: String) {
    let error = #expect(throws: ServiceFailure.self) { try CrispPage(list: body, allowEmpty: true) }
    #expect(error?.error.reason == "not_subscribed" && error?.error.code == .refused)
    let other = #expect(throws: ServiceFailure.self) { try CrispPage(website: body) }
    #expect(other?.error.reason == "not_subscribed" && other?.scope == .tenant)
  }

  @Test(arguments: [
    #"{"data":[\#(CrispPage.operatorElement())],"reason":"not_allowed","error":true}"#,
    #"{"error":true,"reason":"listed","data":[]}"#, #"{"error":true}"#, #"{"error":false,"data":{"message":"no"}}"#,
    #"{"error":"true","reason":"not_allowed","data":{}}"#, #"{"error":1,"data":[]}"#, "[]",
  ])
  func `an answer that says both yes and no is a contradiction`(body: String) {
    let error = #expect(throws: DecodeError.self) { try CrispPage(list: body, allowEmpty: true) }
    #expect(error?.isContradiction == true)
  }

  @Test(
    arguments: [
      ("rate_limited", .limit(status: 200), .limited), ("too_many_requests", .limit(status: 200), .limited),
      ("quota_limit_exceeded", .limit(status: 200), .limited),
      ("internal_server_error", .fault(status: 200), .unavailable),
      ("service_unavailable", .fault(status: 200), .unavailable),
      ("request_timeout", .fault(status: 200), .unavailable),
      ("invalid_session", nil, .refused), ("not_allowed", nil, .refused), ("website_gone_home", nil, .refused),
    ] as [(String, RetrySignal?, RollcallError.Code)])
  func `an error with the status of a success is treated by its reason`(
    reason: String, retry: RetrySignal?, code: RollcallError.Code
  ) {
    let body = #"{"error":true,"reason":"\#(reason)","data":{}}"#
    let error = #expect(throws: ServiceFailure.self) { try CrispPage(list: body) }
    #expect(error?.retry == retry && error?.error.code == code && error?.error.reason == reason)
    #expect(error?.error.message.hasSuffix("it answered 200 \(reason)") == true)
    #expect(error?.isQuotaUsedUp == reason.hasPrefix("quota"))
  }

  @Test(arguments: ["", "<html>", "502 Bad Gateway", #"{"error":false,"data":[1}"#, #"{"error":false,"data":[]"#])
  func `an answer that is not JSON is an error`(body: String) {
    #expect(throws: DecodeError.self) { try CrispPage(list: body, allowEmpty: true) }
    #expect(throws: DecodeError.self) { try CrispPage(website: body) }
  }
}
