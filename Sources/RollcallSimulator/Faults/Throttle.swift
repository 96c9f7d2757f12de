import Backpressure
import Glibc

/// A number of requests in a fixed window of the clock, aligned to the epoch. Every request counts, including refused
/// ones.
package struct RateLimit: Sendable {
  /// The number of answered requests in a window.
  package var requests: Int
  /// The seconds of a window.
  package var windowSeconds: Int
  /// The header of a refusal, if there is one.
  package var retryAfter: RetryAfter?

  package init(requests: Int, windowSeconds: Int = 60, retryAfter: RetryAfter? = nil) {
    self.requests = requests
    self.windowSeconds = windowSeconds
    self.retryAfter = retryAfter
  }
}

/// A counter of all requests in the window of a limit, whatever their result (rack-attack's key is the epoch divided by
/// the window).
final class Throttle: Sendable {
  private struct State {
    var window = 0
    var count = 0
  }

  private let limit: RateLimit?
  private let state = Lock(State())

  init(_ limit: RateLimit?) {
    self.limit = limit
  }

  /// Counts a request.
  /// - Returns: the limit that refuses it, or nil while the window has room.
  func refusing() -> RateLimit? {
    guard let limit else { return nil }
    let window = time(nil) / limit.windowSeconds
    let count = state.withLock { state in
      if state.window != window { state = State(window: window, count: 0) }
      state.count += 1
      return state.count
    }
    return count <= limit.requests ? nil : limit
  }
}
