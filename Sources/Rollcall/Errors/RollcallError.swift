/// Why an export, or one tenant of it, came to nothing.
///
/// Says what happened, where, why the service says so and what to do next. No secret and no person's data is part of
/// it: whatever comes from a response was named by an allow-list or went through `Redactor`.
public struct RollcallError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What kind of failure it is: what decides the exit code.
  public enum Code: String, Sendable, Codable {
    /// Data that cannot be right.
    case undecodable
    /// The service did not answer, or only with faults.
    case unavailable
    /// The output's place is taken, or cannot be made.
    case cannotCreate = "cannot_create"
    /// Reading or writing failed.
    case inputOutput = "input_output"
    /// A quota or rate limit ended the run.
    case limited
    /// The service refused the credentials or the tenant.
    case refused
    /// A setting is missing or wrong.
    case configuration
    /// Somebody pressed Ctrl-C.
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
      // What a shell makes of a process that a signal ended.
      case .interrupted: 130
      case .terminated: 143
      }
    }
  }

  /// What it takes along.
  public enum Scope: Sendable {
    /// One tenant; the others go on.
    case tenant
    /// The service: none of its other tenants could fare better.
    case service
    /// Everything that comes after it, and nothing that was asked for before.
    case rest
    /// Everything.
    case run
  }

  /// What kind of failure it is.
  public let code: Code
  /// What it takes along.
  public internal(set) var scope: Scope
  /// What happened, in one sentence.
  public let message: String
  /// The service's own word for it, such as `invalid_session`.
  public let reason: String?
  /// Why that happens, as far as the service's documentation tells.
  public let cause: String?
  /// What to do next.
  public let advice: String?
  /// Where it happened: the tenant, and the request's method and path.
  public internal(set) var tenant: Tenant?
  /// The request's method and path.
  public internal(set) var request: String?
  /// What the service calls the request: the `X-Request-Id` of its response.
  public internal(set) var requestID: String?

  /// What the run leaves behind, and how to go on from there.
  public internal(set) var remains: String?

  /// Describes a failure.
  public init(
    _ code: Code, scope: Scope = .run, _ message: String, reason: String? = nil, cause: String? = nil,
    advice: String? = nil, remains: String? = nil
  ) {
    self.code = code
    self.scope = scope
    self.message = message
    self.reason = reason
    self.cause = cause
    self.advice = advice
    self.remains = remains
  }

  /// The same failure as another tenant of the service has it.
  func concerning(_ tenant: Tenant?) -> RollcallError {
    var error = self
    error.tenant = tenant
    // The request was another tenant's.
    if tenant != self.tenant { error.request = nil }
    return error
  }

  /// Whether two errors are the same; for `catch` with a particular one.
  static func ~= (pattern: RollcallError, error: any Error) -> Bool { error as? RollcallError == pattern }

  /// All of it but the tenant on one line, for where a tenant is named already.
  var sentence: String {
    let place = [request, requestID.map { "X-Request-Id \($0)" }].compactMap { $0 }
    return message + (place.isEmpty ? "" : " (\(place.joined(separator: ", ")))")
      + (cause.map { "; why: \($0)" } ?? "") + (advice.map { "; next: \($0)" } ?? "")
  }

  /// All of it, one aspect a line, whatever line ends a path or a text of others has in it.
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
