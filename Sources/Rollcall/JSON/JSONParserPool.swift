import Backpressure

/// Parsers that pages share: each has megabytes of memory, and needs them only while it is at work.
///
/// Parsing does not suspend, so there are never more of them than threads, however many pages are under way.
package final class JSONParserPool: Sendable {
  /// A parser in one pair of hands at a time: those of the pool, or of the one who borrowed it. Hence `@unchecked`.
  private final class Entry: @unchecked Sendable {
    var parser = JSONParser()
  }

  private let idle = Lock<[Entry]>([])

  package init() {}

  /// Lends a parser to `body`.
  package func withParser<R>(_ body: (inout JSONParser) throws -> R) rethrows -> R {
    let entry = idle.withLock { $0.popLast() } ?? Entry()
    defer { idle.withLock { $0.append(entry) } }
    return try body(&entry.parser)
  }
}
