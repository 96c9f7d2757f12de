import Backpressure

/// A request to the simulator, without anything that would reveal a secret.
package struct LoggedRequest: Sendable, Hashable {
  package let method: String
  /// Path and query in the form in which they were sent.
  package let target: String
  /// The path alone.
  package var path: Substring { target.prefix { $0 != "?" } }
  /// The sent header fields that are in `RequestLog.allowedHeaders`, with lower-case names.
  package let headers: [String: String]
  /// Whether there was an `Authorization` field with any content.
  package let hasAuthorization: Bool
  /// The names of the fields that could hold a token, beside `Authorization`, in their spelling and in the order in
  /// which they were sent.
  package let tokenFields: [String]
  /// The name of the token: an identifier or a label, and never the secret itself. It is nil for missing or unknown
  /// credentials.
  package let token: String?
  /// The status of the answer; 0 if the connection was dropped before a status.
  package let status: Int
}

/// The requests of a run in the order of their answers.
final class RequestLog: Sendable {
  /// An allow-list, because a future header of a client must not bring a secret into a test's output.
  static let allowedHeaders = Scenario.services.reduce(
    into: ["accept", "accept-encoding", "content-type", "if-none-match", "user-agent"] as Set<String>
  ) { $0.formUnion($1.loggedHeaders) }
  static let tokenHeaders = Scenario.services.reduce(into: Set<String>()) { $0.formUnion($1.tokenHeaders) }

  private struct State {
    var count = 0
    var requests: [LoggedRequest] = []
  }

  private let state = Lock(State())
  private let keepsRequests: Bool

  init(keepsRequests: Bool) {
    self.keepsRequests = keepsRequests
  }

  var requests: [LoggedRequest] { state.withLock { $0.requests } }
  var count: Int { state.withLock { $0.count } }

  func add(_ request: Request, token: String?, status: Int) {
    let logged = keepsRequests ? LoggedRequest(request, token: token, status: status) : nil
    state.withLock { state in
      state.count += 1
      if let logged { state.requests.append(logged) }
    }
  }
}

extension LoggedRequest {
  fileprivate init(_ request: Request, token: String?, status: Int) {
    method = request.method
    target = request.query.isEmpty ? request.path : "\(request.path)?\(request.query)"
    self.token = token
    self.status = status
    hasAuthorization = request.header("Authorization") != nil
    var headers: [String: String] = [:]
    var tokenFields: [String] = []
    for header in request.headers {
      let name = header.name.lowercased()
      if RequestLog.tokenHeaders.contains(name) { tokenFields.append(header.name) }
      if RequestLog.allowedHeaders.contains(name) { headers[name] = header.value }
    }
    self.headers = headers
    self.tokenFields = tokenFields
  }
}
