import Backpressure

/// Says when a request may be sent: one for all requests that are made with a token, because a service counts these.
///
/// It keeps the pause that a limit began, the distance between requests, the number of requests under way, and the
/// number of requests in all. Whoever has taken a ``Turn`` sends one request and ends the turn as soon as the response
/// begins, or with the failure; an end that never came would hold up all others.
package final class Pacer: Sendable {
  private typealias Waiter = Suspension<Void>

  /// The leave to send one request.
  package struct Turn: Sendable {
    fileprivate let number: Int
  }

  /// How a request was answered, as far as it concerns the others.
  package enum Answer: Sendable {
    /// The service did its work.
    case served
    /// There was no answer, or that of a service that is out of order.
    case failed
    /// The service limits how often it is asked.
    case limited
  }

  private let machine: Lock<PacerStateMachine<Waiter>>
  private let clock: ExportClock
  private let budget: Int?
  /// How many requests may be under way at a time, as long as the service does not limit them.
  let mostUnderWay: Int

  /// - Parameters:
  ///   - mostUnderWay: how many requests may be under way at a time, as long as the service does not limit them.
  ///   - requestsPerMinute: how many may be sent in any minute; `nil` for as many as there are.
  ///   - budget: how many may be sent in all.
  package init(clock: ExportClock, mostUnderWay: Int, requestsPerMinute: Int? = nil, budget: Int? = nil) {
    self.clock = clock
    self.budget = budget
    self.mostUnderWay = mostUnderWay
    machine = Lock(
      PacerStateMachine(mostUnderWay: mostUnderWay, requestsPerMinute: requestsPerMinute, budget: budget))
  }

  /// Suspends until a request may be sent. Turns are given in the order in which they are asked for.
  ///
  /// - Parameter paused: hears how long this task slept because of a limit. One sleeps for all who wait, so that these
  ///   times together are those in which no request could be sent.
  /// - Throws: ``RequestBudgetSpent``; `CancellationError` if the task is cancelled meanwhile.
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

  /// The response to the turn's request has begun, or there will be none. Only the first end of a turn counts.
  package func end(_ turn: Turn, with answer: Answer) {
    machine.withLock { $0.end(turn.number, with: answer) }?.resume(with: .success(()))
  }

  /// Lets nobody send a request for that long from now; a longer pause that is under way stays.
  package func pause(for duration: Duration) {
    let end = clock.elapsed() + duration
    machine.withLock { $0.pause(until: end) }
  }

  /// A snapshot, outdated as soon as it is taken.
  package var occupancy: (underWay: Int, width: Int, waiting: Int) { machine.withLock { $0.occupancy } }
}

/// As many requests are sent as the run may send.
package struct RequestBudgetSpent: Error, Equatable {
  /// How many that is.
  package let budget: Int
}
