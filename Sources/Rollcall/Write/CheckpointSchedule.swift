import Backpressure

/// When the next checkpoint is due: after an interval, and never so soon that writing them takes more than a fortieth of
/// the time. They grow with the number of tenants, so for very many of them they become rarer. To bring the files
/// themselves to the disk is not counted: it has to be done at some time.
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

  /// Whether it is time for a checkpoint; if so, the next one is an interval away.
  func isDue() -> Bool {
    let now = clock.elapsed()
    return next.withLock { next in
      guard now >= next else { return false }
      next = now + interval
      return true
    }
  }

  /// Notes that a checkpoint took that long.
  func saved(in duration: Duration) {
    guard interval > .zero else { return }
    let earliest = clock.elapsed() + duration * 40
    next.withLock { $0 = max($0, earliest) }
  }
}
