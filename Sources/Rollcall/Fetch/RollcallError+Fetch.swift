extension RollcallError {
  /// The meaning of a broken transfer.
  package init(_ error: TransportError) {
    let (code, words, cause, advice): (Code, String, String?, String) =
      switch error.code {
      case .untrusted:
        (
          .unavailable, "the server's identity could not be verified: ",
          "its certificate is not one that this machine trusts",
          "check the base URL; for a private authority, give its certificate with --ca-file"
        )
      case .incompatible:
        (
          .unavailable, "no secure connection can be agreed on: ", nil,
          "have the server speak TLS 1.2 or 1.3, or check the base URL"
        )
      case .refusedOnTheWay:
        (.configuration, "", nil, "check the base URL and the proxy settings")
      case .badRequest:
        (.configuration, "the request could not be made: ", nil, "check the base URL")
      case .exhausted:
        (
          .inputOutput, "", "a limit of this machine is reached",
          "raise the limit, or run with fewer --workers"
        )
      case .tooLarge:
        (
          .undecodable, "the response cannot be right: ",
          "something on the way answered in the service's place, by mistake or on purpose",
          "check the base URL and the proxy settings"
        )
      case .nameNotFound, .connectionFailed:
        (
          .unavailable, "no connection to the service: ", nil,
          "check the base URL, the network and the proxy settings, then run again"
        )
      case .connectionLost, .timedOut, .badResponse:
        (.unavailable, "the service's answer did not arrive whole: ", nil, "run again later")
      }
    self.init(code, words + error.message, cause: error.cause ?? cause, advice: error.advice ?? advice)
  }

  /// The same error, with the moment before which the service wants no request.
  func asking(toWait wait: Duration, until moment: Timestamp) -> RollcallError {
    var error = RollcallError(
      code, "\(message); it wants no request before \(moment), in \(wait.inWords)", reason: reason,
      cause: cause, advice: advice, remains: remains)
    error.tenant = tenant
    error.request = request
    error.requestID = requestID
    return error
  }

  /// The meaning of an undecodable response.
  init(_ error: DecodeError, from service: String) {
    let place = error.offset.map { ", near byte \($0)" } ?? ""
    let excerpt = error.excerpt.map { $0.isEmpty ? "" : ": “\($0)”" } ?? ""
    self.init(
      .undecodable, "the response of \(service) cannot be right: \(error.message)\(place)\(excerpt)",
      cause: error.isContradiction
        ? "the answer is old, cut off, or that to another request: a cache or proxy on the way may have kept it"
        : "the service changed what it sends, or something on the way answered in its place",
      advice: error.isContradiction
        ? "run again; if that does not help, check the caches and proxies between this machine and the service"
        : "check the base URL; if the service changed, look for a newer Rollcall")
  }

  /// The end of a run whose service is down for every tenant.
  ///
  /// - Parameter last: the failure of the last request.
  init(_ outage: ServiceHealth.Outage, of service: String, _ last: RollcallError) {
    let owners = outage.tenants == 0 ? "" : outage.tenants == 1 ? " of 1 tenant" : " of \(outage.tenants) tenants"
    var findings = "requests\(owners) have failed since then, and none has succeeded"
    if let probe = outage.lastSuccess {
      findings += "; GET \(probe.path), which had succeeded before, was sent again and failed as well"
    }
    self.init(
      .unavailable, "\(service) is down since \(outage.since): \(last.message)", reason: last.reason, cause: findings,
      advice: (last.advice.map { "\($0); " } ?? "") + "--resume continues where this run stopped")
    tenant = last.tenant
    request = last.request
    requestID = last.requestID
  }

  /// The meaning of a spent budget.
  init(_ error: RequestBudgetSpent, service: String) {
    self.init(
      .limited, "the budget of \(error.budget) requests to \(service) is spent",
      cause: "--request-budget is the most that one run sends to a service, retries included",
      advice: "run again with --resume to continue where this run stopped, or with a larger --request-budget")
  }
}

extension TransportError.Code {
  /// How much fails with a transfer.
  var scope: ScopedFailure.Scope {
    switch self {
    case .untrusted, .incompatible, .refusedOnTheWay, .badRequest, .nameNotFound, .connectionFailed: .service
    case .exhausted: .run
    // The service is there, so the others may fare better.
    case .tooLarge, .connectionLost, .timedOut, .badResponse: .tenant
    }
  }
}

extension Duration {
  /// The duration in words: seconds, minutes, hours or days. A unit is used from two of it on.
  fileprivate var inWords: String {
    let seconds = Int(min(self.seconds.rounded(.up), 1e12))
    for (size, name) in [(86400, "days"), (3600, "hours"), (60, "minutes")] where seconds >= 2 * size {
      return "\((seconds + size / 2) / size) \(name)"
    }
    return "\(seconds) s"
  }
}
