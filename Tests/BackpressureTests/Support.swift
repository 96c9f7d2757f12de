import Testing

@testable import Backpressure

/// A failure that says who is to blame.
enum TestError: Error, Equatable {
  case producer
  case consumer
  case lane(Int)
}

/// The same numbers for the same seed (SplitMix64), so that a failed test can be repeated.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }
}

/// Waits until a condition holds that some other task brings about. Under `.timeLimit`, which ends it otherwise.
func eventually(_ condition: @Sendable () -> Bool) async throws {
  while !condition() { try await Task.sleep(for: .microseconds(200)) }
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
