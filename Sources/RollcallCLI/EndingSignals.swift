import Backpressure
import Dispatch
import Glibc

/// SIGINT, SIGTERM, SIGHUP and SIGQUIT as requests to end: the first one lets a command end in good order. A second one,
/// or the end of the patience with the first, ends the process at once.
final class EndingSignals: Sendable {
  private let first = Promise<Int32>()
  private let sources: Lock<[any DispatchSourceSignal]>
  private let queue = DispatchQueue(label: "signals")

  /// Begins to listen, until the object goes away or the process ends.
  ///
  /// - Parameters:
  ///   - patience: how long the command may take to end, in seconds: it may be at what cannot be left half-way, such as
  ///     a write to a pipe that nobody reads.
  ///   - lastWords: what to say if it takes longer.
  init(patience: Double = 1.9, lastWords: String = "") {
    // What whoever started the process wanted ignored stays ignored, as nohup and shells without job control do.
    let numbers = [SIGINT, SIGTERM, SIGHUP, SIGQUIT].filter { !Self.isIgnored($0) }
    // Otherwise they would end the process before anybody hears of them.
    for number in numbers { signal(number, SIG_IGN) }
    let sources = numbers.map { [queue] in DispatchSource.makeSignalSource(signal: $0, queue: queue) }
    let count = Lock(0)
    for (number, source) in zip(numbers, sources) {
      // A terminal that went away asks to end, as the system does, and so does who wants a picture of the memory: there
      // are secrets in it.
      let code = 128 + (number == SIGINT ? SIGINT : SIGTERM)
      source.setEventHandler { [first, queue] in
        // Several that come at the same time may be told in one event.
        let signals = Int(clamping: source.data)
        let total = count.withLock { count in
          count += max(signals, 1)
          return count
        }
        // Whatever still goes on takes too long for whoever sends the second one.
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
