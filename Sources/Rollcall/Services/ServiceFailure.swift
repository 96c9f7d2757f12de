/// A response that is not a success, with the beginning of its content.
package struct FailedResponse: Sendable {
  package let status: Int
  package let headers: [String: String]
  /// At most 64 KiB.
  package let body: [UInt8]
  package let redactor: Redactor
  /// What was asked for; empty if that is not known.
  package var url = ""
}

/// What a response means that is not a success.
package struct ServiceFailure: Error, Sendable {
  package let failure: ScopedFailure
  /// Whether asking again may help.
  package let retry: RetrySignal?
  /// After how many attempts it mostly does not; `nil` if only time decides.
  package var attempts: Int?
  /// Limits start anew whenever the calendar's time is a multiple of this; `nil` if nothing is known of that.
  package var limitWindow: Duration?
  /// Whether what was asked for does not exist any more.
  package var isGone = false
  /// Whether something before the service answered in its place.
  package var isFromFrontEnd = false
  /// Whether every other request meets the same, one without the token as well.
  package var concernsAll = false
  /// Whether a quota is used up that is not renewed while a run waits: the second such answer ends it.
  package var isQuotaUsedUp = false

  package init(_ failure: ScopedFailure, retry: RetrySignal? = nil) {
    self.failure = failure
    self.retry = retry
  }

  package init(_ scope: ScopedFailure.Scope, _ error: RollcallError, retry: RetrySignal? = nil) {
    self.init(ScopedFailure(scope, error), retry: retry)
  }

  package var error: RollcallError { failure.error }
  package var scope: ScopedFailure.Scope { failure.scope }
}

extension RollcallError {
  /// The failure, with its place filled in where it has none yet.
  func at(_ request: PageRequest, attempts: Int, requestID: String? = nil) -> RollcallError {
    var error = self
    error.tenant = error.tenant ?? request.tenant
    error.request = error.request ?? "GET \(request.path)\(attempts > 1 ? ", \(attempts) attempts" : "")"
    error.requestID = error.requestID ?? requestID
    return error
  }
}
