/// The meaning of a service's refusal, and the remedy: an entry of the service's catalogue.
struct FailureMeaning: Sendable {
  var code = RollcallError.Code.refused
  var scope = ScopedFailure.Scope.tenant
  let message: String
  let cause: String
  let advice: String

  /// The failure that the refusal is.
  ///
  /// - Parameters:
  ///   - answer: the service's answer in words, as in `answered 401 invalid_session`.
  ///   - reason: the service's own word for the refusal.
  func failure(_ answer: String, reason: String?) -> ScopedFailure {
    ScopedFailure(
      scope, RollcallError(code, "\(message): it \(answer)", reason: reason, cause: cause, advice: advice))
  }
}

/// The meaning of a refusal by its status alone, if the service's catalogue does not know the reason.
struct StatusMeaning: Sendable {
  /// The front end that may stand before the service.
  let frontEnd: FrontEnd
  /// The checks to recommend when the token is refused.
  let tokenAdvice: String
  /// The place where the service reports outages, if there is one.
  let outageAdvice: String
  /// The reason for the service's limits, and the remedy.
  let limitCause: String
  let limitAdvice: String

  /// The failure that the refusal is.
  ///
  /// - Parameters:
  ///   - response: the response, for its status and the target of a redirect.
  ///   - answer: the response in words, as in `answered 503: “Sorry”`.
  ///   - isLimitOfOthers: whether a limit is not the service's own.
  func failure(
    of response: FailedResponse, answer: String, reason: String?, isLimitOfOthers: Bool = false
  ) -> ScopedFailure {
    let scope: ScopedFailure.Scope =
      switch response.status {
      // An unknown reason may concern only what was asked for.
      case 401: reason == nil ? .service : .tenant
      case 420, 423, 429: .run
      default: .tenant
      }
    return ScopedFailure(
      scope, error(of: response, answer: answer, reason: reason, isLimitOfOthers: isLimitOfOthers))
  }

  private func error(
    of response: FailedResponse, answer: String, reason: String?, isLimitOfOthers: Bool
  ) -> RollcallError {
    let serviceName = frontEnd.serviceName
    let baseURLFlag = frontEnd.baseURLFlag
    return switch response.status {
    case 300...399:
      frontEnd.redirect(answer, of: response, reason: reason)
    case 401:
      RollcallError(
        .refused, "\(serviceName) refused the token: it \(answer)",
        reason: reason,
        advice: tokenAdvice)
    case 402, 403, 404:
      RollcallError(
        .refused, "\(serviceName) refused the request: it \(answer)", reason: reason,
        advice: "check what the token may do, the id, and \(baseURLFlag)")
    case 420, 423, 429:
      isLimitOfOthers
        ? RollcallError(
          .limited, "something in front of \(serviceName) limits the number of requests: it \(answer)", reason: reason,
          cause: "\(serviceName) itself reports its limits in other words",
          advice: "run again with --resume later, with fewer --workers and with --requests-per-minute")
        : RollcallError(
          .limited, "\(serviceName) limits the number of requests: it \(answer)", reason: reason, cause: limitCause,
          advice: limitAdvice)
    case 408, 500...599:
      RollcallError(
        .unavailable, "\(serviceName) is out of order: it \(answer)", reason: reason,
        advice: outageAdvice)
    default:
      RollcallError(
        .undecodable,
        "\(serviceName) gave an answer that makes no sense here: it \(answer)\(Self.meaning(of: response.status))",
        reason: reason,
        advice: "check \(baseURLFlag); if \(serviceName)'s API changed, look for a newer Rollcall")
    }
  }

  /// The meaning of a success with an unexpected status.
  private static func meaning(of status: Int) -> String {
    switch status {
    case 201: ", which says that something was made"
    case 202: ", which says that the answer comes later"
    case 203: ", which says that something on the way changed the answer"
    case 204, 205: ", which says that there is no content"
    case 206: ", which says that this is only a part"
    default: ""
    }
  }
}

extension Redactor {
  /// The words of a failed response, if they can be shown: the title of a web page, or plain text. JSON is never shown,
  /// because it may be a list of people and their secrets.
  func quoteText(of body: [UInt8], limit: Int = 200) -> String? {
    if WebPage.isPage(body) { return WebPage.words(of: body, redactor: self, limit: min(limit, 100)) }
    guard let start = body.first(where: { !$0.isJSONWhitespace }) else { return nil }
    switch start {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      return quote(body, limit: limit)
    default: return nil
    }
  }

  /// The target of a redirect, without user and query, which may be secrets.
  func quoteTarget(of response: FailedResponse) -> String? {
    response.headers["location"].map { quote(Self.withoutCredentials($0).utf8, limit: 200) }
  }
}
