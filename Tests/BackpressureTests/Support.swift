import Testing

@testable import Backpressure

/// A failure that says who is to blame.
enum TestError: Error, Equatable {
  case producer
  case consumer
  case lane(Int)
}

/// Cancels the task that calls it.
func cancelCurrentTask() {
  withUnsafeCurrentTask { $0?.cancel() }
}

/// What a process wrote to standard error before a precondition stopped it: proof that it was the right one.
func lastWords(of result: ExitTest.Result?) -> String {
  String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
}

extension BoundedChannel {
  /// Reads to the end.
  func rest() async throws -> [Element] {
    var elements: [Element] = []
    while let element = try await next() { elements.append(element) }
    return elements
  }
}

extension InOrderWindow {
  /// Reads to the end.
  func rest() async throws -> [Element] {
    var elements: [Element] = []
    while let element = try await next() { elements.append(element) }
    return elements
  }
}
