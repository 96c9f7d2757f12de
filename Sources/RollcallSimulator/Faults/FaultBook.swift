import Backpressure

/// The rules with the numbers of their matching requests, which give the fault of the next one.
final class FaultBook: Sendable {
  private let rules: [FaultRule]
  private let matched: Lock<[Int]>
  private let randomFaults: RandomFaults?
  private let asked = Lock<[String: Int]>([:])

  init(_ rules: [FaultRule], _ randomFaults: RandomFaults? = nil) {
    self.rules = rules
    matched = Lock(Array(repeating: 0, count: rules.count))
    self.randomFaults = randomFaults
  }

  func fault(method: String, path: String) -> Fault? {
    ruled(method: method, path: path) ?? random(method: method, path: path)
  }

  /// The same request has the same fate in every run, in whatever order requests come.
  private func random(method: String, path: String) -> Fault? {
    guard let randomFaults else { return nil }
    let request = "\(method) \(path)"
    let number = asked.withLock { asked in
      asked[request, default: 0] += 1
      return asked[request]!
    }
    return randomFaults.fault(of: request, number: number)
  }

  /// Every rule counts every request that it matches, even when an earlier rule decides.
  private func ruled(method: String, path: String) -> Fault? {
    if rules.isEmpty { return nil }
    return matched.withLock { matched in
      var struck: Fault?
      for (index, rule) in rules.enumerated() where rule.matches(method: method, path: path) {
        matched[index] += 1
        if struck == nil && rule.strikes(request: matched[index]) { struck = rule.fault }
      }
      return struck
    }
  }
}

extension Fault {
  /// The answer in place of the real one, or the real one spoiled. `answer` is called only if it is needed.
  func applied(to answer: () -> Answer) -> Answer {
    switch self {
    case .answer(let fault): return fault.answer
    case .closeBeforeResponse: return Answer(status: 0, delivery: .nothing(.close))
    case .resetBeforeResponse: return Answer(status: 0, delivery: .nothing(.reset))
    case .resetAfter(let bytes):
      return answer().delivered(.part(bytes: bytes, ending: .reset, framing: .length))
    case .truncatedBody(let bytes):
      return answer().delivered(.part(bytes: bytes, ending: .close, framing: .length))
    case .truncatedChunks(let bytes):
      return answer().delivered(.part(bytes: bytes, ending: .close, framing: .chunks))
    case .cutBody(let bytes):
      return answer().delivered(.part(bytes: bytes, ending: .regular, framing: .length))
    case .chunked:
      return answer().delivered(.part(bytes: .max, ending: .regular, framing: .chunks))
    case .slowBody(let bytes, let pause):
      return answer().delivered(.slow(bytes: bytes, pause: pause))
    case .contentType(let type):
      var spoiled = answer()
      spoiled.headers.removeAll { $0.name.lowercased() == "content-type" }
      spoiled.headers.append(Header("Content-Type", type))
      return spoiled
    case .delay(let duration):
      var late = answer()
      late.delay = duration
      return late
    }
  }
}

extension FaultAnswer {
  fileprivate var answer: Answer {
    var headers = headers.sorted { $0.key < $1.key }.map { Header($0.key, $0.value) }
    if let retryAfter { headers.append(Header("Retry-After", retryAfter.headerValue)) }
    return Answer(status: status, headers: headers, body: .bytes(body), delay: delay)
  }
}
