/// The clock of an export: it measures durations, waits, and tells the date and time.
///
/// It can be made from any `Clock`, so that tests control the time.
package struct ExportClock: Sendable {
  /// The time since the clock was made; it never decreases.
  package let elapsed: @Sendable () -> Duration
  /// Suspends for at least the duration, or until the task is cancelled.
  package let sleep: @Sendable (Duration) async throws -> Void
  /// The present date and time, which may jump.
  package let calendar: @Sendable () -> Timestamp

  /// Makes a clock from `clock` for durations and `calendar` for dates.
  package init<C: Clock>(_ clock: C, calendar: @escaping @Sendable () -> Timestamp) where C.Duration == Duration {
    let start = clock.now
    elapsed = { start.duration(to: clock.now) }
    sleep = { try await clock.sleep(for: $0) }
    self.calendar = calendar
  }

  /// The machine's clocks.
  package static var system: ExportClock { ExportClock(ContinuousClock()) { .now } }
}

extension Duration {
  /// The duration in seconds, rounded to what a `Double` holds.
  package var seconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) / 1e18
  }
}
