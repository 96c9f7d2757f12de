import Backpressure

/// A clock for which every sleep is over at once, and has taken its time: back-off without waiting.
final class ImpatientClock: Clock {
  struct Instant: InstantProtocol {
    fileprivate let offset: Duration

    func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Duration { other.offset - offset }
    static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  private let start = ContinuousClock.now
  private let skipped = Lock(Duration.zero)

  /// The real time, and what was slept.
  var now: Instant { Instant(offset: (.now - start) + skipped.withLock { $0 }) }
  var minimumResolution: Duration { .nanoseconds(1) }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    try Task.checkCancellation()
    let left = now.duration(to: deadline)
    if left > .zero { skipped.withLock { $0 += left } }
    await Task.yield()
  }
}
