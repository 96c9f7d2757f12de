/// A number of permits: as many tasks at a time may do something, and the others wait in the order in which they came.
package final class Permits: Sendable {
  private typealias Waiter = Suspension<Void>

  private struct State {
    var free: Int
    var waiters: [Waiter] = []
  }

  private let state: Lock<State>

  /// Makes so many permits, at least one.
  package init(_ count: Int) {
    precondition(count >= 1, "Without a permit everything waits for ever")
    state = Lock(State(free: count))
  }

  /// Runs `body` with a permit; suspends until there is one.
  ///
  /// - Throws: What `body` throws; `CancellationError` if the task is cancelled while it waits.
  package func withPermit<Value>(_ body: () async throws -> Value) async throws -> Value {
    try await take()
    defer { release() }
    return try await body()
  }

  private func take() async throws {
    try Task.checkCancellation()
    let waiter = Waiter()
    let mayGo = state.withLock { state in
      guard state.free == 0 else {
        state.free -= 1
        return true
      }
      state.waiters.append(waiter)
      return false
    }
    if mayGo { return }
    try await waiter.wait { [state] in
      state.withLock { state in
        guard let index = state.waiters.firstIndex(of: waiter) else { return .none }
        state.waiters.remove(at: index)
        return .resume
      }
    }
  }

  private func release() {
    // The permit goes from hand to hand, so that no task that comes now overtakes those that wait.
    let next = state.withLock { state -> Waiter? in
      guard state.waiters.isEmpty else { return state.waiters.removeFirst() }
      state.free += 1
      return nil
    }
    next?.resume(with: .success(()))
  }

  /// A snapshot, outdated as soon as it is taken.
  var occupancy: (free: Int, waiting: Int) { state.withLock { ($0.free, $0.waiters.count) } }
}
