/// The wait before a retry, if the server does not name one.
///
/// Exponential with full jitter: a random time between zero and a bound that doubles. With the defaults, the bounds
/// are:
///
/// | attempt | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 and later |
/// |---|---|---|---|---|---|---|---|---|
/// | at most | 0.5 s | 1 s | 2 s | 4 s | 8 s | 16 s | 32 s | 60 s |
package struct Backoff: Sendable {
  /// The bound of the first wait.
  package var base: Duration = .milliseconds(500)
  /// The bound that no wait exceeds.
  package var cap: Duration = .seconds(60)

  package init() {}

  /// The longest wait after an attempt; attempts count from 1.
  package func bound(afterAttempt attempt: Int) -> Duration {
    precondition(attempt >= 1, "attempts count from 1")
    // The comparison comes before the multiplication: the power alone would overflow after some attempts.
    let doublings = min(attempt - 1, 30)
    return base > cap / (1 << doublings) ? cap : base * (1 << doublings)
  }

  /// A random wait after an attempt.
  package func delay(afterAttempt attempt: Int, using generator: inout some RandomNumberGenerator) -> Duration {
    bound(afterAttempt: attempt) * Double.random(in: 0...1, using: &generator)
  }
}
