import Backpressure
import FoundationEssentials

extension PageFetcher {
  /// The failure of an attempt.
  struct FailedAttempt: Error {
    var failure: RequestStateMachine.Failure
    /// The service's id of the request, for a question to its support.
    var requestID: String?

    init(_ meaning: ServiceFailure, retryAfter: Duration? = nil, isAnswer: Bool = false, requestID: String?) {
      failure = RequestStateMachine.Failure(meaning: meaning, retryAfter: retryAfter, isAnswer: isAnswer)
      self.requestID = requestID
    }
  }

  /// The state of an attempt.
  struct Attempt {
    var hasSentRows = false
    /// The time that its rows waited for room, which says nothing about the service.
    var waitedForRoom = Duration.zero
  }

  /// A finished attempt.
  struct SentRequest<Answer: Sendable> {
    let result: Result<Answer?, FailedAttempt>
    /// The pacer's turn. It has not ended if no answer came, or a limit.
    let turn: Pacer.Turn
    let hasSentRows: Bool
    /// The duration, without the time that its rows waited for room.
    let duration: Duration
  }

  /// Sends the request once, when its turn comes.
  ///
  /// - Parameter requests: the number of earlier attempts.
  func sendOnce<Answer>(
    _ question: Question<Answer>, after requests: Int, send: SendEvent
  ) async throws -> SentRequest<Answer> {
    let turn = try await takeTurn(for: question.request, after: requests)
    do {
      var attempt = Attempt()
      let start = clock.elapsed()
      let result = try await attemptOnce(question, turn, send: send, &attempt)
      ended(question.request.endpoint.pattern, result.outcome)
      return SentRequest(
        result: result, turn: turn, hasSentRows: attempt.hasSentRows,
        duration: clock.elapsed() - start - attempt.waitedForRoom)
    } catch {
      pacer.end(turn, with: .failed)
      throw error
    }
  }

  /// Sends the request once.
  ///
  /// - Returns: the answer, once all rows are sent, or the failure.
  func attemptOnce<Answer>(
    _ question: Question<Answer>, _ turn: Pacer.Turn, send: SendEvent, _ attempt: inout Attempt
  ) async throws -> Result<Answer?, FailedAttempt> {
    let request = question.request
    let start = clock.elapsed()
    let pattern = request.endpoint.pattern
    meter.sent(to: pattern, about: request.tenant, at: clock.calendar())
    var requestID: String?
    do {
      let result = try await transport.withResponse(to: request.http) { response -> Result<Answer?, FailedAttempt> in
        requestID = response.headers["x-request-id"]
        endTurn(turn, with: response.status)
        if let objection = service.objection(to: response.headers, of: request) { throw objection }
        try response.checkIsWhole(for: request)
        guard request.successes.contains(response.status) else {
          let failure = try await self.failure(response, of: request)
          meter.answered(about: request.tenant, at: clock.calendar())
          return .failure(failure)
        }
        var limits = ElementSplitter.Limits()
        limits.response = request.responseLimit
        var mapper: any PageMapper = question.mapper
        mapper.take(status: response.status)
        var stream = PageStream(
          request.listPath, mapper, parsers: parsers, limits: limits, name: "GET \(request.path)",
          promised: request.isWholeList ? response.promisedCount : nil
        ) { [service] in
          ResponseQuoting(names: type(of: service).documentedNames, redactor: Redactor(service.secrets))
        }
        attempt.hasSentRows = true
        if let rows = stream.begin() { try await pass(rows, send, &attempt) }
        while let bytes = try await response.body.next() {
          meter.received(bytes.count, from: pattern)
          let chunks = try stream.split(bytes)
          // A chunk before the end of the response means that the list is long.
          if !chunks.isEmpty, stream.isSplittable, wideMapping.withLock({ $0.take() }) {
            defer { wideMapping.withLock { $0 = false } }
            try await stream.mapSideBySide(chunks, and: response.body, width: Self.stretches) { [meter] count in
              meter.received(count, from: pattern)
            } pass: {
              try await pass($0, send, &attempt)
            }
            break
          }
          for chunk in chunks {
            if let rows = try stream.map(chunk) { try await pass(rows, send, &attempt) }
          }
        }
        meter.answered(about: request.tenant, at: clock.calendar())
        let rows: RowBatch?
        let notes: [String]
        (rows, mapper, notes) = try stream.finish { try service.check($0) }
        if let rows { try await pass(rows, send, &attempt) }
        while let rows = mapper.next() { try await pass(rows, send, &attempt) }
        for note in notes + mapper.notes { report(.note("\(name(of: request.tenant)): \(note)")) }
        return .success(mapper.answer as? Answer)
      }
      if case .success = result { meter.completed(pattern, in: clock.elapsed() - start - attempt.waitedForRoom) }
      return result
    } catch let failure as ServiceFailure {
      return .failure(FailedAttempt(failure, requestID: shown(requestID)))
    } catch let error as TransportError {
      pacer.end(turn, with: .failed)
      var failure = ServiceFailure(error.code.scope, RollcallError(error), retry: RetrySignal(error.code))
      // A response that is damaged each time is not damaged by chance.
      if error.code == .badResponse || error.code == .exhausted { failure.attempts = Self.brokenAttempts }
      failure.concernsAll = failure.retry == nil && error.code != .tooLarge
      return .failure(FailedAttempt(failure, requestID: shown(requestID)))
    } catch let error as DecodeError {
      // A connection that ends early can look like the end of a response, and a busy proxy may say so with status
      // 200. Neither lasts, so that such a response deserves a few more attempts.
      let signal: RetrySignal? =
        if error.isTruncation {
          .connection(.connectionLost)
        } else if error.isForeign {
          .connection(.badResponse)
        } else {
          error.isContradiction ? .contradiction : nil
        }
      var failure = ServiceFailure(.tenant, RollcallError(error, from: serviceName), retry: signal)
      failure.attempts = Self.brokenAttempts
      return .failure(FailedAttempt(failure, requestID: shown(requestID)))
    }
  }

  /// The number of stretches of a long list that are mapped side by side: one for each core, and one that waits to be
  /// sent.
  private static let stretches = min(ProcessInfo.processInfo.activeProcessorCount, 8) + 1

  /// The most attempts at a response that ends too early, or is not the service's, unnoticed by the transport.
  private static let brokenAttempts = 3

  private func pass(_ rows: RowBatch, _ send: SendEvent, _ attempt: inout Attempt) async throws {
    let start = clock.elapsed()
    try await send(.rows(rows))
    attempt.waitedForRoom += clock.elapsed() - start
  }

  /// Reads the body of a response whose status is not a success.
  private func failure(_ response: HTTPResponse, of request: PageRequest) async throws -> FailedAttempt {
    let limit = 64 * 1024
    var body: [UInt8] = []
    // The body only explains the failure: the status counts even if the body breaks off.
    while body.count < limit, let bytes = try? await response.body.next() { body += bytes.prefix(limit - body.count) }
    try Task.checkCancellation()
    let redactor = Redactor(service.secrets)
    let failed = FailedResponse(
      status: response.status, headers: response.headers, body: body, redactor: redactor, url: request.http.url)
    return FailedAttempt(
      service.failure(of: failed),
      retryAfter: response.headers["retry-after"]
        .flatMap { RetryAfter.parse($0, date: response.headers["date"], now: clock.calendar()) },
      isAnswer: true, requestID: shown(response.headers["x-request-id"]))
  }

  /// The error of a failure without another attempt. It names a wait that would be too long.
  func end(of failed: FailedAttempt) -> RollcallError {
    let failure = failed.failure
    let error = failure.meaning.error
    guard failure.meaning.retry != nil, let wait = failure.retryAfter, wait > .zero else { return error }
    let moment = Timestamp(milliseconds: clock.calendar().milliseconds + Int64(wait.seconds * 1000))
    return error.asking(toWait: wait, until: moment)
  }

  /// Reports a request that ended.
  func ended(_ pattern: String, _ outcome: String) {
    report(.requested(RequestEvent(service: serviceName, endpoint: pattern, outcome: outcome)))
  }

  /// The beginning of a note.
  private func name(of tenant: Tenant?) -> String { tenant.map { "\($0.service) \($0.id)" } ?? serviceName }

  /// The service's id of a request, safe to show.
  private func shown(_ requestID: String?) -> String? {
    requestID.map { Redactor(service.secrets).quote($0.utf8, limit: 80) }
  }
}

extension Result where Failure == PageFetcher.FailedAttempt {
  /// What became of an attempt, in a word.
  fileprivate var outcome: String {
    guard case .failure(let failed) = self else { return "ok" }
    return failed.failure.meaning.retry?.cause ?? failed.failure.meaning.error.code.rawValue
  }
}

extension Bool {
  /// Sets the flag.
  ///
  /// - Returns: whether it was unset before.
  fileprivate mutating func take() -> Bool {
    defer { self = true }
    return !self
  }
}
