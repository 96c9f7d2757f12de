/// The limits and waits of retries.
package struct RetryPolicy: Sendable {
  /// The most time for the retries of one request: the waits, and the attempts after the first one.
  package var maximumTime: Duration = .seconds(300)
  /// The same for limits, if they are worth more patience; `nil` if they are not.
  package var maximumTimeAtLimits: Duration?
  package var backoff = Backoff()

  package init() {}

  package enum Decision: Sendable, Equatable {
    case retry(after: Duration)
    case giveUp
  }

  /// Decides after a failed attempt.
  ///
  /// - Parameters:
  ///   - attempt: the number of the attempt, from 1.
  ///   - spent: the time that retries have taken so far.
  ///   - retryAfter: the wait that the server asks for. It replaces the back-off, and a wait that would go beyond
  ///     `maximumTime` is not begun. Zero is ignored: the request would otherwise be repeated as fast as the
  ///     network allows until `maximumTime` is over.
  package func decide(
    attempt: Int, spent: Duration, retryAfter: Duration?, using generator: inout some RandomNumberGenerator
  ) -> Decision {
    let delay = retryAfter.flatMap { $0 > .zero ? $0 : nil } ?? backoff.delay(afterAttempt: attempt, using: &generator)
    return spent + delay <= maximumTime ? .retry(after: delay) : .giveUp
  }
}
