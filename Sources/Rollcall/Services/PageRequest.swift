/// A request to a service: its tenant, its transmission, and the meaning of its loss.
package struct PageRequest: Sendable {
  /// The tenant; `nil` for a request about the service as a whole.
  package let tenant: Tenant?
  package let endpoint: Endpoint
  /// The path and query below the service's base URL.
  package let path: String
  package let http: HTTPRequest
  /// The place of the list in the response, if it has one.
  package let listPath: ElementSplitter.ListPath
  /// The statuses of a response that is a success.
  package var successes: Set<Int> = [200]
  /// The loss if the request fails for good.
  package var loss = Loss.tenant
  /// Whether the service may refuse the requested part, which is then omitted and not missing.
  package var mayBeRefused = false
  /// Whether the requested resource may have been deleted since it was listed.
  package var mayBeGone = false
  /// The largest response that is accepted, in bytes.
  package var responseLimit = ElementSplitter.Limits().response
  /// Whether the request carries the token, so that a refusal also holds for further requests.
  package var carriesToken = true
  package var retryLimits = RetryLimits()
  /// The meaning of a 500 that comes again while other requests succeed, so that waiting does not help; `nil` if it has
  /// none of its own.
  var lasting: FailureMeaning?

  /// Whether the response has a whole list.
  var isWholeList: Bool { listPath != .none && !successes.contains(206) }

  /// The largest response that is accepted if the whole list is held in memory, in bytes: some hundred times the size
  /// for the largest accounts.
  static let heldResponse = 512 * 1024 * 1024

  /// The loss if a request fails for good.
  package enum Loss: Sendable, Equatable {
    /// The tenant, or without a tenant the whole answer.
    case tenant
    /// A part of the tenant, which the manifest names.
    case part(TenantPart)
    /// A part that the service refused, and that nobody was promised.
    case omission(TenantPart)
    /// Nothing that a snapshot would miss.
    case nothing
  }
}

/// The most attempts at a request; `nil` if only the time is limited.
package struct RetryLimits: Sendable {
  package var attempts: Int?
  /// The most attempts that end in a 500: some requests get one every time.
  package var attemptsAtServerErrors: Int?

  func attempts(after signal: RetrySignal) -> Int? {
    signal == .fault(status: 500) ? attemptsAtServerErrors ?? attempts : attempts
  }
}
