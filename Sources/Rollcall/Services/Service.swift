/// A service that operators work in, and how to ask it who they are.
///
/// A new service is one folder with the same files as its neighbours, and one line in `ServiceDefinition.all`.
package protocol Service: Sendable {
  /// What the manifest says about where the rows come from.
  var source: SourceDescription { get }
  /// Every form in which the service's secrets are sent, for masking.
  var secrets: [Secret] { get }

  /// Submits the requests of a snapshot, tenant by tenant, in the order in which their rows are to come out.
  ///
  /// `submit` suspends while enough requests are under way.
  func plan(_ tables: Set<Table>, submit: (PageRequest) async throws -> Void) async throws

  /// Says what a response that is not a success means.
  func failure(of response: FailedResponse) -> ServiceFailure
}

/// A request whose response becomes rows.
package struct PageRequest: Sendable {
  package let tenant: Tenant
  /// The path and query below the service's base URL.
  package let path: String
  package let http: HTTPRequest
  /// Where the response has its list, if it has one.
  package let listPath: ElementSplitter.ListPath
  /// Turns the response into rows; each attempt gets a fresh copy.
  package let mapper: any PageMapper
}

/// Maps one response to rows: what the fields of a service mean.
///
/// A value that is used for one attempt at one response. It is called with the response's elements in order.
package protocol PageMapper: Sendable {
  /// Rows that are known before the response is.
  mutating func begin() -> RowBatch?
  /// Maps a JSON array of elements.
  mutating func map(_ elements: JSONElement) throws -> RowBatch
  /// Maps what stands around the list, which is the whole response if there is no list, and checks that nothing is
  /// missing. Called at the response's end.
  mutating func finish(_ frame: JSONElement) throws -> RowBatch?
}

/// A response that is not a success, with the beginning of its content.
package struct FailedResponse: Sendable {
  package let status: Int
  package let headers: [String: String]
  /// At most 64 KiB.
  package let body: [UInt8]
  package let redactor: Redactor
}

/// What a response means that is not a success.
package struct ServiceFailure: Error, Sendable {
  package let error: ExportError
  /// Whether asking again may help.
  package let retry: RetrySignal?

  package init(_ error: ExportError, retry: RetrySignal? = nil) {
    self.error = error
    self.retry = retry
  }
}
