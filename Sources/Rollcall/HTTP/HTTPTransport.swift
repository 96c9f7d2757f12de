/// A transport of HTTP requests: the only way to the network.
///
/// An export has exactly one transport. `CurlTransport` is the real one; tests use scripts.
public protocol HTTPTransport: Sendable {
  /// Performs one GET and lends its response to `body`. The transfer ends with the scope, even if bytes remain.
  ///
  /// Redirects are not followed: they are responses like any other.
  ///
  /// - Throws: `TransportError` if no complete response comes, or what `body` throws.
  func withResponse<Result: Sendable>(
    to request: HTTPRequest, _ body: (HTTPResponse) async throws -> Result
  ) async throws -> Result
}

/// A request to a server. It is always a GET: Rollcall only reads.
public struct HTTPRequest: Sendable {
  /// The absolute URL.
  public let url: String
  /// Header fields, some of them secret.
  package let headers: [(name: String, value: Secret)]
  /// Whether the server is on this machine. Then the request uses no proxy, and no compression, which would only cost
  /// time.
  public let isLocal: Bool

  /// Makes a request for `url`.
  public init(url: String, headers: [(name: String, value: Secret)], isLocal: Bool = false) {
    self.url = url
    self.headers = headers
    self.isLocal = isLocal
  }

  /// Calls `send` with each header field as it must be sent, for a transport. The token is among the values: it must
  /// reach no log and no error.
  public func forEachHeader(_ send: (_ name: String, _ value: String) throws -> Void) rethrows {
    for (name, value) in headers { try send(name, value.exposed) }
  }
}

/// The head of a response, and access to its content.
public struct HTTPResponse: Sendable {
  /// The status code.
  public let status: Int
  /// Header fields by lower-case name. Of a field that came twice, this is the last one, or all of them with commas
  /// between if each hop may add its own.
  public let headers: [String: String]
  /// The content, after decoding.
  public let body: any HTTPBody

  /// Makes a response; for transports.
  public init(status: Int, headers: [String: String], body: any HTTPBody) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// A response's content, as it arrives.
public protocol HTTPBody: Sendable {
  /// Suspends until more content has arrived; `nil` at its end.
  ///
  /// A slow reader slows the sender down: only a bounded number of bytes waits here.
  ///
  /// - Throws: `TransportError` if the content breaks off.
  func next() async throws -> [UInt8]?
}

/// The reason why a request got no response, or only a part of one.
public struct TransportError: Error, Sendable, Equatable {
  /// The kinds of failure, as far as they need different reactions.
  public enum Code: String, Sendable {
    /// The host's name has no address.
    case nameNotFound = "name not found"
    /// No server answers at the address.
    case connectionFailed = "connection failed"
    /// The connection ended before the response did.
    case connectionLost = "connection lost"
    /// The response took too long.
    case timedOut = "timed out"
    /// The server's certificate is not acceptable.
    case untrusted = "not trusted"
    /// Client and server have no version of TLS in common, or nothing else that TLS needs.
    case incompatible = "no common TLS"
    /// Something before the server refuses, or is not what the settings say: a proxy, or the port.
    case refusedOnTheWay = "refused on the way"
    /// The response is not HTTP, or its encoding is damaged.
    case badResponse = "bad response"
    /// The head of the response is longer than any sensible one.
    case tooLarge = "too large"
    /// The request is impossible.
    case badRequest = "bad request"
    /// This machine gives the process no more memory, descriptors or threads.
    case exhausted = "out of resources"
  }

  /// The kind of failure.
  public let code: Code
  /// The transport's description.
  public let message: String
  /// The cause, if the transport knows more than its code says.
  public let cause: String?
  /// The next step, if the transport knows more than its code says.
  public let advice: String?

  /// Makes an error; for transports.
  public init(_ code: Code, _ message: String, cause: String? = nil, advice: String? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
    self.advice = advice
  }
}
