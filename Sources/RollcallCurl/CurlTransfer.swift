import Backpressure
import Rollcall

/// One request and its response, shared by libcurl's thread, which fills it, and one task, which empties it.
final class CurlTransfer: HTTPBody {
  let request: HTTPRequest
  let configuration: CurlTransport.Configuration
  private let loop: CurlLoop
  private let machine = Lock(CurlTransferStateMachine<Suspension<Void>>())

  init(_ request: HTTPRequest, configuration: CurlTransport.Configuration, loop: CurlLoop) {
    self.request = request
    self.configuration = configuration
    self.loop = loop
  }

  // MARK: - The task

  /// Suspends until the response's head is complete.
  func head() async throws -> CurlResponseHead {
    while true {
      switch machine.withLock({ $0.takeHead(waitingAs: Suspension()) }) {
      case .head(let head): return head
      case .failure(let error): throw error
      case .suspend(let waiter): try await wait(waiter)
      }
    }
  }

  func next() async throws -> [UInt8]? {
    while true {
      switch machine.withLock({ $0.takeBytes(waitingAs: Suspension()) }) {
      case .bytes(let bytes, let wasPaused):
        if wasPaused { loop.resume(self) }
        return bytes
      case .end: return nil
      case .failure(let error): throw error
      case .suspend(let waiter): try await wait(waiter)
      }
    }
  }

  private func wait(_ waiter: Suspension<Void>) async throws {
    try await waiter.wait { [machine] in machine.withLock { $0.cancelWait(waiter) } ? .resume : .none }
  }

  /// Declares that the rest is not needed.
  func abandon() {
    if machine.withLock({ $0.abandon() }) { loop.cancel(self) }
  }

  // MARK: - libcurl's thread

  /// Whether any part of the response has arrived.
  var hasBegun: Bool { machine.withLock(\.hasBegun) }

  /// Whether the head is complete.
  var hasHead: Bool { machine.withLock(\.hasHead) }

  /// Whether the transfer waits for room.
  var isPaused: Bool { machine.withLock(\.isPaused) }

  /// Accepts a header line.
  ///
  /// - Returns: whether the transfer may continue.
  func receivedHeader(_ line: UnsafeRawBufferPointer) -> Bool {
    let (isAccepted, waiter) = machine.withLock { machine in
      let isAccepted = machine.receiveHeader(line)
      return (isAccepted, machine.takeHeadWaiter())
    }
    waiter?.resume(with: .success(()))
    return isAccepted
  }

  /// Accepts bytes of the content.
  ///
  /// - Returns: whether there was room; if not, the transfer must pause and offer the bytes again.
  func received(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let (isAccepted, waiter) = machine.withLock { machine in
      let isAccepted = machine.receive(bytes)
      return (isAccepted, isAccepted ? machine.takeWaiter() : nil)
    }
    waiter?.resume(with: .success(()))
    return isAccepted
  }

  /// Accepts the end of the transfer.
  func completed(_ error: TransportError?) {
    let waiter = machine.withLock { machine in
      machine.complete(error)
      return machine.takeWaiter()
    }
    waiter?.resume(with: .success(()))
  }
}
