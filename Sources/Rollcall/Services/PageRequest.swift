/// A request to a service: what is asked about which tenant, how it is sent, and what its loss means.
package struct PageRequest: Sendable {
  /// Whose answer it is; `nil` for a request about the service as a whole.
  package let tenant: Tenant?
  package let endpoint: Endpoint
  /// The path and query below the service's base URL.
  package let path: String
  package let http: HTTPRequest
  /// Where the response has its list, if it has one.
  package let listPath: ElementSplitter.ListPath
  /// The statuses of a response that is a success.
  package var successes: Set<Int> = [200]
  /// What is lost when the request fails for good.
  package var loss = Loss.tenant
  /// Whether what it asks for may have been deleted since it was listed.
  package var mayBeGone = false
  /// The largest response that is accepted, in bytes.
  package var responseLimit = ElementSplitter.Limits().response
  /// Whether it is asked with the token, so that a refusal of it holds for the requests to come.
  package var carriesToken = true
  package var retryLimits = RetryLimits()

  /// Whether its response is all of a list.
  var isWholeList: Bool { listPath != .none && !successes.contains(206) }

  /// The largest response that is accepted where all of a list is held in memory, in bytes: some hundred times what the
  /// largest accounts have.
  static let heldResponse = 512 * 1024 * 1024

  /// What is lost when a request fails for good.
  package enum Loss: Sendable, Equatable {
    /// The tenant, or without one all that the request would have told.
    case tenant
    /// A part of it, which is named in the manifest.
    case part(TenantPart)
    /// Nothing that a snapshot would miss.
    case nothing
  }
}

/// After how many attempts a request is given up; where a limit is `nil`, only time decides.
package struct RetryLimits: Sendable {
  package var attempts: Int?
  /// The same for attempts that end in a 500, where the same request may well get one for ever.
  package var attemptsAtServerErrors: Int?

  func attempts(after signal: RetrySignal) -> Int? {
    signal == .fault(status: 500) ? attemptsAtServerErrors ?? attempts : attempts
  }
}
