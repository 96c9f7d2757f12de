import Backpressure

/// Tools that tasks share, such as parsers and compressors: each has much memory, and needs it only while it works.
///
/// Work with a tool does not suspend, so there are never more tools than threads, however many tasks there are. The tool
/// that was returned last is lent first: its memory is still near the processor.
package final class Pool<Tool: ~Copyable>: Sendable {
  /// A tool that belongs to one owner at a time, the pool or a borrower. Hence `@unchecked`.
  private final class Entry: @unchecked Sendable {
    var tool: Tool

    init(_ tool: consuming Tool) { self.tool = tool }
  }

  private let idle = Lock<[Entry]>([])
  private let make: @Sendable () throws -> Tool

  /// - Parameter make: makes a tool, if all are lent.
  package init(_ make: @escaping @Sendable () throws -> Tool) { self.make = make }

  /// Lends a tool to `body`.
  package func withTool<Result>(_ body: (inout Tool) throws -> Result) throws -> Result {
    let entry = try idle.withLock { $0.popLast() } ?? Entry(make())
    defer { idle.withLock { $0.append(entry) } }
    return try body(&entry.tool)
  }
}
