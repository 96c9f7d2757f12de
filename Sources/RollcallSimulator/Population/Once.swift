import Backpressure

/// A value that is made when it is first wanted, and only once: whoever comes while it is being made waits for it.
final class Once<Value: Sendable>: Sendable {
  private let value = Lock<Value?>(nil)

  /// A failed attempt leaves nothing behind: the next caller tries again.
  func get(_ make: () throws -> Value) rethrows -> Value {
    try value.withLock { value in
      if let value { return value }
      let made = try make()
      value = made
      return made
    }
  }
}
