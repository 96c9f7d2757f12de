/// The distance between requests that keeps every minute within a number of them.
///
/// One request is due after each interval. Timers fire late, so a high rate would never be reached; therefore overdue
/// requests may follow at once, as many as are due in a tenth of a second. The interval is longer to make up for them,
/// so that the limit holds in every minute, no matter when it begins.
struct RequestSpacing: Sendable {
  private let interval: Duration
  /// The time by which a request may be sent before it is due.
  private let slack: Duration
  /// The time at which the next request is due.
  private var due = Duration.zero

  init(requestsPerMinute count: Int) {
    let burst = max(1, count / 600)
    interval = Duration.seconds(60).split(by: count - burst + 1)
    slack = interval * (burst - 1)
  }

  /// The wait of the next request; zero or negative if it may be sent.
  func delay(at now: Duration) -> Duration { due - slack - now }

  /// Notes that a request is sent.
  mutating func take(at now: Duration) { due = max(due, now) + interval }
}

extension Duration {
  /// An equal part of the duration, rounded up, so that the parts together are never less than the whole.
  fileprivate func split(by count: Int) -> Duration {
    let part = self / count
    return part * count < self ? part + Duration(secondsComponent: 0, attosecondsComponent: 1) : part
  }
}
