/// Why a request may succeed if it is sent again.
package enum RetrySignal: Sendable, Equatable {
  /// The service limits how often it is asked (429, 420, 423): everybody waits.
  case limit(status: Int)
  /// The service or something before it is out of order (408, 5xx): this request waits.
  case fault(status: Int)
  /// There was no complete response.
  case connection(TransportError.Code)
  /// The response contradicts itself, or what the service said before.
  case contradiction

  /// What a status says about trying again; `nil` if it would change nothing.
  ///
  /// All requests are GETs, so each may be repeated.
  package init?(status: Int) {
    switch status {
    case 420, 423, 429: self = .limit(status: status)
    case 408, 500...599: self = .fault(status: status)
    default: return nil
    }
  }

  /// What a broken transfer says about trying again; `nil` if it would change nothing.
  package init?(_ code: TransportError.Code) {
    switch code {
    case .nameNotFound, .connectionFailed, .connectionLost, .timedOut, .badResponse, .exhausted:
      self = .connection(code)
    case .untrusted, .incompatible, .refusedOnTheWay, .badRequest, .tooLarge: return nil
    }
  }

  /// The name under which retries are counted.
  package var cause: String {
    switch self {
    case .limit(let status), .fault(let status): "\(status)"
    case .connection(let code): code.rawValue
    case .contradiction: "contradiction"
    }
  }
}
