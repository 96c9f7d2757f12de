import Backpressure

/// The headers of Bloom, the cache before Crisp's API (github.com/valeriansaliou/bloom): `MISS` for the first request,
/// `HIT` after it, `DIRECT` for responses that are never cached, an entity tag, and 304 for a client that still has the
/// body.
///
/// A body becomes stale only if the scenario says so: see `CrispScenario.staleHits`.
final class BloomCache: Sendable {
  private static let cachedStatuses: Set<Int> = [200, 206, 401, 402, 404, 405, 416, 423]

  private struct State {
    var served: Set<String> = []
    var requests: UInt64 = 0
    var kept: [String: (answer: Answer, hitsLeft: Int)] = [:]
  }

  private let state = Lock(State())
  private let staleHits: Int

  init(staleHits: Int) {
    self.staleHits = staleHits
  }

  /// The earlier answer, including some errors, as long as it is kept.
  func stale(for request: Request) -> Answer? {
    guard staleHits > 0 else { return nil }
    let key = key(of: request)
    return state.withLock { state -> Answer? in
      guard let kept = state.kept[key], kept.hitsLeft > 0 else { return nil }
      state.requests += 1
      state.kept[key]?.hitsLeft -= 1
      var answer = kept.answer
      answer.headers.removeAll { $0.name == "Bloom-Status" || $0.name == "X-Request-Id" }
      answer.headers.append(Header("Bloom-Status", "HIT"))
      answer.headers.append(Header("X-Request-Id", requestID(state.requests)))
      return answer
    }
  }

  /// Keeps an answer of a kind that Bloom caches, for later requests.
  func keep(_ answer: Answer, to request: Request) {
    guard staleHits > 0, Self.cachedStatuses.contains(answer.status), request.method == "GET" else { return }
    let key = key(of: request)
    state.withLock { $0.kept[key] = (answer, staleHits) }
  }

  private func key(of request: Request) -> String {
    "\(request.header("Authorization") ?? "") \(request.method) \(request.path)?\(request.query)"
  }

  func finish(_ answer: Answer, to request: Request) -> Answer {
    let isHead = request.method == "HEAD"
    let isCached = Self.cachedStatuses.contains(answer.status) && (isHead || request.method == "GET")
    let key = key(of: request)
    let (isHit, number) = state.withLock { state in
      state.requests += 1
      return (isCached && !state.served.insert(key).inserted, state.requests)
    }
    var finished = answer
    // A HEAD route answers with a status and no body, even for errors.
    if isHead { finished.body = .bytes([]) }
    finished.headers.append(Header("Bloom-Status", isCached ? (isHit ? "HIT" : "MISS") : "DIRECT"))
    finished.headers.append(Header("X-Request-Id", requestID(number)))
    guard isCached && !isHead else { return finished }
    addEntityTag(to: &finished, request)
    return finished
  }

  private func addEntityTag(to answer: inout Answer, _ request: Request) {
    var tag = answer.headers.first { $0.name == "ETag" }?.value
    if tag == nil, case .bytes(let bytes) = answer.body {
      tag = EntityTag.text(bytes.fingerprint)
      answer.headers.append(Header("ETag", tag!))
    }
    answer.headers.append(Header("Vary", "ETag"))
    if let tag, request.header("If-None-Match") == tag {
      answer.status = 304
      answer.body = .bytes([])
    }
  }

  private func requestID(_ number: UInt64) -> String {
    var generator = SeededGenerator(seed: number, purpose: "request")
    return randomUUID(from: &generator)
  }
}
