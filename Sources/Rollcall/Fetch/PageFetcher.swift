import Backpressure

/// Fetches one page: sends the request as often as it takes, and streams the decoded rows into a lane.
package struct PageFetcher: Sendable {
  private let transport: any HTTPTransport
  private let clock: ExportClock
  private let retryPolicy: RetryPolicy
  private let limiter: RateLimiter
  private let generator: Lock<any RandomNumberGenerator & Sendable>
  private let meter: ExportMeter
  /// Hears of waits that a person would notice.
  private let notice: @Sendable (String) -> Void

  package init(
    transport: any HTTPTransport, clock: ExportClock, retryPolicy: RetryPolicy, limiter: RateLimiter,
    generator: any RandomNumberGenerator & Sendable, meter: ExportMeter,
    notice: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.transport = transport
    self.clock = clock
    self.retryPolicy = retryPolicy
    self.limiter = limiter
    self.generator = Lock(generator)
    self.meter = meter
    self.notice = notice
  }

  /// Why an attempt failed.
  private struct Failure {
    var error: ExportError
    var retry: RetrySignal?
    var retryAfter: Duration?
  }

  /// What an attempt has done so far.
  private struct Attempt {
    /// Counts from 1.
    let number: Int
    var hasSentRows = false
    /// How long its rows waited for room in the lane, which is no fault of the service.
    var waitedForRoom = Duration.zero
  }

  /// Fetches a page into its lane, which ends with the page.
  ///
  /// A failure that concerns the tenant alone goes through the lane.
  ///
  /// - Throws: `ExportError` for a failure that concerns the whole run.
  package func fetch(
    _ request: PageRequest, from service: any Service, into lane: BoundedChannel<PageEvent>
  ) async throws {
    var requests = 0
    // The time that went into trying again. What the page waited for others is not part of it: a pause that another
    // request met, and its turn to be written.
    var spent = Duration.zero
    try await lane.send(.began(request.tenant))
    while true {
      requests += 1
      meter.waitedForLimit(try await limiter.waitForTurn())
      var attempt = Attempt(number: requests)
      let start = clock.elapsed()
      guard let failure = try await attemptOnce(request, from: service, into: lane, &attempt) else {
        try await lane.send(.ended(requests: requests))
        return lane.finish()
      }
      // Nor is the first attempt: a long download that breaks at its end is worth another one.
      if requests > 1 { spent += clock.elapsed() - start - attempt.waitedForRoom }
      if attempt.hasSentRows { try await lane.send(.broke) }

      switch decide(failure, attempt: requests, spent: spent) {
      case .retry(let delay, let signal):
        spent += delay
        meter.retried(signal.cause)
        if delay >= .seconds(1) {
          notice("\(request.tenant.service): \(failure.error.message); trying again in \(Int(delay.seconds)) s")
        }
        switch signal {
        case .limit: limiter.pause(for: delay)
        case .fault, .connection: try await clock.sleep(delay)
        }
      case .giveUp:
        let error = failure.error.at(request, attempts: requests)
        guard error.scope == .tenant else { throw error }
        try await lane.send(.failed(error, requests: requests))
        return lane.finish()
      }
    }
  }

  private enum Decision {
    case retry(after: Duration, because: RetrySignal)
    case giveUp
  }

  private func decide(_ failure: Failure, attempt: Int, spent: Duration) -> Decision {
    guard let signal = failure.retry else { return .giveUp }
    let decision = generator.withLock { generator in
      retryPolicy.decide(attempt: attempt, spent: spent, retryAfter: failure.retryAfter, using: &generator)
    }
    return switch decision {
    case .retry(let delay): .retry(after: delay, because: signal)
    case .giveUp: .giveUp
    }
  }

  /// Sends the request once.
  ///
  /// - Returns: why it failed, or `nil` if all rows are in the lane.
  private func attemptOnce(
    _ request: PageRequest, from service: any Service, into lane: BoundedChannel<PageEvent>,
    _ attempt: inout Attempt
  ) async throws -> Failure? {
    let start = clock.elapsed()
    meter.sentRequest()
    do {
      let failure: Failure? = try await transport.withResponse(to: request.http) { response in
        guard response.status == 200 else { return try await self.failure(response, from: service) }
        var stream = PageStream(request)
        attempt.hasSentRows = true
        if let rows = stream.begin() { try await send(rows, into: lane, &attempt) }
        while let bytes = try await response.body.next() {
          meter.received(bytes.count)
          for chunk in try stream.split(bytes) { try await send(try stream.map(chunk), into: lane, &attempt) }
        }
        if let rows = try stream.finish() { try await send(rows, into: lane, &attempt) }
        return nil
      }
      if failure == nil { meter.completed(in: clock.elapsed() - start - attempt.waitedForRoom) }
      return failure
    } catch let failure as ServiceFailure {
      return Failure(error: failure.error, retry: failure.retry)
    } catch let error as TransportError {
      return Failure(error: ExportError(error), retry: RetrySignal(error.code))
    } catch let error as DecodeError {
      // A connection that ends early can look like the end of a response. If it happens again, it is how it is.
      let mayBeWhole = error.isTruncation && attempt.number < Self.truncatedAttempts
      return Failure(error: ExportError(error), retry: mayBeWhole ? .connection(.connectionLost) : nil)
    }
  }

  /// How often a response may end too early without the transport noticing.
  private static let truncatedAttempts = 3

  private func send(_ rows: RowBatch, into lane: BoundedChannel<PageEvent>, _ attempt: inout Attempt) async throws {
    let start = clock.elapsed()
    try await lane.send(.rows(rows))
    attempt.waitedForRoom += clock.elapsed() - start
  }

  /// Reads what a service says beside a status that is not a success.
  private func failure(_ response: HTTPResponse, from service: any Service) async throws -> Failure {
    let limit = 64 * 1024
    var body: [UInt8] = []
    // The content only explains the failure: if it breaks off, the status still stands.
    while body.count < limit, let bytes = try? await response.body.next() { body += bytes.prefix(limit - body.count) }
    try Task.checkCancellation()
    let failed = FailedResponse(
      status: response.status, headers: response.headers, body: body, redactor: Redactor(service.secrets))
    let failure = service.failure(of: failed)
    let retryAfter = response.headers["retry-after"].flatMap { RetryAfter.parse($0, now: clock.calendar()) }
    return Failure(error: failure.error, retry: failure.retry, retryAfter: retryAfter)
  }
}

extension ExportError {
  /// What a broken transfer means.
  init(_ error: TransportError) {
    switch error.code {
    case .untrusted:
      self.init(
        .unavailable, "the server's identity could not be verified: \(error.message)",
        cause: "its certificate is not signed by an authority that this machine trusts, or is for another name",
        advice: "check the base URL; for a private authority, give its certificate with --ca-file")
    case .badRequest:
      self.init(.configuration, "the request could not be made: \(error.message)", advice: "check the base URL")
    case .nameNotFound, .connectionFailed:
      self.init(
        .unavailable, "no connection to the service: \(error.message)",
        advice: "check the base URL, the network and the proxy settings, then run again")
    case .connectionLost, .timedOut, .badResponse:
      // The service is there, so the others may fare better.
      self.init(
        .unavailable, scope: .tenant, "the service's answer did not arrive whole: \(error.message)",
        advice: "run again later")
    }
  }

  /// What an undecodable response means.
  init(_ error: DecodeError) {
    self.init(
      .undecodable, scope: .tenant,
      "the response cannot be right: \(error.message)\(error.offset.map { ", near byte \($0)" } ?? "")",
      cause: "the service changed what it sends, or something on the way answered in its place",
      advice: "check the base URL; if the service changed, look for a newer Rollcall")
  }
}
