import Backpressure
import Glibc

/// A counter of all requests in a fixed window of the clock, whatever their result (Chatwoot's `rack_attack.rb`;
/// rack-attack's key is the epoch divided by the window).
final class ChatwootThrottle: Sendable {
  private struct State {
    var window = 0
    var count = 0
  }

  private let limit: ChatwootLimit?
  private let state = Lock(State())

  init(_ limit: ChatwootLimit?) {
    self.limit = limit
  }

  /// Counts a request.
  /// - Returns: the refusal, or nil while the window has room.
  func refusal() -> Answer? {
    guard let limit else { return nil }
    let window = time(nil) / limit.windowSeconds
    let count = state.withLock { state in
      if state.window != window { state = State(window: window, count: 0) }
      state.count += 1
      return state.count
    }
    if count <= limit.requests { return nil }
    var headers = [Header("Content-Type", "text/plain")]
    if let retryAfter = limit.retryAfter { headers.append(Header("Retry-After", retryAfter.headerValue)) }
    return Answer(status: 429, headers: headers, body: .bytes(Array("Retry later\n".utf8)))
  }
}
