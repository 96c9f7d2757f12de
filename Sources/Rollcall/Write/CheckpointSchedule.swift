import Backpressure

/// The schedule of checkpoints: one after each interval, but rarely enough that writing them takes at most a fortieth
/// of the time.
///
/// Checkpoints grow with the number of tenants, so with very many tenants they become rarer.
final class CheckpointSchedule: Sendable {
  private let interval: Duration
  private let clock: ExportClock
  private let next: Lock<Duration>

  /// - Parameter interval: the time between two checkpoints; zero for one after each tenant.
  init(interval: Duration, clock: ExportClock) {
    self.interval = interval
    self.clock = clock
    next = Lock(clock.elapsed() + interval)
  }

  /// Whether a checkpoint is due. If so, the next one is due an interval later.
  func isDue() -> Bool {
    let now = clock.elapsed()
    return next.withLock { next in
      guard now >= next else { return false }
      next = now + interval
      return true
    }
  }

  /// Notes the time that a checkpoint took, without the time to bring the files themselves to the disk: that is
  /// necessary at some time anyway.
  func saved(in duration: Duration) {
    guard interval > .zero else { return }
    let earliest = clock.elapsed() + duration * 40
    next.withLock { $0 = max($0, earliest) }
  }
}
