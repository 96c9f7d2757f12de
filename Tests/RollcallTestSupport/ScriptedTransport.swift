import Backpressure
import Rollcall

/// A transport that answers what a test has written down for each path, in that order, and traps on anything else.
package final class ScriptedTransport: HTTPTransport {
  /// One answer, or what comes in place of one.
  package struct Response: Sendable {
    package var status: Int
    package var headers: [String: String]
    /// The content, piece by piece.
    package var pieces: [[UInt8]]
    /// What breaks the content off, if it does not end well.
    package var breakage: TransportError?
    /// What comes in place of a head.
    package var refusal: TransportError?

    package init(
      status: Int = 200, headers: [String: String] = [:], pieces: [[UInt8]] = [], breakage: TransportError? = nil,
      refusal: TransportError? = nil
    ) {
      self.status = status
      self.headers = headers
      self.pieces = pieces
      self.breakage = breakage
      self.refusal = refusal
    }

    package static func body(_ text: String...) -> Response { Response(pieces: text.map { Array($0.utf8) }) }

    package static func status(_ status: Int, _ body: String = "", retryAfter: String? = nil) -> Response {
      Response(
        status: status, headers: retryAfter.map { ["retry-after": $0] } ?? [:],
        pieces: body.isEmpty ? [] : [Array(body.utf8)])
    }

    package static func refused(_ code: TransportError.Code) -> Response {
      Response(refusal: TransportError(code, "scripted"))
    }

    /// Content that breaks off behind its last piece.
    package static func broken(_ text: String..., code: TransportError.Code = .connectionLost) -> Response {
      Response(pieces: text.map { Array($0.utf8) }, breakage: TransportError(code, "scripted"))
    }
  }

  private struct State {
    var script: [String: [Response]]
    var requests: [String] = []
    var answered: [String] = []
    var underWay = 0
    var mostUnderWay = 0
  }

  private let state: Lock<State>
  private let arrival: @Sendable (String) async throws -> Void

  /// - Parameters:
  ///   - script: the answers to each path, in the order of its requests.
  ///   - arrival: called with the path before an answer arrives; whoever suspends in it holds the answer up.
  package init(
    _ script: [String: [Response]], arrival: @escaping @Sendable (String) async throws -> Void = { _ in }
  ) {
    state = Lock(State(script: script))
    self.arrival = arrival
  }

  /// The paths of all requests, in the order in which they were sent.
  package var requests: [String] { state.withLock { $0.requests } }
  /// The paths in the order in which their answers arrived.
  package var answered: [String] { state.withLock { $0.answered } }
  /// The most requests that were under way at a time.
  package var mostUnderWay: Int { state.withLock { $0.mostUnderWay } }
  /// Requests under way now.
  package var underWay: Int { state.withLock { $0.underWay } }
  /// Paths with answers that nobody has asked for.
  package var unanswered: [String] { state.withLock { $0.script.filter { !$0.value.isEmpty }.keys.sorted() } }

  package func withResponse<Result: Sendable>(
    to request: HTTPRequest, _ body: (HTTPResponse) async throws -> Result
  ) async throws -> Result {
    let path = Self.path(of: request.url)
    let response = state.withLock { state -> Response in
      guard state.script[path]?.isEmpty == false, let response = state.script[path]?.removeFirst() else {
        fatalError("no answer is scripted for request \(state.requests.count + 1), \(path): add one to the script")
      }
      state.requests.append(path)
      state.underWay += 1
      state.mostUnderWay = max(state.mostUnderWay, state.underWay)
      return response
    }
    defer { state.withLock { $0.underWay -= 1 } }
    try await arrival(path)
    state.withLock { $0.answered.append(path) }
    if let refusal = response.refusal { throw refusal }
    let content = ScriptedBody(response.pieces, breakage: response.breakage)
    return try await body(HTTPResponse(status: response.status, headers: response.headers, body: content))
  }

  /// What stands behind scheme and host.
  private static func path(of url: String) -> String {
    let parts = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
    return parts.count == 4 ? "/\(parts[3])" : "/"
  }
}

/// Content that arrives piece by piece.
private final class ScriptedBody: HTTPBody {
  private let pieces: Lock<[[UInt8]]>
  private let breakage: TransportError?

  init(_ pieces: [[UInt8]], breakage: TransportError?) {
    self.pieces = Lock(pieces.reversed())
    self.breakage = breakage
  }

  func next() async throws -> [UInt8]? {
    if let piece = pieces.withLock({ $0.popLast() }) { return piece }
    if let breakage { throw breakage }
    return nil
  }
}
