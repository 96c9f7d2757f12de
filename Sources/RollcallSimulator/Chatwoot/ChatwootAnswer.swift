/// Chatwoot's answers that do not depend on the caller, byte for byte (Chatwoot's `request_exception_handler.rb`,
/// `access_token_auth_helper.rb`, `ensure_current_account_helper.rb`). Every refusal but the two gates is a 401.
enum ChatwootAnswer {
  static let contentType = Header("Content-Type", "application/json; charset=utf-8")

  /// No token, a blank one, or one that a proxy has dropped. Only this answer has the key `errors`.
  static let signInFirst = failure(401, #"{"errors":["You need to sign in or sign up before continuing."]}"#)
  static let unknownToken = failure(401, #"{"error":"Invalid Access Token"}"#)
  static let noBots = failure(401, #"{"error":"Access to this endpoint is not authorized for bots"}"#)
  static let suspended = failure(401, #"{"error":"Account is suspended"}"#)
  static let notMember = failure(401, #"{"error":"You are not authorized to access this account"}"#)
  static let notAllowed = failure(401, #"{"error":"You are not authorized to do this action"}"#)
  static let notFound = failure(404, #"{"error":"Resource could not be found"}"#)
  static let notInPlan = failure(403, #"{"error":"API access is not enabled for this account"}"#)
  /// The refusal of the other API, whose tokens belong to platform apps.
  static let noPlatformApp = failure(401, #"{"error":"Invalid access_token"}"#)
  static let serverError = exception(500, "Internal Server Error")

  /// Rails' own answer to what no controller handles, with another spelling of the type.
  private static func exception(_ status: Int, _ text: StaticString) -> Answer {
    Answer(
      status: status, headers: [Header("Content-Type", "application/json; charset=UTF-8")],
      body: .bytes(Array("{\"status\":\(status),\"error\":\"\(text)\"}".utf8)))
  }

  /// The throttle's answer.
  static func throttled(_ limit: RateLimit) -> Answer {
    Fault.chatwootThrottled(retryAfter: limit.retryAfter).applied { serverError }
  }

  static func failure(_ status: Int, _ body: String) -> Answer {
    Answer(status: status, headers: [contentType], body: .bytes(Array(body.utf8)))
  }

  /// Rails' own 404 for an unknown path, in JSON if that is what the request prefers.
  static func noRoute(_ request: Request, page: String) -> Answer {
    if RailsFormat.prefersJSON(request) { return exception(404, "Not Found") }
    return Answer(
      status: 404, headers: [Header("Content-Type", "text/html; charset=UTF-8")], body: .bytes(Array(page.utf8)))
  }

  static func success(_ body: [UInt8]) -> Answer {
    Answer(status: 200, headers: [contentType], body: .bytes(body))
  }

  /// - Parameter recipe: everything that the body depends on; it identifies the body as well as its bytes, without
  ///   reading them.
  static func success(_ body: Answer.Body, recipe: String) -> Answer {
    Answer(status: 200, headers: [contentType, Header("ETag", weakTag(recipe.utf8.fingerprint))], body: body)
  }

  /// Rack's entity tag: 32 hexadecimal digits.
  static func weakTag(_ fingerprint: UInt64) -> String {
    var text: [UInt8] = []
    text.append("W/\"")
    text.appendHexadecimal(fingerprint, digits: 16)
    text.appendHexadecimal(fingerprint &* 0x9E37_79B9_7F4A_7C15, digits: 16)
    text.append(UInt8(ascii: "\""))
    return String(decoding: text, as: UTF8.self)
  }
}

extension Fault {
  /// An error with Chatwoot's own message.
  package static func chatwootError(_ status: Int, _ message: String, retryAfter: RetryAfter? = nil) -> Fault {
    var body: [UInt8] = []
    body.append("{\"error\":")
    body.appendRails(message)
    body.append("}")
    return .answer(
      FaultAnswer(
        status, headers: ["Content-Type": ChatwootAnswer.contentType.value], retryAfter: retryAfter,
        body: String(decoding: body, as: UTF8.self)))
  }

  /// Rails' answer when a request fails inside.
  /// - Parameter delay: 15 seconds for a request that ran into rack-timeout.
  package static func railsError(after delay: Duration? = nil) -> Fault {
    .answer(
      FaultAnswer(
        500, headers: ["Content-Type": "application/json; charset=UTF-8"],
        body: #"{"status":500,"error":"Internal Server Error"}"#, delay: delay))
  }

  /// The throttle's answer; see `ChatwootScenario.limit` for a throttle that counts.
  package static func chatwootThrottled(retryAfter: RetryAfter? = nil) -> Fault {
    text(429, "Retry later\n", retryAfter: retryAfter)
  }

  /// A redirect without a body.
  package static func redirect(to target: String, status: Int = 301) -> Fault {
    .answer(FaultAnswer(status, headers: ["Content-Type": "text/html; charset=utf-8", "Location": target]))
  }
}
