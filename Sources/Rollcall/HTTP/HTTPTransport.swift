/// Performs HTTP requests: the one door to the network.
///
/// There is exactly one transport in an export. `CurlTransport` is the real one; tests bring scripts.
public protocol HTTPTransport: Sendable {
  /// Performs one GET and lends its response to `body`. The transfer ends with the scope, whatever is left of it.
  ///
  /// Redirects are not followed: they are responses like any other.
  ///
  /// - Throws: `TransportError` if no complete response comes, or what `body` throws.
  func withResponse<Result: Sendable>(
    to request: HTTPRequest, _ body: (HTTPResponse) async throws -> Result
  ) async throws -> Result
}

/// What is asked of a server. Only ever a GET: Rollcall reads.
public struct HTTPRequest: Sendable {
  /// The absolute URL.
  public let url: String
  /// Header fields, some of them secret.
  public let headers: [(name: String, value: Secret)]
  /// Whether the server is on this machine: no proxy is asked then, and no compression, which would only cost time.
  public let isLocal: Bool

  /// Asks for `url`.
  public init(url: String, headers: [(name: String, value: Secret)], isLocal: Bool = false) {
    self.url = url
    self.headers = headers
    self.isLocal = isLocal
  }
}

/// The head of a response, and the way to its content.
public struct HTTPResponse: Sendable {
  /// The status code.
  public let status: Int
  /// Header fields by lower-case name; of a field that came twice, the last one, or all of them with commas between
  /// where each hop may add its own.
  public let headers: [String: String]
  /// The content, with its transfer and content encodings undone.
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
  /// Suspends until more content is there; `nil` at its end.
  ///
  /// Whoever does not ask slows the sender down: only a bounded number of bytes waits here.
  ///
  /// - Throws: `TransportError` if the content breaks off.
  func next() async throws -> [UInt8]?
}

/// Why a request got no response, or only a part of one.
public struct TransportError: Error, Sendable, Equatable {
  /// What went wrong, as far as it changes what to do.
  public enum Code: String, Sendable {
    /// The host's name has no address.
    case nameNotFound = "name not found"
    /// Nothing answers there.
    case connectionFailed = "connection failed"
    /// The connection ended before the response did.
    case connectionLost = "connection lost"
    /// It took too long.
    case timedOut = "timed out"
    /// The server's certificate is not acceptable.
    case untrusted = "not trusted"
    /// Client and server have no version of TLS, or nothing else that it takes, in common.
    case incompatible = "no common TLS"
    /// Something on the way says no, or is not what the settings take it for: a proxy, or the port.
    case refusedOnTheWay = "refused on the way"
    /// What came is not HTTP, or its encoding is damaged.
    case badResponse = "bad response"
    /// The response's head is longer than any that makes sense.
    case tooLarge = "too large"
    /// The request cannot be made at all.
    case badRequest = "bad request"
    /// This machine gives the process no more memory, descriptors or threads.
    case exhausted = "out of resources"
  }

  /// What went wrong.
  public let code: Code
  /// What the transport says about it, in its own words.
  public let message: String
  /// Why that happens, where the transport knows more than its code says.
  public let cause: String?
  /// What to do next, where the transport knows more than its code says.
  public let advice: String?

  /// Makes an error; for transports.
  public init(_ code: Code, _ message: String, cause: String? = nil, advice: String? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
    self.advice = advice
  }
}
