import Backpressure

/// The rules of a ``Pacer`` as a plain value: no lock, no task, no clock.
///
/// Requests go out through a gate. One task stands there: asleep until a pause or the spacing lets the next request
/// through, or suspended until another request is answered. Those who come meanwhile stand in line behind it, first
/// come, first served. Whoever leaves the gate, because its turn has come or because it gave up, lets the first in line
/// come forward, who then asks for itself.
///
/// A request counts as under way until the head of its response is there, and not until its rows are delivered: these
/// wait for rows of other requests, which may be the ones that stand in line here.
struct PacerStateMachine<Waiter: Equatable & Sendable>: Sendable {
  private enum Gate {
    /// Nobody is there, and nobody stands in line. → `held`, `waiting`.
    case free
    /// Somebody is asleep there, or about to ask. → all others.
    case held
    /// Somebody is suspended there until a request is answered. → `held`, `free`.
    case waiting(Waiter)
  }

  private var gate = Gate.free
  private var line: [Waiter] = []
  /// Requests that are sent and not answered, by the numbers of their turns.
  private var underWay: Set<Int> = []
  private var turns = 0
  private let budget: Int?

  private var spacing: RequestSpacing?
  private var pausedUntil = Duration.zero

  private let mostUnderWay: Int
  /// How many requests may be under way now.
  private var width: Int
  /// Answers since the width was changed.
  private var answers = 0
  /// Requests before this one knew nothing of the last limit: what they meet is the same one.
  private var firstTurnSinceLimit = 0

  /// - Parameters:
  ///   - mostUnderWay: how many requests may be under way at a time, as long as the service does not limit them.
  ///   - requestsPerMinute: how many may be sent in any minute; `nil` for as many as there are.
  ///   - budget: how many may be sent in all.
  init(mostUnderWay: Int, requestsPerMinute: Int? = nil, budget: Int? = nil) {
    precondition(mostUnderWay >= 1, "Without a request under way there is no progress")
    self.mostUnderWay = mostUnderWay
    width = mostUnderWay
    spacing = requestsPerMinute.map(RequestSpacing.init)
    self.budget = budget
  }

  /// How many requests are under way, how many may be, and how many tasks wait, at the gate and in line.
  var occupancy: (underWay: Int, width: Int, waiting: Int) {
    switch gate {
    case .free: (underWay.count, width, 0)
    case .held, .waiting: (underWay.count, width, line.count + 1)
    }
  }

  // MARK: Turns

  enum TurnAction: Sendable, Equatable {
    /// Send the request, and resume who comes to the gate.
    case go(turn: Int, next: Waiter?)
    /// Sleep, and ask again.
    case sleep(Duration)
    /// Suspend until resumed, and ask again.
    case suspend(Waiter)
    /// No request may be sent any more; resume who comes to the gate, to learn the same.
    case refuse(next: Waiter?)
  }

  /// A task wants to send a request.
  ///
  /// - Parameter waiter: the token of the wait, made only if there is one.
  mutating func arrive(at now: Duration, waitingAs waiter: @autoclosure () -> Waiter) -> TurnAction {
    guard case .free = gate else {
      let waiter = waiter()
      line.append(waiter)
      return .suspend(waiter)
    }
    return pass(at: now, waitingAs: waiter)
  }

  /// The task at the gate asks again, after it was resumed or has slept.
  mutating func ask(at now: Duration, waitingAs waiter: @autoclosure () -> Waiter) -> TurnAction {
    guard case .held = gate else { preconditionFailure("Only the task at the gate asks") }
    return pass(at: now, waitingAs: waiter)
  }

  private mutating func pass(at now: Duration, waitingAs waiter: () -> Waiter) -> TurnAction {
    if turns == budget { return .refuse(next: comeForward()) }
    let delay = max(pausedUntil - now, spacing?.delay(at: now) ?? .zero)
    if delay > .zero {
      gate = .held
      return .sleep(delay)
    }
    guard underWay.count < width else {
      let waiter = waiter()
      gate = .waiting(waiter)
      return .suspend(waiter)
    }
    spacing?.take(at: now)
    let turn = turns
    turns += 1
    underWay.insert(turn)
    return .go(turn: turn, next: comeForward())
  }

  /// The task at the gate gave up.
  ///
  /// - Returns: who is to be resumed, because it is at the gate now.
  mutating func leave() -> Waiter? {
    guard case .held = gate else { preconditionFailure("Only the task at the gate leaves it") }
    return comeForward()
  }

  /// The task of a suspended waiter was cancelled.
  ///
  /// - Returns: what becomes of its wait, and who is to be resumed because it comes to the gate in its place.
  mutating func cancel(_ waiter: Waiter) -> (action: CancelAction, next: Waiter?) {
    if case .waiting(waiter) = gate { return (.resume, comeForward()) }
    guard let place = line.firstIndex(of: waiter) else { return (.none, nil) }
    line.remove(at: place)
    return (.resume, nil)
  }

  private mutating func comeForward() -> Waiter? {
    guard !line.isEmpty else {
      gate = .free
      return nil
    }
    gate = .held
    return line.removeFirst()
  }

  // MARK: Answers

  /// A request is answered; only its first answer counts.
  ///
  /// - Returns: who is to be resumed, because it may be sent in its place.
  mutating func end(_ turn: Int, with answer: Pacer.Answer) -> Waiter? {
    guard underWay.remove(turn) != nil else { return nil }
    if turn >= firstTurnSinceLimit { adaptWidth(to: answer) }
    guard case .waiting(let waiter) = gate, underWay.count < width else { return nil }
    gate = .held
    return waiter
  }

  /// Half as many requests at a time after a limit, and one more whenever as many as that were served.
  private mutating func adaptWidth(to answer: Pacer.Answer) {
    switch answer {
    case .limited:
      width = max(1, width / 2)
      answers = 0
      firstTurnSinceLimit = turns
    case .served:
      answers += 1
      guard answers >= width, width < mostUnderWay else { return }
      width += 1
      answers = 0
    case .failed: break
    }
  }

  /// Nobody sends a request before `end`; a pause that is under way and longer stays.
  mutating func pause(until end: Duration) { pausedUntil = max(pausedUntil, end) }
}
