import Backpressure

/// A value that is made at the first request, and only once: other callers wait while it is being made.
final class Once<Value: Sendable>: Sendable {
  private let value = Lock<Value?>(nil)

  /// The value. A failed attempt leaves nothing behind: the next caller tries again.
  func get(_ make: () throws -> Value) rethrows -> Value {
    try value.withLock { value in
      if let value { return value }
      let made = try make()
      value = made
      return made
    }
  }
}
