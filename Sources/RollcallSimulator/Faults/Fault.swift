/// A fault of one request. The first group replaces the answer, the second spoils the real one.
package enum Fault: Sendable {
  /// Another answer, well-formed HTTP.
  case answer(FaultAnswer)
  /// The connection is closed in an orderly way before any byte of the answer.
  case closeBeforeResponse
  /// The connection is reset (TCP RST) before any byte of the answer.
  case resetBeforeResponse

  /// The connection is reset (TCP RST) after exactly that many bytes of the body.
  case resetAfter(bytes: Int)
  /// `Content-Length` promises the whole body; after that many bytes the connection is closed in an orderly way.
  case truncatedBody(bytes: Int)
  /// The body comes in chunks; after that many bytes the connection is closed without the last chunk.
  case truncatedChunks(bytes: Int)
  /// Well-formed HTTP whose body ends after that many bytes, so that its JSON is not complete.
  case cutBody(bytes: Int)
  /// The whole body in chunks, without `Content-Length`: no fault in HTTP, but a client must not rely on a length.
  case chunked
  /// The real body under another content type.
  case contentType(String)
  /// The real answer after a delay.
  case delay(Duration)
  /// The real body, in pieces of at most `bytes` with a pause before each but the first.
  case slowBody(bytes: Int, pause: Duration)
}

/// An answer in place of the real one.
package struct FaultAnswer: Sendable {
  package var status: Int
  package var headers: [String: String]
  package var retryAfter: RetryAfter?
  package var body: [UInt8]
  /// A delay, as for a request that runs into a timeout.
  package var delay: Duration?

  package init(
    _ status: Int, headers: [String: String] = [:], retryAfter: RetryAfter? = nil, body: String = "",
    delay: Duration? = nil
  ) {
    self.status = status
    self.delay = delay
    self.headers = headers
    self.retryAfter = retryAfter
    self.body = Array(body.utf8)
  }
}

extension Fault {
  /// A status without a body.
  package static func status(_ status: Int, retryAfter: RetryAfter? = nil) -> Fault {
    .answer(FaultAnswer(status, retryAfter: retryAfter))
  }

  /// A status with the HTML page of a proxy.
  package static func html(_ status: Int, retryAfter: RetryAfter? = nil) -> Fault {
    .answer(
      FaultAnswer(
        status, headers: ["Content-Type": "text/html"], retryAfter: retryAfter,
        body: "<!doctype html>\n<html><head><title>\(status)</title></head><body><h1>\(status)</h1></body></html>\n"))
  }

  /// A status with plain text.
  package static func text(_ status: Int, _ text: String, retryAfter: RetryAfter? = nil) -> Fault {
    .answer(
      FaultAnswer(status, headers: ["Content-Type": "text/plain"], retryAfter: retryAfter, body: text))
  }
}
