import Backpressure
import FoundationEssentials

/// Fetches pages of one service: sends each request as often as it takes, and passes the decoded rows on.
package struct PageFetcher: Sendable {
  private let service: any Service
  let transport: any HTTPTransport
  let clock: ExportClock
  let retryPolicy: RetryPolicy
  let pacer: Pacer
  let generator: Lock<any RandomNumberGenerator & Sendable>
  let meter: ExportMeter
  private let parsers = JSONParserPool()
  /// Hears of waits that a person would notice.
  private let notice: @Sendable (String) -> Void
  /// Whether a long list is being mapped by several tasks: one page at a time, so that memory does not depend on how
  /// many are long.
  private let wideMapping = Lock(false)
  /// Why the service cannot be used any more; requests to come fail with it at once.
  private let outage = Lock<ExportError?>(nil)
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

  /// Why an attempt failed.
  struct Failure {
    var failure: ServiceFailure
    var retryAfter: Duration?
    /// What the service calls the request, for a question to its operators.
    var requestID: String?
    /// Whether the service sent it, with a status that says so.
    var isAnswer = false
  }

  /// What an attempt has done so far.
  private struct Attempt {
    /// Counts from 1.
    let number: Int
    var hasSentRows = false
    /// How long its rows waited for room, which is no fault of the service.
    var waitedForRoom = Duration.zero
  }

  /// Takes what a fetch tells; suspends while there is no room for it.
  package typealias Send = (PageEvent) async throws -> Void

  /// Sends the events of one step of the service's plan.
  ///
  /// - Throws: `ExportError` for a failure that concerns the whole run.
  package func perform(_ step: PlanStep, send: Send) async throws {
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
  /// - Throws: `ExportError` for a failure that concerns the whole run.
  package func fetch(_ request: PageRequest, send: Send) async throws {
    var ending = PageRequest.Ending.lost
    defer { request.settle(ending) }
    var requests = 0
    // The time that went into trying again. What the page waited for others is not part of it: a pause that another
    // request met, and its turn to be written.
    var spent = Duration.zero
    // When it failed first, in signs of life of the service.
    var failingSince: Int?
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
      var error = failure.failure.error.at(request, attempts: requests, requestID: failure.requestID)
      switch decide(failure, of: request, attempt: requests, spent: spent) {
      case .retry(let delay, let signal):
        spent += delay
        meter.retried(signal.cause)
        if delay >= .seconds(1) {
          notice("\(serviceName): \(failure.failure.error.message); trying again in \(Int(delay.seconds)) s")
        }
        switch signal {
        case .limit:
          // In this order, or who waits for the place would go out before the pause.
          pacer.pause(for: delay)
          pacer.end(turn, with: .limited)
        case .fault, .connection:
          // A time that the service names is meant for everybody.
          if delay == failure.retryAfter { pacer.pause(for: delay) } else { try await clock.sleep(delay) }
        }
      case .giveUp:
        pacer.end(turn, with: .failed)
        if failure.failure.isGone, request.mayBeGone { ending = .gone }
        return try await giveUp(request, because: error, isGone: failure.failure.isGone, after: requests, send: send)
      case .runOutOfTime:
        if let failingSince, let end = try await failureOfEverybody(error, of: request, failingSince: failingSince) {
          throw end
        }
        // A service that has answered, and still answers others, is there.
        if health.withLock({ $0.hasAnswered }) { error.scope = .tenant }
        return try await giveUp(request, because: error, after: requests, send: send)
      }
    }
  }

  /// Sends what the loss of a page means.
  private func giveUp(
    _ request: PageRequest, because error: ExportError, isGone: Bool = false, after requests: Int, send: Send
  ) async throws {
    switch (error.scope, request.loss) {
    case (.run, _), (.rest, _):
      throw error
    case (.service, .nothing) where !request.carriesToken:
      // It says nothing about the requests to come.
      try await send(.ended(requests: requests))
    case (.service, _):
      outage.withLock { $0 = $0 ?? error }
      try await send(.failed(error, requests: requests))
    case (.tenant, .tenant):
      try await send(.failed(error, requests: requests))
    case (.tenant, .part(let part)):
      if isGone, request.mayBeGone {
        try await send(.omitted(part: part, reason: "it was deleted while it was read: \(error.message)"))
      } else {
        try await send(.missing(part: part, error))
      }
      try await send(.ended(requests: requests))
    case (.tenant, .nothing):
      try await send(.ended(requests: requests))
    }
  }

  /// Sends the request once.
  ///
  /// - Returns: why it failed, or `nil` if all rows are sent.
  private func attemptOnce(
    _ request: PageRequest, _ mapper: any PageMapper, _ turn: Pacer.Turn, send: Send, _ attempt: inout Attempt
  ) async throws -> Failure? {
    let start = clock.elapsed()
    meter.sentRequest(at: clock.calendar())
    var requestID: String?
    do {
      let failure: Failure? = try await transport.withResponse(to: request.http) { response in
        requestID = requestIdentifier(of: response)
        endTurn(turn, with: response.status)
        guard request.successes.contains(response.status) else { return try await self.failure(response) }
        var limits = ElementSplitter.Limits()
        limits.response = request.responseLimit
        var stream = PageStream(request.listPath, mapper, parsers: parsers, limits: limits) { [service] in
          ResponseQuoting(names: type(of: service).documentedNames, redactor: Redactor(service.secrets))
        }
        attempt.hasSentRows = true
        if let rows = stream.begin() { try await pass(rows, send, &attempt) }
        while let bytes = try await response.body.next() {
          meter.received(bytes.count)
          let chunks = try stream.split(bytes)
          // A chunk before the end means that the list is long.
          if !chunks.isEmpty, stream.isSplittable, wideMapping.withLock({ $0.take() }) {
            defer { wideMapping.withLock { $0 = false } }
            try await stream.mapSideBySide(chunks, and: response.body, width: Self.stretches, meter: meter) {
              try await pass($0, send, &attempt)
            }
            break
          }
          for chunk in chunks {
            if let rows = try stream.map(chunk) { try await pass(rows, send, &attempt) }
          }
        }
        if let rows = try stream.finish() { try await pass(rows, send, &attempt) }
        return nil
      }
      if failure == nil { meter.completed(in: clock.elapsed() - start - attempt.waitedForRoom) }
      return failure
    } catch let failure as ServiceFailure {
      return Failure(failure: failure, requestID: requestID)
    } catch let error as TransportError {
      pacer.end(turn, with: .failed)
      return Failure(failure: ServiceFailure(ExportError(error), retry: RetrySignal(error.code)), requestID: requestID)
    } catch let error as DecodeError {
      // A connection that ends early can look like the end of a response, and a proxy that is busy may say so with
      // status 200. If it happens again, it is how it is.
      let signal: RetrySignal? =
        error.isTruncation ? .connection(.connectionLost) : error.isForeign ? .connection(.badResponse) : nil
      var failure = ServiceFailure(ExportError(error, from: serviceName), retry: signal)
      failure.attempts = Self.brokenAttempts
      return Failure(failure: failure, requestID: requestID)
    }
  }

  /// Stretches of a long list that are mapped side by side: one for each core, and one that is on its way out.
  private static let stretches = min(ProcessInfo.processInfo.activeProcessorCount, 8) + 1

  /// How often a response may end too early, or not be the service's, without the transport noticing.
  private static let brokenAttempts = 3

  private func pass(_ rows: RowBatch, _ send: Send, _ attempt: inout Attempt) async throws {
    let start = clock.elapsed()
    try await send(.rows(rows))
    attempt.waitedForRoom += clock.elapsed() - start
  }

  /// Reads what a service says beside a status that is not a success.
  private func failure(_ response: HTTPResponse) async throws -> Failure {
    let limit = 64 * 1024
    var body: [UInt8] = []
    // The content only explains the failure: if it breaks off, the status still stands.
    while body.count < limit, let bytes = try? await response.body.next() { body += bytes.prefix(limit - body.count) }
    try Task.checkCancellation()
    let redactor = Redactor(service.secrets)
    let failed = FailedResponse(status: response.status, headers: response.headers, body: body, redactor: redactor)
    return Failure(
      failure: service.failure(of: failed),
      retryAfter: response.headers["retry-after"].flatMap { RetryAfter.parse($0, now: clock.calendar()) },
      requestID: requestIdentifier(of: response), isAnswer: true)
  }

  /// What the service calls a request, fit to be shown.
  private func requestIdentifier(of response: HTTPResponse) -> String? {
    response.headers["x-request-id"].map { Redactor(service.secrets).quote($0.utf8, limit: 80) }
  }
}

extension Bool {
  /// Sets it, and says whether it was not set before.
  fileprivate mutating func take() -> Bool {
    defer { self = true }
    return !self
  }
}
