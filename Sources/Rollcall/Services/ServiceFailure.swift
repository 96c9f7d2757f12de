/// A response that is not a success, with the beginning of its content.
package struct FailedResponse: Sendable {
  package let status: Int
  package let headers: [String: String]
  /// At most 64 KiB.
  package let body: [UInt8]
  package let redactor: Redactor
  /// The URL of the request; empty if it is not known.
  package var url = ""
}

/// The meaning of a response that is not a success.
package struct ServiceFailure: Error, Sendable {
  package let failure: ScopedFailure
  /// The retry signal; `nil` if another attempt cannot help.
  package let retry: RetrySignal?
  /// The number of attempts after which more rarely help; `nil` if only the time is limited.
  package var attempts: Int?
  /// The period of the service's limits, which start anew at each of its multiples; `nil` if it is not known.
  package var limitWindow: Duration?
  /// Whether the requested resource no longer exists.
  package var isGone = false
  /// Whether the service itself refused the requested resource, and neither the token nor the tenant.
  package var isRefusal = false
  /// Whether a front end answered in the service's place.
  package var isFromFrontEnd = false
  /// Whether every other request meets the same failure, even one without the token.
  package var concernsAll = false
  /// Whether a quota is used up that is not renewed during a run: the second such answer is final.
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
  /// The same error with the tenant and the request, unless it has them already.
  func at(_ request: PageRequest, attempts: Int, requestID: String? = nil) -> RollcallError {
    var error = self
    error.tenant = error.tenant ?? request.tenant
    error.request = error.request ?? "GET \(request.path)\(attempts > 1 ? ", \(attempts) attempts" : "")"
    error.requestID = error.requestID ?? requestID
    return error
  }
}
