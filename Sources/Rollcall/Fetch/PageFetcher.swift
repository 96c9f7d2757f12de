import Backpressure

/// A fetcher of one service's pages: it sends each request until it succeeds or fails for good, and passes the rows on.
///
/// ``RequestStateMachine`` makes the decisions, and the fetcher carries them out.
package final class PageFetcher: Sendable {
  let service: any Service
  let transport: any HTTPTransport
  let clock: ExportClock
  let retryPolicy: RetryPolicy
  let pacer: Pacer
  let generator: Lock<any RandomNumberGenerator & Sendable>
  let meter: ExportMeter
  let parsers = Pool<JSONParser>()
  /// The permits to have a response open. A turn of the pacer ends when the response begins, since its rows may have to
  /// wait; a permit ends when the response is read. The first page of the window always gets a permit, since each other
  /// lane holds at most one.
  private let permits: Permits
  /// Called for requests, waits and other news.
  let report: @Sendable (SnapshotEvent) -> Void
  /// Whether several tasks map a long list. One page at a time does so, so that memory does not depend on the number of
  /// long lists.
  let wideMapping = Lock(false)
  /// The reason why the service is of no more use. Further requests fail with it at once.
  private let outage = Lock<ScopedFailure?>(nil)
  /// The state of the service, by the results of all requests.
  private let health = Lock(ServiceHealth())

  package init(
    service: any Service, transport: any HTTPTransport, clock: ExportClock, retryPolicy: RetryPolicy,
    pacer: Pacer, generator: any RandomNumberGenerator & Sendable, meter: ExportMeter,
    report: @escaping @Sendable (SnapshotEvent) -> Void = { _ in }
  ) {
    self.service = service
    self.transport = transport
    self.clock = clock
    self.retryPolicy = retryPolicy
    self.pacer = pacer
    self.generator = Lock(generator)
    self.meter = meter
    self.report = report
    permits = Permits(pacer.mostUnderWay)
  }

  var serviceName: String { type(of: service).name }

  /// Sends a request until it succeeds or fails for good.
  ///
  /// - Parameter send: takes the events: rows, and the order to take the rows of an attempt back.
  /// - Throws: `RollcallError` for a failure that concerns the whole run.
  func attempt<Answer>(_ question: Question<Answer>, send: SendEvent) async throws -> Reply<Answer> {
    let request = question.request
    var machine = RequestStateMachine(request, policy: retryPolicy)
    while true {
      // Checked under the permit: an outage may have begun while this request waited for it.
      let sent = try await permits.withPermit {
        outage.withLock { $0 } == nil ? try await sendOnce(question, after: machine.attempts, send: send) : nil
      }
      guard let sent else {
        guard let outage = outage.withLock({ $0 }) else { preconditionFailure("an outage stays") }
        let failure = ScopedFailure(outage.scope, outage.error.concerning(request.tenant))
        return Reply(.lost(failure, .tenant), requests: machine.attempts)
      }
      defer { pacer.end(sent.turn, with: .failed) }
      machine.sent()
      let failure: FailedAttempt
      switch sent.result {
      case .success(let answer):
        health.withLock { $0.succeeded(request) }
        return Reply(.answered(answer), requests: machine.attempts)
      case .failure(let failed): failure = failed
      }
      if sent.hasSentRows { try await send(.broke) }

      var action = health.withLock { health in
        generator.withLock { generator in
          machine.failed(
            failure.failure, after: sent.duration, at: clock.calendar(), health: &health, using: &generator)
        }
      }
      while case .probe(let probe, let delay) = action {
        if delay > .zero { try await clock.sleep(delay) }
        let signal = try await answer(to: probe, insteadOf: request)
        action = health.withLock { machine.probed(signal, health: &$0) }
      }
      switch action {
      case .retry(let delay, let signal, let pause):
        meter.retried(request.endpoint.pattern, because: signal.cause)
        try await wait(delay, pause, sent.turn, after: failure, of: request, because: signal)
      case .giveUp(let scope):
        var error = end(of: failure)
        if machine.isLasting, let lasting = request.lasting {
          let words = "answered \(error.reason.map { "500 (“\($0)”)" } ?? "500") each time, and answers other requests"
          error = lasting.failure(words, reason: error.reason).error
        }
        error = error.at(request, attempts: machine.attempts, requestID: failure.requestID)
        return try reply(
          to: question, without: ScopedFailure(scope, error), failure.failure.meaning, after: machine.attempts)
      case .endRun(let outage):
        throw RollcallError(
          outage, of: serviceName,
          end(of: failure).at(request, attempts: machine.attempts, requestID: failure.requestID))
      case .probe: preconditionFailure("probes are carried out above")
      }
    }
  }

  /// Waits before the next attempt.
  private func wait(
    _ delay: Duration, _ pause: RequestStateMachine.Pause, _ turn: Pacer.Turn, after failure: FailedAttempt,
    of request: PageRequest, because signal: RetrySignal
  ) async throws {
    let wait = RunPause(
      service: serviceName, endpoint: request.endpoint.pattern, cause: signal.cause,
      message: failure.failure.meaning.error.message, duration: delay,
      until: Timestamp(milliseconds: clock.calendar().milliseconds + Int64(delay.seconds * 1000)))
    switch pause {
    case .request:
      report(.repeated(wait))
      try await clock.sleep(delay)
    // Other requests may have met the same pause, which is one message.
    case .service: if pacer.pause(for: delay) { report(.paused(wait)) }
    case .limit:
      // In this order, or the next request in line would go out before the pause.
      if pacer.pause(for: delay) { report(.paused(wait)) }
      pacer.end(turn, with: .limited)
    }
  }

  /// Makes the reply to a question whose page is lost.
  ///
  /// - Throws: the error, if it concerns the whole run.
  private func reply<Answer>(
    to question: Question<Answer>, without failure: ScopedFailure, _ meaning: ServiceFailure, after requests: Int
  ) throws -> Reply<Answer> {
    let request = question.request
    switch failure.scope {
    case .run: throw failure.error
    case .service:
      // A failed request without the token says nothing about further requests.
      if request.loss == .nothing, !request.carriesToken, !meaning.concernsAll { break }
      outage.withLock { $0 = $0 ?? failure }
      return Reply(.lost(failure, .tenant), requests: requests)
    case .tenant:
      if meaning.isGone, request.mayBeGone { return Reply(.gone(failure.error), requests: requests) }
      if meaning.isRefusal, request.mayBeRefused, case .part(let part) = request.loss {
        return Reply(.lost(failure, .omission(part)), requests: requests)
      }
      // The consequences are reported later; the cause is reported here.
      if request.loss == .nothing, request.carriesToken {
        report(.note("\(serviceName): \(failure.error.sentence)"))
      }
    }
    return Reply(.lost(failure, request.loss), requests: requests)
  }
}

extension PageFetcher: Fetching {
  package func reply<Answer>(to question: Question<Answer>) async throws -> Reply<Answer> {
    try await attempt(question) { _ in }
  }

  package func fetch<Answer>(_ question: Question<Answer>, send: SendEvent) async throws -> Reply<Answer> {
    try await send(.began(service: serviceName, tenant: question.request.tenant))
    let reply = try await attempt(question, send: send)
    switch reply.outcome {
    case .lost(let failure, .tenant):
      try await send(.failed(failure, requests: reply.requests))
      return reply
    case .lost(let failure, .part(let part)): try await send(.missing(part: part, failure))
    case .lost(let failure, .omission(let part)):
      try await send(.omitted(part: part, reason: failure.error.message))
    case .answered, .lost(_, .nothing), .gone: break
    }
    try await send(.ended(requests: reply.requests))
    return reply
  }
}
