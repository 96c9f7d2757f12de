import Backpressure
import Dispatch
import Glibc

/// SIGINT, SIGTERM, SIGHUP and SIGQUIT as requests to end: the first one lets a command end in good order. A second one,
/// or the end of the patience with the first, ends the process at once.
final class EndingSignals: Sendable {
  private let first = Promise<Int32>()
  private let sources: Lock<[any DispatchSourceSignal]>
  private let queue = DispatchQueue(label: "signals")

  /// Listens until the object is released or the process ends.
  ///
  /// - Parameters:
  ///   - patience: the time in seconds in which the command must end: it may be in a step that cannot be interrupted,
  ///     such as a write to a pipe that is not read.
  ///   - lastWords: the message if it takes longer.
  init(patience: Double = 1.9, lastWords: String = "") {
    // Signals that were ignored when the process was started stay ignored, as nohup and shells without job control
    // need.
    let numbers = [SIGINT, SIGTERM, SIGHUP, SIGQUIT].filter { !Self.isIgnored($0) }
    // Otherwise they would end the process before a handler is called.
    for number in numbers { signal(number, SIG_IGN) }
    let sources = numbers.map { [queue] in DispatchSource.makeSignalSource(signal: $0, queue: queue) }
    let count = Lock(0)
    for (number, source) in zip(numbers, sources) {
      // A lost terminal asks the process to end, as SIGTERM does, and so does a request for a core dump, which would
      // contain secrets.
      let code = 128 + (number == SIGINT ? SIGINT : SIGTERM)
      source.setEventHandler { [first, queue] in
        // One event may report several simultaneous signals.
        let signals = Int(clamping: source.data)
        let total = count.withLock { count in
          count += max(signals, 1)
          return count
        }
        // A second signal means that the command takes too long.
        if total > 1 { _exit(code) }
        queue.asyncAfter(deadline: .now() + patience) {
          if !lastWords.isEmpty { Console.error(lastWords) }
          _exit(code)
        }
        first.fulfil(number)
      }
      source.resume()
    }
    self.sources = Lock(sources)
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    return sigaction(number, nil, &action) == 0
      && unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  deinit { for source in sources.withLock({ $0 }) { source.cancel() } }

  /// Suspends until one of the signals comes, and returns its number.
  func next() async throws -> Int32 { try await first.value() ?? SIGTERM }
}
