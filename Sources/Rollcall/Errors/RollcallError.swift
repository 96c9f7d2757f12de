/// The failure of an export, or of one tenant.
///
/// Says what happened, where, why according to the service, and what to do next. It contains no secret and no personal
/// data: everything from a response was named by an allow-list or went through `Redactor`.
public struct RollcallError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kind of failure, which decides the exit code.
  public enum Code: String, Sendable, Codable {
    /// Data are impossible.
    case undecodable
    /// The service did not answer, or only with faults.
    case unavailable
    /// The place of the output is taken, or cannot be created.
    case cannotCreate = "cannot_create"
    /// Reading or writing failed.
    case inputOutput = "input_output"
    /// A quota or rate limit ended the run.
    case limited
    /// The service refused the credentials or the tenant.
    case refused
    /// A setting is missing or wrong.
    case configuration
    /// The user pressed Ctrl-C.
    case interrupted
    /// The system asked the process to end.
    case terminated

    /// The process's exit code, after `sysexits.h` where it has one.
    public var exitCode: Int32 {
      switch self {
      case .undecodable: 65
      case .unavailable: 69
      case .cannotCreate: 73
      case .inputOutput: 74
      case .limited: 75
      case .refused: 77
      case .configuration: 78
      // A shell gives these codes to a process that a signal ended.
      case .interrupted: 130
      case .terminated: 143
      }
    }
  }

  /// The kind of failure.
  public let code: Code
  /// What happened, in one sentence.
  public let message: String
  /// The service's own name for the failure, such as `invalid_session`.
  public let reason: String?
  /// The cause, as far as the service's documentation tells.
  public let cause: String?
  /// What to do next.
  public let advice: String?
  /// The tenant that failed.
  public internal(set) var tenant: Tenant?
  /// The request's method and path.
  public internal(set) var request: String?
  /// The service's name for the request: the `X-Request-Id` of its response.
  public internal(set) var requestID: String?

  /// What remains of the run, and how to continue from there.
  public internal(set) var remains: String?

  /// Describes a failure.
  public init(
    _ code: Code, _ message: String, reason: String? = nil, cause: String? = nil, advice: String? = nil,
    remains: String? = nil
  ) {
    self.code = code
    self.message = message
    self.reason = reason
    self.cause = cause
    self.advice = advice
    self.remains = remains
  }

  /// The same failure for another tenant of the service.
  func concerning(_ tenant: Tenant?) -> RollcallError {
    var error = self
    error.tenant = tenant
    // The request belonged to another tenant.
    if tenant != self.tenant { error.request = nil }
    return error
  }

  /// The same failure with other advice.
  package func advising(_ advice: String) -> RollcallError {
    var error = RollcallError(code, message, reason: reason, cause: cause, advice: advice, remains: remains)
    (error.tenant, error.request, error.requestID) = (tenant, request, requestID)
    return error
  }

  /// Whether two errors are equal; for `catch` with a particular one.
  static func ~= (pattern: RollcallError, error: any Error) -> Bool { error as? RollcallError == pattern }

  /// Everything except the tenant, on one line, for places that name the tenant already.
  var sentence: String {
    let place = [request, requestID.map { "X-Request-Id \($0)" }].compactMap { $0 }
    return message + (place.isEmpty ? "" : " (\(place.joined(separator: ", ")))")
      + (cause.map { "; why: \($0)" } ?? "") + (advice.map { "; next: \($0)" } ?? "")
  }

  /// Everything, one part a line, even if a path or foreign text contains line ends.
  public var description: String {
    var lines = [message.shown(limit: .max)]
    let place = [tenant.map { "\($0.service) \($0.id)" }, request, requestID.map { "X-Request-Id \($0)" }]
      .compactMap { $0 }
    if !place.isEmpty { lines.append("  where: \(place.joined(separator: ", ").shown(limit: .max))") }
    if let cause { lines.append("  why:   \(cause.shown(limit: .max))") }
    if let advice { lines.append("  next:  \(advice.shown(limit: .max))") }
    if let remains { lines.append("  kept:  \(remains.shown(limit: .max))") }
    return lines.joined(separator: "\n")
  }
}
