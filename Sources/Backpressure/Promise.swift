/// A value that one task will give or refuse, and for which any number of tasks wait.
///
/// The owner of a promise must settle it on every path: ``fulfil(_:)`` or ``abandon()``. Only the first call counts.
package final class Promise<Value: Sendable>: Sendable {
  private enum State {
    case open(waiters: [Suspension<Value?>])
    case settled(Value?)
  }

  private let state = Lock(State.open(waiters: []))

  /// Makes an open promise.
  package init() {}

  /// Gives the value to all present and later waiters.
  package func fulfil(_ value: Value) { settle(value) }

  /// Declares that there will be no value; without effect after ``fulfil(_:)``.
  package func abandon() { settle(nil) }

  private func settle(_ value: Value?) {
    let waiters = state.withLock { state -> [Suspension<Value?>] in
      guard case .open(let waiters) = state else { return [] }
      state = .settled(value)
      return waiters
    }
    for waiter in waiters { waiter.resume(with: .success(value)) }
  }

  /// Suspends until the promise is settled.
  ///
  /// - Returns: The value, or `nil` if there will be none.
  /// - Throws: `CancellationError` if the task is cancelled meanwhile.
  package func value() async throws -> Value? {
    try Task.checkCancellation()
    let waiter = Suspension<Value?>()
    let settled = state.withLock { state -> Value?? in
      switch state {
      case .open(let waiters):
        state = .open(waiters: waiters + [waiter])
        return nil
      case .settled(let value):
        return .some(value)
      }
    }
    if let settled { return settled }
    return try await waiter.wait { [state] in
      state.withLock { state in
        guard case .open(var waiters) = state, let index = waiters.firstIndex(of: waiter) else { return .none }
        waiters.remove(at: index)
        state = .open(waiters: waiters)
        return .resume
      }
    }
  }
}
