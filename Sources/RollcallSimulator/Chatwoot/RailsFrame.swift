import Backpressure

/// The headers that Rails and Puma add to an answer: security headers, an entity tag with 304 for a client that still
/// has the body, and two that identify the request and give its duration.
final class RailsFrame: Sendable {
  /// Action Dispatch's default headers, on everything that a controller answers.
  private static let security = [
    Header("X-Frame-Options", "SAMEORIGIN"), Header("X-XSS-Protection", "0"),
    Header("X-Content-Type-Options", "nosniff"), Header("X-Download-Options", "noopen"),
    Header("X-Permitted-Cross-Domain-Policies", "none"), Header("Referrer-Policy", "strict-origin-when-cross-origin"),
  ]

  private let version: ChatwootVersion
  private let limits: ChatwootConnectionLimits
  private let requests = Lock<UInt64>(0)

  init(version: ChatwootVersion, limits: ChatwootConnectionLimits) {
    self.version = version
    self.limits = limits
  }

  /// - Parameter isOfController: false for what middleware answers: the throttle, the router and the page of errors.
  func finish(_ answer: Answer, to request: Request, isOfController: Bool) -> Answer {
    let number = requests.withLock { requests in
      requests += 1
      return requests
    }
    var finished = answer
    if isOfController {
      finished.headers += Self.security
      if answer.status == 200 {
        addEntityTag(to: &finished, request)
      } else {
        finished.headers.append(Header("Cache-Control", "no-cache"))
        if version.chunksRefusals { finished.sendsChunks() }
      }
    }
    var generator = SeededGenerator(seed: number, purpose: "request")
    finished.headers.append(Header("X-Request-Id", randomUUID(from: &generator)))
    finished.headers.append(Header("X-Runtime", "0.0\(10_000 + number % 80_000)"))
    if request.method == "HEAD" {
      // Rack drops the body, and Puma gives the length of what is left.
      finished.body = .bytes([])
      finished.delivery = .whole
    }
    if let last = limits.requests, request.numberOnConnection >= last {
      finished.headers.append(Header("Connection", "close"))
    }
    finished.idleSeconds = limits.idleSeconds
    if version.hasPuma7 { finished.headers = finished.headers.map { Header($0.name.lowercased(), $0.value) } }
    return finished
  }

  private func addEntityTag(to answer: inout Answer, _ request: Request) {
    var tag = answer.headers.first { $0.name == "ETag" }?.value
    if tag == nil, case .bytes(let bytes) = answer.body {
      tag = ChatwootAnswer.weakTag(bytes.fingerprint)
      answer.headers.append(Header("ETag", tag!))
    }
    answer.headers.append(Header("Cache-Control", "max-age=0, private, must-revalidate"))
    if let tag, request.header("If-None-Match") == tag {
      answer.status = 304
      answer.body = .bytes([])
      answer.headers.removeAll { $0.name == "Content-Type" }
    }
  }
}

extension Answer {
  /// The whole body in chunks, without a length.
  fileprivate mutating func sendsChunks() {
    delivery = .part(bytes: body.count, ending: .regular, framing: .chunks)
  }
}
