import Backpressure

/// The pause that all requests share: when the service limits one of them, nobody asks until it is over.
package final class RateLimiter: Sendable {
  private let clock: ExportClock
  /// When the pause ends, by `clock.elapsed`.
  private let pausedUntil = Lock(Duration.zero)

  package init(clock: ExportClock) {
    self.clock = clock
  }

  /// Lets nobody ask for that long from now; a longer pause that is under way stays.
  package func pause(for duration: Duration) {
    let end = clock.elapsed() + duration
    pausedUntil.withLock { $0 = max($0, end) }
  }

  /// Suspends until no pause is under way.
  ///
  /// - Returns: how long that took.
  package func waitForTurn() async throws -> Duration {
    let start = clock.elapsed()
    var now = start
    while true {
      let end = pausedUntil.withLock { $0 }
      guard end > now else { return now - start }
      try await clock.sleep(end - now)
      now = clock.elapsed()
    }
  }
}
