import Backpressure

/// A gate that decides when a request may be sent. All requests with one token share it, because a service counts per
/// token.
///
/// It keeps the pause after a limit, the distance between requests, the number of requests under way, and the number
/// of all requests. The holder of a ``Turn`` sends one request, and ends the turn when the response begins or the
/// request fails; a turn that never ends holds up all others.
package final class Pacer: Sendable {
  private typealias Waiter = Suspension<Void>

  /// The permission to send one request.
  package struct Turn: Sendable {
    fileprivate let number: Int
  }

  /// The result of a request, as far as it concerns other requests.
  package enum Answer: Sendable {
    /// The service answered.
    case served
    /// No answer came, or one that says that the service does not work.
    case failed
    /// The service limits the number of requests.
    case limited
  }

  private let machine: Lock<PacerStateMachine<Waiter>>
  private let clock: ExportClock
  private let budget: Int?
  /// The most requests under way at a time, unless the service demands fewer.
  let mostUnderWay: Int

  /// - Parameters:
  ///   - mostUnderWay: the most requests under way at a time, unless the service demands fewer.
  ///   - requestsPerMinute: the most requests in any minute; `nil` for no limit.
  ///   - budget: the most requests in all; `nil` for no limit.
  package init(clock: ExportClock, mostUnderWay: Int, requestsPerMinute: Int? = nil, budget: Int? = nil) {
    self.clock = clock
    self.budget = budget
    self.mostUnderWay = mostUnderWay
    machine = Lock(
      PacerStateMachine(mostUnderWay: mostUnderWay, requestsPerMinute: requestsPerMinute, budget: budget))
  }

  /// Suspends until a request may be sent. Callers get their turns in the order in which they ask.
  ///
  /// - Parameter paused: called with the time that this task slept because of a pause or the spacing. Only one of the
  ///   waiting tasks sleeps at a time, so the sum of these times is the time in which no request could be sent.
  /// - Throws: ``RequestBudgetSpent``; `CancellationError` if the task is cancelled.
  package func takeTurn(paused: (Duration) -> Void = { _ in }) async throws -> Turn {
    try Task.checkCancellation()
    var now = clock.elapsed()
    var action = machine.withLock { [now] in $0.arrive(at: now, waitingAs: Waiter()) }
    while true {
      switch action {
      case .go(let turn, let next):
        next?.resume(with: .success(()))
        return Turn(number: turn)
      case .refuse(let next):
        next?.resume(with: .success(()))
        throw RequestBudgetSpent(budget: budget ?? 0)
      case .sleep(let delay):
        defer { paused(clock.elapsed() - now) }
        do {
          try await clock.sleep(delay)
        } catch {
          machine.withLock { $0.leave() }?.resume(with: .success(()))
          throw error
        }
      case .suspend(let waiter):
        try await waiter.wait { [machine] in
          let (action, next) = machine.withLock { $0.cancel(waiter) }
          next?.resume(with: .success(()))
          return action
        }
      }
      now = clock.elapsed()
      action = machine.withLock { [now] in $0.ask(at: now, waitingAs: Waiter()) }
    }
  }

  /// Ends a turn: the response has begun, or the request has failed. Only the first end of a turn counts.
  package func end(_ turn: Turn, with answer: Answer) {
    machine.withLock { $0.end(turn.number, with: answer) }?.resume(with: .success(()))
  }

  /// Stops all requests for a time from now. A pause that ends later stays.
  ///
  /// - Returns: whether no pause was under way, so that it is worth a message.
  @discardableResult
  package func pause(for duration: Duration) -> Bool {
    let now = clock.elapsed()
    return machine.withLock { $0.pause(from: now, until: now + duration) }
  }

  /// The present numbers, outdated as soon as they are read.
  package var occupancy: (underWay: Int, width: Int, waiting: Int) { machine.withLock { $0.occupancy } }
}

/// The run has sent as many requests to the service as it may.
package struct RequestBudgetSpent: Error, Equatable {
  /// The number of requests.
  package let budget: Int
}
