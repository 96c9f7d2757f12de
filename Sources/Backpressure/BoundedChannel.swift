/// A queue of at most `capacity` elements between producers and one consumer.
///
/// A full queue suspends the producer, an empty one the consumer, so a fast end never runs away from a slow one and
/// "at most `capacity` in memory" is a plain number. Make the elements large (a batch, a page): each one costs a lock.
///
/// An element is accepted exactly when its ``send(_:)`` returns. Accepted elements are delivered once each and in the
/// order in which they were accepted, unless the consumer closes the channel; elements whose `send` threw are never
/// delivered. Cancellation races do not change that.
///
/// The producers must end the channel on every path, including the failing one:
///
/// ```swift
/// do {
///   for page in pages { try await channel.send(page) }
///   channel.finish()
/// } catch {
///   channel.finish(throwing: error)
/// }
/// ```
package final class BoundedChannel<Element: Sendable>: Sendable {
  private typealias Sender = Suspension<Void>
  private typealias Receiver = Suspension<Reception>
  private typealias StateMachine = BoundedChannelStateMachine<Element, any Error, Sender, Receiver>

  private let machine: Lock<StateMachine>

  /// Makes an open, empty channel.
  ///
  /// - Parameter capacity: The largest number of buffered elements, at least 1.
  package init(capacity: Int) {
    machine = Lock(StateMachine(capacity: capacity))
  }

  // MARK: Producers

  /// Suspends until there is room for the element, and adds it.
  ///
  /// Any number of tasks may send at the same time; suspended tasks are served in the order of their arrival.
  ///
  /// - Throws: `CancellationError` if the task is cancelled before the element is accepted,
  ///   ``ChannelFinishedError`` if the channel is finished before that, the error of ``close(throwing:)`` if the
  ///   consumer has given up. In all three cases the element is not delivered.
  package func send(_ element: Element) async throws {
    try Task.checkCancellation()
    switch machine.withLock({ $0.send(element, waitingAs: Sender()) }) {
    case .accept:
      return
    case .deliver(let element, let receiver):
      receiver.resume(with: .success(.element(element)))
    case .suspend(let sender):
      try await sender.wait { [machine] in machine.withLock { $0.cancelSend(sender) } }
    case .refuseAsFinished:
      throw ChannelFinishedError()
    case .refuse(let error):
      throw error
    }
  }

  /// Ends the channel: the consumer gets the buffered elements and then `nil`.
  ///
  /// Any task may call it, even more than once; the first finish counts. Senders that are suspended at this moment are
  /// refused with ``ChannelFinishedError``: with several producers, finish after all of them are done.
  package func finish() {
    finish(with: nil)
  }

  /// Ends the channel with a failure: the consumer gets the buffered elements and then `error`.
  ///
  /// The rules of ``finish()`` apply.
  package func finish(throwing error: any Error) {
    finish(with: error)
  }

  private func finish(with error: (any Error)?) {
    switch machine.withLock({ $0.finish(throwing: error) }) {
    case .end(let receiver): receiver.resume(with: .success(.end))
    case .fail(let receiver, let error): receiver.resume(with: .success(.failure(error)))
    case .refuse(let senders): for sender in senders { sender.resume(with: .failure(ChannelFinishedError())) }
    case .none: break
    }
  }

  // MARK: Consumer

  /// Suspends until there is an element, and removes it.
  ///
  /// One task at a time may call it; a second one stops the process. Cancelling the consumer loses nothing: an element
  /// that is on its way is returned, and the others stay.
  ///
  /// - Returns: The next element, or `nil`, again and again, once the channel is finished and drained.
  /// - Throws: The error of ``finish(throwing:)`` once the channel is drained, or that of ``close(throwing:)`` at once,
  ///   again and again; `CancellationError` if the task is cancelled.
  package func next() async throws -> Element? {
    switch try await receive() {
    case .element(let element): return element
    case .end: return nil
    case .failure(let error): throw error
    }
  }

  /// Abandons the rest: drops the buffered elements and refuses suspended and later senders with `error`.
  ///
  /// With this call the consumer declares that it will not read on. Another task may call it instead, even while the
  /// consumer is suspended in ``next()``, which then throws `error`. The first close counts.
  package func close(throwing error: any Error) {
    switch machine.withLock({ $0.close(throwing: error) }) {
    case .fail(let receiver): receiver.resume(with: .success(.failure(error)))
    case .refuse(let senders): for sender in senders { sender.resume(with: .failure(error)) }
    case .none: break
    }
  }

  /// The result of waiting for an element.
  enum Reception: Sendable {
    case element(Element)
    case end
    case failure(any Error)
  }

  /// ``next()`` with the failure of the channel as a value, which keeps it apart from the cancellation of the caller.
  ///
  /// - Throws: `CancellationError` if the task is cancelled.
  func receive() async throws -> Reception {
    try Task.checkCancellation()
    switch machine.withLock({ $0.next(waitingAs: Receiver()) }) {
    case .deliver(let element, let sender):
      sender?.resume(with: .success(()))
      return .element(element)
    case .suspend(let receiver):
      return try await receiver.wait { [machine] in machine.withLock { $0.cancelNext(receiver) } }
    case .end:
      return .end
    case .fail(let error):
      return .failure(error)
    }
  }

  /// A snapshot, outdated as soon as it is taken.
  var occupancy: (buffered: Int, suspendedSenders: Int, isAwaited: Bool) {
    machine.withLock { $0.occupancy }
  }
}

/// The error of a channel that takes no element, or a window that takes no lane, because it was finished.
package struct ChannelFinishedError: Error, Equatable {
  package init() {}
}
