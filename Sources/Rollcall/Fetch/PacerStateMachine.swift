import Backpressure

/// The rules of a ``Pacer`` as a plain value: no lock, no task, no clock.
///
/// Requests go out through a gate. At most one task is at the gate: it sleeps until a pause or the spacing lets the
/// next request through, or it is suspended until another request is answered. Other tasks wait in line, first come,
/// first served. When a task leaves the gate, with its turn or because it gave up, the first task in line takes its
/// place and asks for itself.
///
/// A request counts as under way only until the head of its response has arrived. Its rows may take longer: they wait
/// for rows of other requests, which may still be in line here.
struct PacerStateMachine<Waiter: Equatable & Sendable>: Sendable {
  private enum Gate {
    /// No task is at the gate or in line. → `held`, `waiting`.
    case free
    /// A task at the gate sleeps, or is about to ask. → all others.
    case held
    /// A task at the gate is suspended until a request is answered. → `held`, `free`.
    case waiting(Waiter)
  }

  private var gate = Gate.free
  private var line: [Waiter] = []
  /// The turns of the requests that are sent and not yet answered.
  private var underWay: Set<Int> = []
  private var turns = 0
  private let budget: Int?

  private var spacing: RequestSpacing?
  private var pausedUntil = Duration.zero

  private let mostUnderWay: Int
  /// The most requests under way at present.
  private var width: Int
  /// The answers since the last change of the width.
  private var answers = 0
  /// The first turn after the last limit. Earlier requests did not know of that limit, and meet the same one.
  private var firstTurnSinceLimit = 0

  /// - Parameters:
  ///   - mostUnderWay: the most requests under way at a time, unless the service demands fewer.
  ///   - requestsPerMinute: the most requests in any minute; `nil` for no limit.
  ///   - budget: the most requests in all; `nil` for no limit.
  init(mostUnderWay: Int, requestsPerMinute: Int? = nil, budget: Int? = nil) {
    precondition(mostUnderWay >= 1, "Without a request under way there is no progress")
    self.mostUnderWay = mostUnderWay
    width = mostUnderWay
    spacing = requestsPerMinute.map(RequestSpacing.init)
    self.budget = budget
  }

  /// The number of requests under way, the most that may be, and the number of tasks at the gate and in line.
  var occupancy: (underWay: Int, width: Int, waiting: Int) {
    switch gate {
    case .free: (underWay.count, width, 0)
    case .held, .waiting: (underWay.count, width, line.count + 1)
    }
  }

  // MARK: Turns

  enum TurnAction: Sendable, Equatable {
    /// Send the request, and resume the task that comes to the gate.
    case go(turn: Int, next: Waiter?)
    /// Sleep, and ask again.
    case sleep(Duration)
    /// Suspend until resumed, and ask again.
    case suspend(Waiter)
    /// No request may be sent any more. Resume the task that comes to the gate, so that it learns the same.
    case refuse(next: Waiter?)
  }

  /// Takes in a task that wants to send a request.
  ///
  /// - Parameter waiter: the token of the wait, made only if the task has to wait.
  mutating func arrive(at now: Duration, waitingAs waiter: @autoclosure () -> Waiter) -> TurnAction {
    guard case .free = gate else {
      let waiter = waiter()
      line.append(waiter)
      return .suspend(waiter)
    }
    return pass(at: now, waitingAs: waiter)
  }

  /// Lets the task at the gate ask again, after it was resumed or has slept.
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

  /// Removes the task at the gate, which gave up.
  ///
  /// - Returns: the task to resume, because it is at the gate now.
  mutating func leave() -> Waiter? {
    guard case .held = gate else { preconditionFailure("Only the task at the gate leaves it") }
    return comeForward()
  }

  /// Removes a suspended task that was cancelled.
  ///
  /// - Returns: what to do with its wait, and the task to resume, because it comes to the gate in its place.
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

  /// Ends a turn, whose request is answered. Only the first answer counts.
  ///
  /// - Returns: the task to resume, because its request may be sent now.
  mutating func end(_ turn: Int, with answer: Pacer.Answer) -> Waiter? {
    guard underWay.remove(turn) != nil else { return nil }
    if turn >= firstTurnSinceLimit { adaptWidth(to: answer) }
    guard case .waiting(let waiter) = gate, underWay.count < width else { return nil }
    gate = .held
    return waiter
  }

  /// Halves the width after a limit, and widens it by one each time that as many requests were served.
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

  /// Stops all requests until `end`. A pause that ends later stays.
  ///
  /// - Returns: whether no pause was under way.
  mutating func pause(from now: Duration, until end: Duration) -> Bool {
    defer { pausedUntil = max(pausedUntil, end) }
    return pausedUntil <= now
  }
}
