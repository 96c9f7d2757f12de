/// Whether a request is tried again, and when.
package struct RetryPolicy: Sendable {
  /// How long one request may be retried: the waits and the attempts after the first one.
  package var maximumTime: Duration = .seconds(300)
  package var backoff = Backoff()

  package init() {}

  package enum Decision: Sendable, Equatable {
    case retry(after: Duration)
    case giveUp
  }

  /// Decides after a failed attempt.
  ///
  /// - Parameters:
  ///   - attempt: its number, from 1.
  ///   - spent: the time that attempts and waits have taken so far.
  ///   - retryAfter: what the server asks for; it wins over the back-off, and over patience: a wait that would go
  ///     beyond `maximumTime` is not begun. To ask for no wait at all is to say nothing, because the request would
  ///     then be repeated as fast as the network allows until `maximumTime` is over.
  package func decide(
    attempt: Int, spent: Duration, retryAfter: Duration?, using generator: inout some RandomNumberGenerator
  ) -> Decision {
    let delay = retryAfter.flatMap { $0 > .zero ? $0 : nil } ?? backoff.delay(afterAttempt: attempt, using: &generator)
    return spent + delay <= maximumTime ? .retry(after: delay) : .giveUp
  }
}
