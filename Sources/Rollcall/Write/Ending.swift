import Backpressure

/// The reason why a run must end early, once there is one. It is looked for between two pieces of work.
final class Ending: Sendable {
  private let reason = Lock<RollcallError?>(nil)

  /// Notes the reason.
  func set(_ error: RollcallError) { reason.withLock { $0 = error } }

  /// Throws the reason, if there is one.
  func check() throws { if let error = reason.withLock({ $0 }) { throw error } }
}
