extension PageFetcher {
  /// Waits until the request may be sent.
  ///
  /// - Throws: `EndOfRequests` if the run's budget of requests is spent.
  func takeTurn(for request: PageRequest, after requests: Int) async throws -> Pacer.Turn {
    do {
      return try await pacer.takeTurn { meter.paused(for: $0) }
    } catch let error as RequestBudgetSpent {
      throw EndOfRequests(error: RollcallError(error, service: serviceName).at(request, attempts: requests))
    }
  }

  /// Ends the turn as soon as the status is known: the request's rows may have to wait for those of other requests.
  func endTurn(_ turn: Pacer.Turn, with status: Int) {
    switch RetrySignal(status: status) {
    // Keep the turn: the next request must not start before the pause, whose length is not known yet.
    case .limit: break
    case .fault, .connection, .contradiction: pacer.end(turn, with: .failed)
    case nil: pacer.end(turn, with: .served)
    }
  }

  /// Sends a request that was answered before, and does not read the body.
  ///
  /// - Returns: the answer's retry signal; `nil` if the service answered as before.
  func answer(to probe: ServiceHealth.Probe, insteadOf request: PageRequest) async throws -> RetrySignal? {
    let turn = try await takeTurn(for: request, after: 0)
    defer { pacer.end(turn, with: .failed) }
    meter.sent(to: probe.pattern, about: nil, at: clock.calendar())
    var signal: RetrySignal?
    defer { ended(probe.pattern, signal?.cause ?? "ok") }
    do {
      signal = RetrySignal(status: try await transport.withResponse(to: probe.http) { $0.status })
    } catch let error as TransportError {
      signal = .connection(error.code)
    }
    return signal
  }
}
