import Backpressure

/// Fetches pages of one service: sends each request as often as it takes, and passes the decoded rows on.
package struct PageFetcher: Sendable {
  let service: any Service
  let transport: any HTTPTransport
  let clock: ExportClock
  let retryPolicy: RetryPolicy
  let pacer: Pacer
  let generator: Lock<any RandomNumberGenerator & Sendable>
  let meter: ExportMeter
  let parsers = JSONParserPool()
  /// Hears of waits that a person would notice.
  let notice: @Sendable (String) -> Void
  /// Whether a long list is being mapped by several tasks: one page at a time, so that memory does not depend on how
  /// many are long.
  let wideMapping = Lock(false)
  /// Why the service cannot be used any more; requests to come fail with it at once.
  private let outage = Lock<RollcallError?>(nil)
  /// What all requests together tell about the service.
  let health = Lock(ServiceHealth())

  package init(
    service: any Service, transport: any HTTPTransport, clock: ExportClock, retryPolicy: RetryPolicy,
    pacer: Pacer, generator: any RandomNumberGenerator & Sendable, meter: ExportMeter,
    notice: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.service = service
    self.transport = transport
    self.clock = clock
    self.retryPolicy = retryPolicy
    self.pacer = pacer
    self.generator = Lock(generator)
    self.meter = meter
    self.notice = notice
  }

  /// Sends the events of one step of the service's plan.
  ///
  /// - Throws: `RollcallError` for a failure that concerns the whole run.
  package func perform(_ step: PlanStep, send: SendEvent) async throws {
    switch step {
    case .request(let request):
      try await fetch(request, send: send)
    case .events(let tenant, let produce):
      try await send(.began(service: serviceName, tenant: tenant))
      try await produce(send)
      try await send(.ended(requests: 0))
    }
  }

  var serviceName: String { type(of: service).name }

  /// Fetches a page and sends its events, from `began` on.
  ///
  /// A failure that concerns the tenant or the service is one of the events.
  ///
  /// - Throws: `RollcallError` for a failure that concerns the whole run.
  package func fetch(_ request: PageRequest, send: SendEvent) async throws {
    var ending = PageRequest.Ending.lost
    defer { request.settle(ending) }
    var requests = 0
    // The time that went into trying again. What the page waited for others is not part of it: a pause that another
    // request met, and its turn to be written.
    var spent = Duration.zero
    // When it failed first, in signs of life of the service.
    var failingSince: Int?
    // How many answers have said that a quota is used up.
    var usedUp = 0
    try await send(.began(service: serviceName, tenant: request.tenant))
    guard let mapper = try await request.makeMapper() else { return try await send(.ended(requests: 0)) }
    while true {
      if let error = outage.withLock({ $0 }) {
        return try await send(.failed(error.concerning(request.tenant), requests: requests))
      }
      let turn = try await takeTurn(for: request, after: requests)
      defer { pacer.end(turn, with: .failed) }
      requests += 1
      var attempt = Attempt(number: requests)
      let start = clock.elapsed()
      guard let failure = try await attemptOnce(request, mapper, turn, send: send, &attempt) else {
        health.withLock { $0.succeeded(request) }
        ending = .complete
        return try await send(.ended(requests: requests))
      }
      // Nor is the first attempt: a long download that breaks at its end is worth another one.
      if requests > 1 { spent += clock.elapsed() - start - attempt.waitedForRoom }
      if attempt.hasSentRows { try await send(.broke) }

      let signsOfLife = observe(failure, of: request)
      failingSince = failingSince ?? signsOfLife
      if failure.meaning.isQuotaUsedUp { usedUp += 1 }
      let decision = decide(failure, of: request, attempt: requests, spent: spent, usedUp: usedUp)
      var error = end(of: failure, after: decision).at(request, attempts: requests, requestID: failure.requestID)
      if failure.meaning.isFromFrontEnd, health.withLock({ $0.turnedAway(request.tenant) }) { error.scope = .service }
      switch decision {
      case .retry(let delay, let signal):
        spent += delay
        meter.retried(request.endpoint.pattern, because: signal.cause)
        if delay >= .seconds(1) {
          notice("\(serviceName): \(failure.meaning.error.message); trying again in \(Int(delay.seconds)) s")
        }
        switch signal {
        case .limit:
          // In this order, or who waits for the place would go out before the pause.
          pacer.pause(for: delay)
          pacer.end(turn, with: .limited)
        case .fault, .connection, .contradiction:
          // A time that the service names is meant for everybody.
          if delay == failure.retryAfter { pacer.pause(for: delay) } else { try await clock.sleep(delay) }
        }
      case .giveUp:
        pacer.end(turn, with: .failed)
        if failure.meaning.isGone, request.mayBeGone { ending = .gone(error) }
        return try await giveUp(request, because: error, failure.meaning, after: requests, send: send)
      case .runOutOfTime:
        if let failingSince, let end = try await failureOfEverybody(error, of: request, failingSince: failingSince) {
          throw end
        }
        // A service that has answered, and still answers others, is there. One that leaves its own first request without
        // an answer is not asked the next one.
        if health.withLock({ $0.hasAnswered }) {
          error.scope = .tenant
        } else if request.tenant == nil, request.carriesToken {
          error.scope = .service
        }
        health.withLock { $0.gaveUp() }
        return try await giveUp(request, because: error, failure.meaning, after: requests, send: send)
      }
    }
  }

  /// Sends what the loss of a page means.
  private func giveUp(
    _ request: PageRequest, because error: RollcallError, _ failure: ServiceFailure, after requests: Int,
    send: SendEvent
  ) async throws {
    switch (error.scope, request.loss) {
    case (.run, _), (.rest, _):
      throw error
    case (.service, .nothing) where !request.carriesToken && !failure.concernsAll:
      // It says nothing about the requests to come.
      try await send(.ended(requests: requests))
    case (.service, _):
      outage.withLock { $0 = $0 ?? error }
      try await send(.failed(error, requests: requests))
    case (.tenant, .tenant):
      try await send(.failed(error, requests: requests))
    case (.tenant, .part(let part)):
      // What is gone is for the plan to judge.
      if !(failure.isGone && request.mayBeGone) { try await send(.missing(part: part, error)) }
      try await send(.ended(requests: requests))
    case (.tenant, .nothing):
      // What follows from it will be told, and why should be.
      if request.carriesToken { notice("\(serviceName): \(error.sentence)") }
      try await send(.ended(requests: requests))
    }
  }
}
