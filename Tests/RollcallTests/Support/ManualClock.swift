import Backpressure
import Rollcall

/// A clock that stands still until a test moves it, and that tells when somebody sleeps.
///
/// `nextSleep()` waits for a sleeper, so a test neither polls nor yields: it knows that the code under test sleeps, and
/// for how long, and then lets the time pass.
final class ManualClock: Clock {
  struct Instant: InstantProtocol {
    fileprivate let offset: Duration

    func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Duration { other.offset - offset }
    static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  private struct Sleeper {
    let deadline: Instant
    let suspension: Suspension<Void>
  }

  private struct State {
    var now = Instant(offset: .zero)
    var sleepers: [Sleeper] = []
    /// Sleeps that no test has asked about yet, oldest first.
    var unseen: [Duration] = []
    var watcher: Suspension<Duration>?
  }

  private let state = Lock(State())

  var now: Instant { state.withLock { $0.now } }
  var minimumResolution: Duration { .nanoseconds(1) }

  /// How many tasks sleep.
  var sleeperCount: Int { state.withLock { $0.sleepers.count } }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    try Task.checkCancellation()
    let sleeper = Suspension<Void>()
    let (sleeps, watcher, duration) = state.withLock { state -> (Bool, Suspension<Duration>?, Duration) in
      let duration = state.now.duration(to: deadline)
      guard duration > .zero else { return (false, nil, duration) }
      state.sleepers.append(Sleeper(deadline: deadline, suspension: sleeper))
      defer { state.watcher = nil }
      if state.watcher == nil { state.unseen.append(duration) }
      return (true, state.watcher, duration)
    }
    guard sleeps else { return }
    watcher?.resume(with: .success(duration))
    try await sleeper.wait { self.forget(sleeper) ? .resume : .none }
  }

  private func forget(_ suspension: Suspension<Void>) -> Bool {
    state.withLock { state in
      let index = state.sleepers.firstIndex { $0.suspension == suspension }
      if let index { state.sleepers.remove(at: index) }
      return index != nil
    }
  }

  /// Suspends until somebody sleeps whom no call has returned yet.
  ///
  /// - Returns: for how long, as it was asked for.
  func nextSleep() async throws -> Duration {
    let watcher = Suspension<Duration>()
    let seen = state.withLock { state -> Duration? in
      guard state.unseen.isEmpty else { return state.unseen.removeFirst() }
      precondition(state.watcher == nil, "one test watches a clock")
      state.watcher = watcher
      return nil
    }
    if let seen { return seen }
    return try await watcher.wait {
      self.state.withLock { state in
        guard state.watcher == watcher else { return .none }
        state.watcher = nil
        return .resume
      }
    }
  }

  /// Lets time pass, and wakes whoever has slept long enough.
  func advance(by duration: Duration) {
    let due = state.withLock { state in
      state.now = state.now.advanced(by: duration)
      let due = state.sleepers.filter { $0.deadline <= state.now }
      state.sleepers.removeAll { $0.deadline <= state.now }
      return due
    }
    for sleeper in due { sleeper.suspension.resume(with: .success(())) }
  }

  /// Runs something whose sleeps all end at once: each lets as much time pass as it asks for.
  func skippingSleeps<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        while true { self.advance(by: try await self.nextSleep()) }
      }
      defer { group.cancelAll() }
      return try await body()
    }
  }
}

extension ManualClock {
  /// The moment at which the clock starts: 2026-11-01T00:00:00.000Z.
  static let epoch = Timestamp(milliseconds: 1_793_491_200_000)

  /// The clock as an export sees it, with a calendar that moves along.
  var exportClock: ExportClock {
    ExportClock(self) { [self] in
      let (seconds, attoseconds) = now.offset.components
      return Timestamp(milliseconds: Self.epoch.milliseconds + seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
  }
}
