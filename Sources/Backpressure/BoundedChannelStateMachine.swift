/// The rules of a ``BoundedChannel`` as a plain value: no lock, no task, no continuation.
///
/// A waiting task is represented by a token (`Sender`, `Receiver`) that the machine stores and returns in an action
/// when the wait is over. Each event returns an action, to be carried out after the lock is released.
///
/// Two rules hold between any two events: senders stand in `line` only while the channel is open and `buffer` is full,
/// and the receiver waits only while `buffer` is empty. So an element that can move always does.
struct BoundedChannelStateMachine<
  Element: Sendable, Failure: Error, Sender: Equatable & Sendable, Receiver: Equatable & Sendable
>: Sendable {
  private enum State {
    /// Elements may be sent; the consumer is not waiting. → `awaited`, `finished`, `closed`.
    case open
    /// The consumer is suspended until an element comes. → `open`, `finished`, `closed`.
    case awaited(Receiver)
    /// The producers are done. The buffered elements will be delivered, then the end or the failure. → `closed`.
    case finished(Failure?)
    /// The consumer has given up, and the buffer is empty. Final.
    case closed(Failure)
  }

  private var state = State.open
  private var buffer: RingBuffer<Element>

  /// Suspended senders with their elements, in the order of their arrival. It is an array, because cancellation removes
  /// senders from the middle, and because it is never longer than the number of producers.
  private var line: [(sender: Sender, element: Element)] = []

  init(capacity: Int) {
    precondition(capacity >= 1, "A channel needs room for at least one element")
    buffer = RingBuffer(capacity: capacity)
  }

  /// The number of buffered elements, the number of suspended senders, and whether the consumer is suspended.
  var occupancy: (buffered: Int, suspendedSenders: Int, isAwaited: Bool) {
    switch state {
    case .awaited: (buffer.count, line.count, true)
    case .open, .finished, .closed: (buffer.count, line.count, false)
    }
  }

  // MARK: Producers

  enum SendAction: Sendable {
    /// The element is buffered: return.
    case accept
    /// The element bypasses the empty buffer: give it to the receiver, return.
    case deliver(Element, to: Receiver)
    /// The machine keeps the element: suspend until the sender is admitted or refused.
    case suspend(Sender)
    /// Throw that the channel is finished.
    case refuseAsFinished
    /// Throw the consumer's error.
    case refuse(Failure)
  }

  /// A producer offers an element.
  ///
  /// - Parameter sender: The token of the wait, made only if there is one.
  mutating func send(_ element: Element, waitingAs sender: @autoclosure () -> Sender) -> SendAction {
    switch state {
    case .open:
      if buffer.isFull {
        let sender = sender()
        line.append((sender, element))
        return .suspend(sender)
      }
      buffer.append(element)
      return .accept
    case .awaited(let receiver):
      state = .open
      return .deliver(element, to: receiver)
    case .finished:
      return .refuseAsFinished
    case .closed(let failure):
      return .refuse(failure)
    }
  }

  /// The task of a suspended sender was cancelled. Its element leaves with it, unless it has been admitted already.
  mutating func cancelSend(_ sender: Sender) -> CancelAction {
    guard let place = line.firstIndex(where: { $0.sender == sender }) else { return .none }
    line.remove(at: place)
    return .resume
  }

  enum FinishAction: Sendable {
    /// Resume the receiver with the end of the channel.
    case end(Receiver)
    /// Resume the receiver with the failure.
    case fail(Receiver, Failure)
    /// Resume the senders with the error that the channel is finished.
    case refuse([Sender])
    case none
  }

  /// The producers are done, because of a failure or not. Only the first finish counts.
  mutating func finish(throwing failure: Failure? = nil) -> FinishAction {
    switch state {
    case .open:
      state = .finished(failure)
      let senders = leaveLine()
      return senders.isEmpty ? .none : .refuse(senders)
    case .awaited(let receiver):
      state = .finished(failure)
      return if let failure { .fail(receiver, failure) } else { .end(receiver) }
    case .finished, .closed:
      return .none
    }
  }

  // MARK: Consumer

  enum NextAction: Sendable {
    /// Return the element. If there is a sender, it got the free place in the buffer: resume it.
    case deliver(Element, admitting: Sender?)
    /// Suspend until something happens.
    case suspend(Receiver)
    /// Return that the channel is at its end.
    case end
    /// Throw the error that ended the channel.
    case fail(Failure)
  }

  /// The consumer wants an element.
  ///
  /// - Parameter receiver: The token of the wait, made only if there is one.
  mutating func next(waitingAs receiver: @autoclosure () -> Receiver) -> NextAction {
    if let element = buffer.popFirst() {
      return .deliver(element, admitting: admitFirstInLine())
    }
    switch state {
    case .open:
      let receiver = receiver()
      state = .awaited(receiver)
      return .suspend(receiver)
    case .awaited:
      preconditionFailure("A channel has one consumer at a time, and it is waiting already")
    case .finished(let failure):
      return if let failure { .fail(failure) } else { .end }
    case .closed(let failure):
      return .fail(failure)
    }
  }

  /// The task of the suspended receiver was cancelled.
  mutating func cancelNext(_ receiver: Receiver) -> CancelAction {
    guard case .awaited(receiver) = state else { return .none }
    state = .open
    return .resume
  }

  enum CloseAction: Sendable {
    /// Resume the receiver with the error.
    case fail(Receiver)
    /// Resume the senders with the error.
    case refuse([Sender])
    case none
  }

  /// The consumer will not read on. The buffered elements are dropped.
  mutating func close(throwing failure: Failure) -> CloseAction {
    switch state {
    case .open, .finished:
      state = .closed(failure)
      buffer = RingBuffer(capacity: buffer.capacity)
      let senders = leaveLine()
      return senders.isEmpty ? .none : .refuse(senders)
    case .awaited(let receiver):
      state = .closed(failure)
      return .fail(receiver)
    case .closed:
      return .none
    }
  }

  // MARK: The line

  private mutating func admitFirstInLine() -> Sender? {
    guard !line.isEmpty else { return nil }
    let (sender, element) = line.removeFirst()
    buffer.append(element)
    return sender
  }

  private mutating func leaveLine() -> [Sender] {
    defer { line = [] }
    return line.map(\.sender)
  }
}

extension BoundedChannelStateMachine.SendAction: Equatable where Element: Equatable, Failure: Equatable {}
extension BoundedChannelStateMachine.FinishAction: Equatable where Failure: Equatable {}
extension BoundedChannelStateMachine.NextAction: Equatable where Element: Equatable, Failure: Equatable {}
extension BoundedChannelStateMachine.CloseAction: Equatable {}
