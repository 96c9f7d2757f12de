/// A header field of an answer.
struct Header: Sendable {
  let name: String
  let value: String

  init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// What a service says to one request, and how it is to be sent.
struct Answer: Sendable {
  enum Body: Sendable {
    /// Made for this request.
    case bytes([UInt8])
    /// Kept for many requests, never copied.
    case stored(StoredBody)

    var count: Int {
      switch self {
      case .bytes(let bytes): bytes.count
      case .stored(let body): body.count
      }
    }
  }

  /// How the body ends when not all of it is sent.
  enum Ending: Sendable {
    /// As HTTP wants it.
    case regular
    /// Orderly end of the connection (TCP FIN).
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

  /// 0 when no status line is sent at all.
  var status: Int
  var headers: [Header] = []
  var body: Body = .bytes([])
  var delivery: Delivery = .whole
  /// How long the answer is held back.
  var delay: Duration?

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
