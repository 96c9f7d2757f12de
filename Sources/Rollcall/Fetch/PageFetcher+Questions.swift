import Backpressure

extension PageFetcher {
  /// Sends a request whose rows nobody wants.
  ///
  /// - Returns: why it failed for good, or `nil` if it did not.
  /// - Throws: `RollcallError` for a failure that concerns the whole run.
  func ask(_ request: PageRequest) async throws -> RollcallError? {
    let failure = Lock<RollcallError?>(nil)
    try await fetch(request) { event in
      switch event {
      case .failed(let error, _), .missing(_, let error): failure.withLock { $0 = error }
      case .began, .rows, .broke, .omitted, .ended: break
      }
    }
    return failure.withLock { $0 }
  }
}
