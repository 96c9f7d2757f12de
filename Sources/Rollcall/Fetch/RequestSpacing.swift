/// Keeps requests apart, so that no minute has more than a given number of them.
///
/// Requests are due one interval after the other. Timers wake up late, so a few that are overdue may be caught up with
/// at once: a tenth of a second's worth, or a high rate would never be reached. The interval is longer by just as much,
/// so that the promise holds for every minute, wherever it begins.
struct RequestSpacing: Sendable {
  private let interval: Duration
  /// How long before it is due a request may be sent.
  private let slack: Duration
  /// When the next request is due.
  private var due = Duration.zero

  init(requestsPerMinute count: Int) {
    let burst = max(1, count / 600)
    interval = Duration.seconds(60).split(by: count - burst + 1)
    slack = interval * (burst - 1)
  }

  /// How long the next request has to wait; nothing or less if it may be sent.
  func delay(at now: Duration) -> Duration { due - slack - now }

  /// A request is sent.
  mutating func take(at now: Duration) { due = max(due, now) + interval }
}

extension Duration {
  /// A part of it, rounded up, so that as many of them are never less than the whole.
  fileprivate func split(by count: Int) -> Duration {
    let part = self / count
    return part * count < self ? part + Duration(secondsComponent: 0, attosecondsComponent: 1) : part
  }
}
