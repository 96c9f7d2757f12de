import Backpressure

extension PageFetcher {
  /// The failure that ends the run if the service is down for everybody, now that a request has failed for as long as
  /// it is retried; `nil` if only the request is lost.
  ///
  /// Two tenants may fail side by side while all others are served, and nobody else is asked as long as theirs are first
  /// in line. So the request that succeeded last is sent again, to see whether it still does.
  ///
  /// - Parameters:
  ///   - error: what the request met last.
  ///   - failingSince: the signs of life that there had been when it failed first.
  func failureOfEverybody(
    _ error: RollcallError, of request: PageRequest, failingSince: Int
  ) async throws -> RollcallError? {
    let diagnosis = health.withLock {
      $0.diagnosis(of: request.tenant, failingSince: failingSince, isUnreachable: error.scope == .service)
    }
    guard case .everybodyFails(let since, let tenants, let lastSuccess) = diagnosis else { return nil }
    let owners = tenants == 0 ? "" : tenants == 1 ? " of 1 tenant" : " of \(tenants) tenants"
    var findings = "requests\(owners) have failed since then, and none has succeeded"
    if let lastSuccess {
      guard try await fails(lastSuccess, insteadOf: request) else { return nil }
      findings += "; GET \(lastSuccess.path), which had succeeded before, was sent again and failed as well"
    }
    var end = RollcallError(
      .unavailable, "\(serviceName) is down since \(since): \(error.message)", reason: error.reason, cause: findings,
      advice: (error.advice.map { "\($0); " } ?? "") + "--resume goes on where this run stopped")
    end.tenant = error.tenant
    end.request = error.request
    end.requestID = error.requestID
    return end
  }

  /// Whether what was answered before is not answered any more, though asked for several times.
  private func fails(_ probe: ServiceHealth.Probe, insteadOf request: PageRequest) async throws -> Bool {
    for attempt in 1...Self.probeAttempts {
      if attempt > 1 { try await clock.sleep(retryPolicy.backoff.bound(afterAttempt: attempt)) }
      switch try await answer(to: probe, insteadOf: request) {
      case .fault, .connection, .contradiction: continue
      // Nobody knows; the next one to fail may ask again.
      case .limit: return false
      case nil:
        health.withLock { $0.answeredProbe() }
        return false
      }
    }
    return true
  }

  private static let probeAttempts = 3

  /// Asks once, and does not wait for the content.
  private func answer(to probe: ServiceHealth.Probe, insteadOf request: PageRequest) async throws -> RetrySignal? {
    let turn = try await takeTurn(for: request, after: 0)
    defer { pacer.end(turn, with: .failed) }
    meter.sent(to: probe.pattern, about: nil, at: clock.calendar())
    do {
      return RetrySignal(status: try await transport.withResponse(to: probe.http) { $0.status })
    } catch let error as TransportError {
      return .connection(error.code)
    }
  }
}
