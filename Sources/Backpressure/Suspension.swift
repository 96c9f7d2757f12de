/// One wait of one task: a promise that is fulfilled once and awaited once, in either order.
///
/// The state machines of this module identify waiting tasks by their suspension. A machine is asked under a lock and
/// may answer "wait"; only after the lock is released does the task create its continuation, because doing that under a
/// lock can deadlock. In the gap the wait may already be over, or the task be cancelled. The suspension closes this gap
/// for all machines: it keeps a result that comes before the continuation does. So a machine can settle a waiter at any
/// time and never has to know whether the task is asleep yet.
package final class Suspension<Value: Sendable>: Sendable {
  private enum State {
    /// Neither side has come. → `waiting`, `settled`.
    case idle
    /// The task is asleep. → `over`.
    case waiting(CheckedContinuation<Value, any Error>)
    /// The result came first. → `over`.
    case settled(Result<Value, any Error>)
    /// Both sides have come. Final.
    case over
  }

  /// An action for after the lock is released; at most one side performs it.
  private enum Action {
    case resume(CheckedContinuation<Value, any Error>, Result<Value, any Error>)
    case none
  }

  private let state = Lock(State.idle)

  /// Makes a wait to which neither side has come yet.
  package init() {}

  /// Suspends the task until ``resume(with:)`` is called, or returns at once if it has been.
  ///
  /// Call it once.
  ///
  /// - Parameter cancel: Called when the task is cancelled during the wait or before it. It tells the state machine,
  ///   which decides who was first: cancellation alone does not end the wait, an element may already be on its way.
  /// - Returns: The value of ``resume(with:)``.
  /// - Throws: The error of ``resume(with:)``, or `CancellationError`.
  package func wait(cancel: @Sendable () -> CancelAction) async throws -> Value {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        perform(state.withLock { Self.wait(continuation, &$0) })
      }
    } onCancel: {
      switch cancel() {
      case .resume: resume(with: .failure(CancellationError()))
      case .none: break
      }
    }
  }

  /// Ends the wait, now or as soon as it begins. Any thread may call it, once.
  package func resume(with result: Result<Value, any Error>) {
    perform(state.withLock { Self.settle(result, &$0) })
  }

  private static func wait(_ continuation: CheckedContinuation<Value, any Error>, _ state: inout State) -> Action {
    switch state {
    case .idle:
      state = .waiting(continuation)
      return .none
    case .settled(let result):
      state = .over
      return .resume(continuation, result)
    case .waiting, .over:
      preconditionFailure("A suspension is awaited only once")
    }
  }

  private static func settle(_ result: Result<Value, any Error>, _ state: inout State) -> Action {
    switch state {
    case .idle:
      state = .settled(result)
      return .none
    case .waiting(let continuation):
      state = .over
      return .resume(continuation, result)
    case .settled, .over:
      preconditionFailure("A suspension is settled only once")
    }
  }

  private func perform(_ action: Action) {
    switch action {
    case .resume(let continuation, let result): continuation.resume(with: result)
    case .none: break
    }
  }
}

/// A state machine's answer when the task of a waiter is cancelled.
package enum CancelAction: Equatable, Sendable {
  /// The wait ends here: resume the waiter with a `CancellationError`.
  case resume
  /// The wait was over before the cancellation came: its result stands.
  case none
}

extension Suspension: Equatable {
  /// A wait is equal only to itself.
  package static func == (left: Suspension, right: Suspension) -> Bool { left === right }
}
