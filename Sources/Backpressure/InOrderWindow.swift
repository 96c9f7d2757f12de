/// A bounded window of lanes, read strictly in the order in which the lanes were opened.
///
/// A window lets work run side by side whose results must come out in order. At most `width` lanes are open at once.
/// Each lane is a ``BoundedChannel`` of its own. The consumer reads lane after lane, so a producer that is not first in
/// line buffers up to `laneCapacity` elements and then waits. Memory never holds more than `width` × `laneCapacity`
/// elements, apart from the one that each producer holds.
///
/// There are three roles. One *opener* opens lanes and finishes the window. Each lane goes to a *producer*, which sends
/// into it and **must** finish it, since the consumer reads no later lane before. One *consumer* calls ``next()``.
/// ``withInOrderResults(of:width:transform:body:)`` arranges the three for the most common case.
///
/// A lane that its producer finishes with an error fails the window when its turn comes, after the elements before it.
/// To fail at once, call ``finish(throwing:)``.
package final class InOrderWindow<Element: Sendable>: Sendable {
  private typealias Lane = BoundedChannel<Element>
  private typealias Opener = Suspension<Void>
  private typealias Receiver = Suspension<BoundedChannel<Element>?>
  private typealias StateMachine = InOrderWindowStateMachine<Lane, any Error, Opener, Receiver>

  private let machine: Lock<StateMachine>
  private let laneCapacity: Int

  /// Makes a window without lanes.
  ///
  /// - Parameters:
  ///   - width: The largest number of open lanes, at least 1.
  ///   - laneCapacity: The largest number of buffered elements in a lane, at least 1.
  package init(width: Int, laneCapacity: Int) {
    precondition(laneCapacity >= 1, "A lane needs room for at least one element")
    machine = Lock(StateMachine(width: width))
    self.laneCapacity = laneCapacity
  }

  // MARK: Opener

  /// Suspends until fewer than `width` lanes are open, and opens one after the others.
  ///
  /// One task at a time may call it; a second one that has to wait stops the process. A lane stays open until the
  /// consumer has read it to its end, not only until its producer is done.
  ///
  /// - Returns: The lane, for one producer (or several), who must finish it. Only the window reads it.
  /// - Throws: `CancellationError` if the task is cancelled, ``ChannelFinishedError`` if the window is finished, the
  ///   error of the window if it has failed. In all three cases no lane is opened.
  package func openLane() async throws -> BoundedChannel<Element> {
    try Task.checkCancellation()
    let lane = Lane(capacity: laneCapacity)
    switch machine.withLock({ $0.open(lane, waitingAs: Opener()) }) {
    case .open:
      break
    case .hand(let lane, let receiver):
      receiver.resume(with: .success(lane))
    case .suspend(let opener):
      try await opener.wait { [machine] in machine.withLock { $0.cancelOpen(opener) } }
    case .refuseAsFinished:
      throw ChannelFinishedError()
    case .refuse(let error):
      throw error
    }
    return lane
  }

  /// Announces that no lane will follow: the consumer drains the open lanes and then gets `nil`.
  ///
  /// Any task may call it, also more than once. An opener that is suspended at this moment gets
  /// ``ChannelFinishedError``.
  package func finish() {
    switch machine.withLock({ $0.finish() }) {
    case .end(let receiver): receiver.resume(with: .success(nil))
    case .refuse(let opener): opener.resume(with: .failure(ChannelFinishedError()))
    case .none: break
    }
  }

  /// Fails the window at once: the buffered elements are dropped, and every waiting or later caller gets `error`.
  ///
  /// The error reaches the consumer in the middle of a lane, the senders of all lanes, and the opener. Any task may
  /// call it, even after ``finish()``, since lanes can fail as long as they are open. The first failure counts.
  package func finish(throwing error: any Error) {
    switch machine.withLock({ $0.fail(error) }) {
    case .fail(let receiver):
      receiver.resume(with: .failure(error))
    case .close(let lanes, let opener):
      for lane in lanes { lane.close(throwing: error) }
      opener?.resume(with: .failure(error))
    case .none:
      break
    }
  }

  // MARK: Consumer

  /// Suspends until the first lane in line has an element, and takes it out.
  ///
  /// One task at a time may call it; a second one that has to wait stops the process. As with ``BoundedChannel/next()``,
  /// cancelling the consumer loses nothing.
  ///
  /// - Returns: The next element in lane order, or `nil` once the window is finished and all lanes are drained.
  /// - Throws: The error of a lane when its turn comes, or of ``finish(throwing:)`` at once; either ends the window.
  ///   `CancellationError` if the task is cancelled, which does not end it.
  package func next() async throws -> Element? {
    while let lane = try await firstLane() {
      switch try await lane.receive() {
      case .element(let element):
        return element
      case .end:
        switch machine.withLock({ $0.firstLaneDrained() }) {
        case .admit(let opener): opener.resume(with: .success(()))
        case .none: break
        }
      case .failure(let error):
        // The lanes after this one are no longer read, so their producers and the opener must not wait.
        finish(throwing: error)
        throw error
      }
    }
    return nil
  }

  private func firstLane() async throws -> BoundedChannel<Element>? {
    try Task.checkCancellation()
    switch machine.withLock({ $0.next(waitingAs: Receiver()) }) {
    case .read(let lane):
      return lane
    case .suspend(let receiver):
      return try await receiver.wait { [machine] in machine.withLock { $0.cancelNext(receiver) } }
    case .end:
      return nil
    case .fail(let error):
      throw error
    }
  }

  /// A snapshot, outdated as soon as it is taken.
  var occupancy: (openLanes: Int, isOpenerSuspended: Bool, isAwaited: Bool) {
    machine.withLock { $0.occupancy }
  }
}
