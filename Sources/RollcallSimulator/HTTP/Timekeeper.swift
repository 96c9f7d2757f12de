import Backpressure
import CMicroHTTPD
import Glibc

/// The clock that wakes suspended connections, on one thread of its own, because the thread that serves all connections
/// must never sleep.
final class Timekeeper: Sendable {
  /// A suspended connection, which any thread can resume.
  private struct Connection: @unchecked Sendable {
    let pointer: OpaquePointer
  }

  private struct State: Sendable {
    var waiting: [(due: ContinuousClock.Instant, connection: Connection)] = []
    var thread: pthread_t?
    var hasStopped = false
  }

  private let state = Lock(State())
  private let alarm = Alarm()

  /// Suspends the connection for that long. Only a callback of libmicrohttpd for this connection may call it.
  /// - Returns: false, without suspending, if the simulator is being stopped.
  func suspend(_ connection: OpaquePointer, for duration: Duration) -> Bool {
    let connection = Connection(pointer: connection)
    let isWaiting = state.withLock { state in
      guard !state.hasStopped else { return false }
      if state.thread == nil { state.thread = startThread() }
      MHD_suspend_connection(connection.pointer)
      state.waiting.append((.now + duration, connection))
      return true
    }
    alarm.ring()
    return isWaiting
  }

  /// Whether a connection was woken only because the simulator is being stopped.
  var hasStopped: Bool { state.withLock { $0.hasStopped } }

  /// Wakes all connections at once, and lets no other sleep. libmicrohttpd must not be stopped before.
  func stop() {
    let thread = state.withLock { state in
      state.hasStopped = true
      defer { state.thread = nil }
      return state.thread
    }
    alarm.ring()
    if let thread { pthread_join(thread, nil) }
  }

  /// Wakes the connections whose time has come.
  /// - Returns: the milliseconds until the next one, -1 if none waits, nil after the end.
  private func resumeDue() -> Int32? {
    state.withLock { state -> Int32? in
      let hasStopped = state.hasStopped
      let now = ContinuousClock.now
      let isDue = { (due: ContinuousClock.Instant) in hasStopped || due <= now }
      for entry in state.waiting where isDue(entry.due) { MHD_resume_connection(entry.connection.pointer) }
      state.waiting.removeAll { isDue($0.due) }
      if hasStopped { return nil }
      guard let next = state.waiting.map(\.due).min() else { return -1 }
      // The time is rounded up, because waking too early would only mean waking again.
      return Int32(min(Double(Int32.max), (next - now) / .milliseconds(1) + 1))
    }
  }

  private func startThread() -> pthread_t? {
    var thread = pthread_t()
    let keeper = Unmanaged.passRetained(self)
    let code = pthread_create(
      &thread, nil,
      { keeper in
        let keeper = Unmanaged<Timekeeper>.fromOpaque(keeper!).takeRetainedValue()
        while let wait = keeper.resumeDue() {
          keeper.alarm.wait(milliseconds: wait)
        }
        return nil
      }, keeper.toOpaque())
    guard code == 0 else {
      keeper.release()
      return nil
    }
    return thread
  }
}

/// An alarm that interrupts a sleep: a pipe, because a thread can wait for it and for a time at once.
private final class Alarm: Sendable {
  private let reading: Int32
  private let writing: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    pipe(&ends)
    (reading, writing) = (ends[0], ends[1])
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
  }

  deinit {
    close(reading)
    close(writing)
  }

  /// If the pipe is full, the alarm has already been rung.
  func ring() {
    var byte: UInt8 = 0
    _ = write(writing, &byte, 1)
  }

  /// - Parameter milliseconds: -1 to wait only for the alarm.
  func wait(milliseconds: Int32) {
    var event = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
    poll(&event, 1, milliseconds)
    var bytes: [UInt8] = Array(repeating: 0, count: 64)
    while read(reading, &bytes, bytes.count) > 0 {}
  }
}
