/// The rules of an ``InOrderWindow`` as a plain value: no lock, no task, no continuation.
///
/// The machine knows which lanes are open and in which order, but nothing about their elements. As in
/// ``BoundedChannelStateMachine``, a waiting task is a token (`Opener`, `Receiver`), and each event returns an action
/// for after the lock.
///
/// Two rules hold between any two events: the opener waits only while `width` lanes are open, and the receiver waits
/// for a lane only while none is open.
struct InOrderWindowStateMachine<
  Lane: Sendable, Failure: Error, Opener: Equatable & Sendable, Receiver: Equatable & Sendable
>: Sendable {
  private enum State {
    /// Lanes may be opened; no task waits. → `awaited`, `full`, `finished`, `failed`.
    case open
    /// No lane is open and the consumer is suspended until one is. → `open`, `finished`, `failed`.
    case awaited(Receiver)
    /// All lanes are open, and the opener is suspended with the next one. → `open`, `finished`, `failed`.
    case full(Opener, Lane)
    /// No lane will be added; the open lanes will be drained. → `failed`.
    case finished
    /// The window has failed; no lane is open. Final.
    case failed(Failure)
  }

  private var state = State.open

  /// The open lanes in the order in which they were opened. The consumer reads the first one.
  private var lanes: RingBuffer<Lane>

  init(width: Int) {
    precondition(width >= 1, "A window needs room for at least one lane")
    lanes = RingBuffer(capacity: width)
  }

  /// The number of open lanes, whether the opener is suspended, and whether the consumer waits for a lane.
  var occupancy: (openLanes: Int, isOpenerSuspended: Bool, isAwaited: Bool) {
    switch state {
    case .full: (lanes.count, true, false)
    case .awaited: (lanes.count, false, true)
    case .open, .finished, .failed: (lanes.count, false, false)
    }
  }

  // MARK: Opener

  enum OpenAction: Sendable {
    /// The lane is open: return it.
    case open
    /// The lane is open and the consumer has waited for it: hand it over, return it.
    case hand(Lane, to: Receiver)
    /// Suspend until the opener is admitted, with this lane, or refused.
    case suspend(Opener)
    /// Throw that the window is finished.
    case refuseAsFinished
    /// Throw the error that ended the window.
    case refuse(Failure)
  }

  /// The opener wants to add a lane.
  ///
  /// - Parameter opener: The token of the wait, made only if there is one.
  mutating func open(_ lane: Lane, waitingAs opener: @autoclosure () -> Opener) -> OpenAction {
    switch state {
    case .open:
      if lanes.isFull {
        let opener = opener()
        state = .full(opener, lane)
        return .suspend(opener)
      }
      lanes.append(lane)
      return .open
    case .awaited(let receiver):
      lanes.append(lane)
      state = .open
      return .hand(lane, to: receiver)
    case .full:
      preconditionFailure("A window has one opener at a time, and it is waiting already")
    case .finished:
      return .refuseAsFinished
    case .failed(let failure):
      return .refuse(failure)
    }
  }

  /// The task of the suspended opener was cancelled. Its lane is dropped, unless it is open already.
  mutating func cancelOpen(_ opener: Opener) -> CancelAction {
    guard case .full(opener, _) = state else { return .none }
    state = .open
    return .resume
  }

  enum FinishAction: Equatable, Sendable {
    /// Resume the receiver with the end of the window.
    case end(Receiver)
    /// Resume the opener with the error that the window is finished.
    case refuse(Opener)
    case none
  }

  /// No lane will be added.
  mutating func finish() -> FinishAction {
    switch state {
    case .open:
      state = .finished
      return .none
    case .awaited(let receiver):
      state = .finished
      return .end(receiver)
    case .full(let opener, _):
      state = .finished
      return .refuse(opener)
    case .finished, .failed:
      return .none
    }
  }

  // MARK: Consumer

  enum NextAction: Sendable {
    /// Read this lane, the first in line.
    case read(Lane)
    /// Suspend until a lane is opened.
    case suspend(Receiver)
    /// Return that all lanes are drained.
    case end
    /// Throw the error that ended the window.
    case fail(Failure)
  }

  /// The consumer asks for the lane to read.
  ///
  /// - Parameter receiver: The token of the wait, made only if there is one.
  mutating func next(waitingAs receiver: @autoclosure () -> Receiver) -> NextAction {
    if let lane = lanes.first { return .read(lane) }
    switch state {
    case .open:
      let receiver = receiver()
      state = .awaited(receiver)
      return .suspend(receiver)
    case .awaited:
      preconditionFailure("A window has one consumer at a time, and it is waiting already")
    case .full:
      preconditionFailure("The opener waits although no lane is open")
    case .finished:
      return .end
    case .failed(let failure):
      return .fail(failure)
    }
  }

  /// The task of the suspended receiver was cancelled.
  mutating func cancelNext(_ receiver: Receiver) -> CancelAction {
    guard case .awaited(receiver) = state else { return .none }
    state = .open
    return .resume
  }

  enum DrainAction: Equatable, Sendable {
    /// The suspended opener's lane took the free place: resume the opener.
    case admit(Opener)
    case none
  }

  /// The consumer has read the first lane to its end.
  mutating func firstLaneDrained() -> DrainAction {
    switch state {
    case .open, .finished:
      removeFirstLane()
      return .none
    case .full(let opener, let lane):
      removeFirstLane()
      lanes.append(lane)
      state = .open
      return .admit(opener)
    case .awaited:
      preconditionFailure("A lane was drained while the consumer waited for one")
    case .failed:
      // The window failed after the lane's last element and before this report.
      return .none
    }
  }

  private mutating func removeFirstLane() {
    guard lanes.popFirst() != nil else { preconditionFailure("A lane was drained although none is open") }
  }

  // MARK: Either end

  enum FailAction: Sendable {
    /// Resume the receiver with the error.
    case fail(Receiver)
    /// Close the lanes with the error, which also reaches a consumer in the middle of one; resume the opener with it.
    case close([Lane], refusing: Opener?)
    case none
  }

  /// The window fails at once, even after a finish, because lanes can fail until they are drained. The first failure
  /// counts.
  mutating func fail(_ failure: Failure) -> FailAction {
    switch state {
    case .open, .finished:
      state = .failed(failure)
      return .close(lanes.popAll(), refusing: nil)
    case .full(let opener, _):
      state = .failed(failure)
      return .close(lanes.popAll(), refusing: opener)
    case .awaited(let receiver):
      state = .failed(failure)
      return .fail(receiver)
    case .failed:
      return .none
    }
  }
}

extension InOrderWindowStateMachine.OpenAction: Equatable where Lane: Equatable, Failure: Equatable {}
extension InOrderWindowStateMachine.NextAction: Equatable where Lane: Equatable, Failure: Equatable {}
extension InOrderWindowStateMachine.FailAction: Equatable where Lane: Equatable {}
