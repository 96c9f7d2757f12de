extension PageFetcher {
  /// Waits until the request may be sent.
  ///
  /// - Throws: `RestFailure` if the run's budget of requests is spent.
  func takeTurn(for request: PageRequest, after requests: Int) async throws -> Pacer.Turn {
    do {
      return try await pacer.takeTurn { meter.paused(for: $0) }
    } catch let error as RequestBudgetSpent {
      throw RestFailure(error: RollcallError(error, service: serviceName).at(request, attempts: requests))
    }
  }

  /// Gives the request's place to others as soon as its status is known: its rows may have to wait for theirs.
  func endTurn(_ turn: Pacer.Turn, with status: Int) {
    switch RetrySignal(status: status) {
    // The next request in line is to find the pause, whose length is not known yet.
    case .limit: break
    case .fault, .connection, .contradiction: pacer.end(turn, with: .failed)
    case nil: pacer.end(turn, with: .served)
    }
  }

  /// Sends a request that was answered before, and does not wait for the content.
  ///
  /// - Returns: what the answer says about trying again; `nil` if the service answered.
  func answer(to probe: ServiceHealth.Probe, insteadOf request: PageRequest) async throws -> RetrySignal? {
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
