import Backpressure
import CCurl
import Glibc
import Rollcall

/// The thread that runs all transfers, and the queue through which tasks send it commands.
///
/// While it runs, only this thread calls libcurl, apart from `curl_multi_wakeup`, which other threads may call.
final class CurlLoop: Sendable {
  private enum Command: Sendable {
    case start(CurlTransfer)
    case resume(CurlTransfer)
    case cancel(CurlTransfer)
    case stop
  }

  private struct Handle: @unchecked Sendable {
    /// Other threads use it only for `curl_multi_wakeup`.
    let multi: UnsafeMutableRawPointer
  }

  private let handle: Handle
  private let commands = Lock<[Command]>([])
  private let thread: Lock<pthread_t>
  private let maximumConnections: Int?

  /// - Throws: `TransportError` if libcurl or the thread cannot be set up.
  init(maximumConnections: Int? = nil) throws(TransportError) {
    self.maximumConnections = maximumConnections
    // Libcurl counts these calls and initializes itself once for the process.
    guard curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK, let multi = curl_multi_init() else {
      throw .exhausted("libcurl cannot be set up", "of open files (ulimit -n) or of memory (ulimit -v)")
    }
    handle = Handle(multi: multi)
    thread = Lock(pthread_t())
    let context = Unmanaged.passRetained(self)
    var thread = pthread_t()
    let result = pthread_create(
      &thread, nil,
      { context in
        Unmanaged<CurlLoop>.fromOpaque(context!).takeRetainedValue().run()
        return nil
      }, context.toOpaque())
    guard result == 0 else {
      context.release()
      curl_multi_cleanup(multi)
      throw .exhausted(
        "no thread for the network: \(String(cString: strerror(result)))", "of processes and threads (ulimit -u)")
    }
    self.thread.withLock { [thread] in $0 = thread }
  }

  // MARK: - From tasks

  func start(_ transfer: CurlTransfer) { enqueue(.start(transfer)) }
  func resume(_ transfer: CurlTransfer) { enqueue(.resume(transfer)) }
  func cancel(_ transfer: CurlTransfer) { enqueue(.cancel(transfer)) }

  /// Ends all transfers and the thread, and waits for it.
  func stop() {
    enqueue(.stop)
    pthread_join(thread.withLock { $0 }, nil)
    // This thread cleans up, because the loop's thread may end before this one has returned from waking it.
    curl_multi_cleanup(handle.multi)
  }

  private func enqueue(_ command: Command) {
    let wasEmpty = commands.withLock { commands in
      defer { commands.append(command) }
      return commands.isEmpty
    }
    // If commands were waiting, the thread has been woken already.
    if wasEmpty { curl_multi_wakeup(handle.multi) }
  }

  // MARK: - The thread

  private func run() {
    let multi = handle.multi
    var transfers = CurlTransfers(multi: multi, maximumConnections: maximumConnections)
    defer { transfers.removeAll() }
    var lastLook = ContinuousClock.now
    while true {
      for command in commands.withLock({ commands in
        defer { commands = [] }
        return commands
      }) {
        switch command {
        case .start(let transfer): transfers.add(transfer)
        case .resume(let transfer): transfers.resume(transfer)
        case .cancel(let transfer): transfers.remove(transfer)
        case .stop: return
        }
      }
      var running: CInt = 0
      curl_multi_perform(multi, &running)
      transfers.completeFinished()
      let now = ContinuousClock.now
      if now - lastLook >= .seconds(1) {
        lastLook = now
        transfers.endOverdue()
      }
      // A socket or a command wakes the thread; the time is only an upper bound.
      curl_multi_poll(multi, nil, 0, 1000, nil)
    }
  }
}
