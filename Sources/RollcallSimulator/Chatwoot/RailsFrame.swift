import Backpressure

/// The headers that Rails adds to an answer: an entity tag, with 304 for a client that still has the body, and two that
/// identify the request and give its duration.
final class RailsFrame: Sendable {
  private let requests = Lock<UInt64>(0)

  func finish(_ answer: Answer, to request: Request) -> Answer {
    let number = requests.withLock { requests in
      requests += 1
      return requests
    }
    var finished = answer
    if answer.status == 200 { addEntityTag(to: &finished, request) }
    var generator = SeededGenerator(seed: number, purpose: "request")
    finished.headers.append(Header("X-Request-Id", randomUUID(from: &generator)))
    finished.headers.append(Header("X-Runtime", "0.0\(10_000 + number % 80_000)"))
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
    }
  }
}
