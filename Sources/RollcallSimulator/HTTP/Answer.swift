/// A header field of an answer.
struct Header: Sendable {
  let name: String
  let value: String

  init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// The answer of a service to one request, and the way to send it.
package struct Answer: Sendable {
  enum Body: Sendable {
    /// Made for this request.
    case bytes([UInt8])
    /// Kept for many requests and never copied.
    case stored(StoredBody)

    var count: Int {
      switch self {
      case .bytes(let bytes): bytes.count
      case .stored(let body): body.count
      }
    }
  }

  /// The end of a body that is not sent completely.
  enum Ending: Sendable {
    /// The end that HTTP demands.
    case regular
    /// An orderly end of the connection (TCP FIN).
    case close
    /// TCP RST.
    case reset
  }

  enum Framing: Sendable {
    /// `Content-Length`.
    case length
    /// `Transfer-Encoding: chunked`.
    case chunks
  }

  enum Delivery: Sendable {
    case whole
    case nothing(Ending)
    case part(bytes: Int, ending: Ending, framing: Framing)
    case slow(bytes: Int, pause: Duration)
  }

  /// 0 if no status line is sent at all.
  var status: Int
  var headers: [Header] = []
  var body: Body = .bytes([])
  var delivery: Delivery = .whole
  /// The delay before the answer.
  var delay: Duration?
  /// The seconds without a request after which the connection is closed; nil for never.
  var idleSeconds: Int?

  func delivered(_ delivery: Delivery) -> Answer {
    var answer = self
    answer.delivery = delivery
    return answer
  }
}

/// The text of an `ETag`.
enum EntityTag {
  static func text(_ fingerprint: UInt64) -> String {
    var bytes: [UInt8] = []
    bytes.appendHexadecimal(fingerprint, digits: 16)
    return "\"\(String(decoding: bytes, as: UTF8.self))\""
  }
}
