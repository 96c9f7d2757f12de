/// The time, as an export sees it: how long things take, how to wait, and what the calendar says.
///
/// Made from any `Clock`, so that tests decide when time passes.
public struct ExportClock: Sendable {
  /// Time since the clock was made; never runs backwards.
  package let elapsed: @Sendable () -> Duration
  /// Suspends for at least that long, or until the task is cancelled.
  package let sleep: @Sendable (Duration) async throws -> Void
  /// The present moment by the calendar, which may jump.
  package let calendar: @Sendable () -> Timestamp

  /// Reads `clock` for durations and `calendar` for moments.
  public init<C: Clock>(_ clock: C, calendar: @escaping @Sendable () -> Timestamp) where C.Duration == Duration {
    let start = clock.now
    elapsed = { start.duration(to: clock.now) }
    sleep = { try await clock.sleep(for: $0) }
    self.calendar = calendar
  }

  /// The machine's clocks.
  public static var system: ExportClock { ExportClock(ContinuousClock()) { .now } }
}

extension Duration {
  /// The duration in seconds, rounded to what a `Double` holds.
  package var seconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) / 1e18
  }
}
