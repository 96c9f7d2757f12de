/// The reason why a repeated request may succeed.
package enum RetrySignal: Sendable, Equatable {
  /// The service limits its requests (429, 420, 423): every request waits.
  case limit(status: Int)
  /// The service or something before it is out of order (408, 5xx): only this request waits.
  case fault(status: Int)
  /// There was no complete response.
  case connection(TransportError.Code)
  /// The response contradicts itself or an earlier one.
  case contradiction

  /// The signal of a status; `nil` if a repetition would not help.
  ///
  /// All requests are GETs, so each can be repeated.
  package init?(status: Int) {
    switch status {
    case 420, 423, 429: self = .limit(status: status)
    case 408, 500...599: self = .fault(status: status)
    default: return nil
    }
  }

  /// The signal of a broken transfer; `nil` if a repetition would not help.
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
