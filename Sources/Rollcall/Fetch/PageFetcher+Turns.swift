extension PageFetcher {
  /// Waits until the request may be sent.
  ///
  /// - Throws: the failure that ends the run if its budget of requests is spent.
  func takeTurn(for request: PageRequest, after requests: Int) async throws -> Pacer.Turn {
    do {
      return try await pacer.takeTurn { meter.paused(for: $0) }
    } catch let error as RequestBudgetSpent {
      throw RollcallError(error, service: serviceName).at(request, attempts: requests)
    }
  }

  /// Gives the request's place to others as soon as its status is known: its rows may have to wait for theirs.
  func endTurn(_ turn: Pacer.Turn, with status: Int) {
    switch RetrySignal(status: status) {
    // Who comes in its place is to find the pause, whose length is not known yet.
    case .limit: break
    case .fault, .connection, .contradiction: pacer.end(turn, with: .failed)
    case nil: pacer.end(turn, with: .served)
    }
  }
}
