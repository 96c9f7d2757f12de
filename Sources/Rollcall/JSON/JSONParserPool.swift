import Backpressure

/// Parsers that pages share: each has megabytes of memory and needs them only while it works.
///
/// Parsing does not suspend, so there are never more parsers than threads, however many pages are under way.
package final class JSONParserPool: Sendable {
  /// A parser that belongs to one owner at a time, the pool or a borrower. Hence `@unchecked`.
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
