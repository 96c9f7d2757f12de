import Backpressure

extension PageFetcher {
  /// What becomes of a page after a failed attempt.
  enum Decision {
    case retry(after: Duration, because: RetrySignal)
    /// Another attempt would change nothing, or none is worth it.
    case giveUp
    /// The time for retries is over, and it was no limit that took it.
    case runOutOfTime
  }

  /// Decides after a failed attempt.
  ///
  /// - Parameters:
  ///   - spent: the time that went into trying again so far.
  ///   - usedUp: how many answers have said that a quota is used up.
  func decide(
    _ failure: FailedAttempt, of request: PageRequest, attempt: Int, spent: Duration, usedUp: Int
  ) -> Decision {
    guard let signal = failure.meaning.retry else { return .giveUp }
    var policy = retryPolicy
    var wait = failure.retryAfter
    var end = Decision.giveUp
    switch signal {
    case .limit:
      // One such answer may be a cache's, or the last of a minute's limit.
      if usedUp > 1 { return .giveUp }
      wait = wait ?? failure.meaning.limitWindow.map(untilNext) ?? (usedUp > 0 ? Self.patienceWithQuota : nil)
    case .fault, .connection, .contradiction:
      if let most = attempts(failure, of: request), attempt >= most { return .giveUp }
      let (isUnreached, isGivenUp) = health.withLock { (!$0.hasBeenReached, $0.isGivenUp) }
      if isUnreached && signal.isUnreachable || isGivenUp {
        if attempt >= Self.attemptsAtStrangers { return isGivenUp ? .runOutOfTime : .giveUp }
        policy.maximumTime = min(policy.maximumTime, Self.patienceWithStrangers)
      }
      if !(isUnreached && signal.isUnreachable) { end = .runOutOfTime }
    }
    let decision = generator.withLock { generator in
      policy.decide(attempt: attempt, spent: spent, retryAfter: wait, using: &generator)
    }
    return switch decision {
    case .retry(let delay): .retry(after: delay, because: signal)
    case .giveUp: end
    }
  }

  /// How often and how long one is asked who has never answered, and may well be misspelt or down.
  private static let attemptsAtStrangers = 3
  private static let patienceWithStrangers = Duration.seconds(15)
  /// How long to wait behind an answer that says that a quota is used up, and not until when.
  private static let patienceWithQuota = Duration.seconds(5)

  /// After how many attempts the request is given up for such a failure; `nil` if only time decides.
  private func attempts(_ failure: FailedAttempt, of request: PageRequest) -> Int? {
    let limits = [failure.meaning.attempts, failure.meaning.retry.flatMap(request.attempts)]
    return limits.compactMap { $0 }.min()
  }

  /// Notes what a failure tells about the service.
  ///
  /// - Returns: how many signs of life there have been, if it tells that the service may be out of order.
  func observe(_ failure: FailedAttempt, of request: PageRequest) -> Int? {
    let mayFailForItself = attempts(failure, of: request) != nil
    let moment = clock.calendar()
    return health.withLock { health in
      let signal = failure.meaning.retry
      if signal?.isUnreachable != true { health.reached() }
      switch signal {
      case .connection(.exhausted): return nil
      case .fault, .connection: return mayFailForItself ? nil : health.failed(request.tenant, at: moment)
      case .limit, .contradiction: return nil
      case nil:
        // A certificate that is not trusted, say, is none.
        if failure.isAnswer, !failure.meaning.isFromFrontEnd { health.refused() }
        return nil
      }
    }
  }

  /// The time until the calendar's next multiple of `window`, and one to three seconds more, for clocks that differ
  /// and for everybody else who waits for that moment.
  private func untilNext(_ window: Duration) -> Duration {
    let milliseconds = Int64(window.seconds * 1000)
    let rest = milliseconds - clock.calendar().milliseconds % milliseconds
    return .milliseconds(rest) + generator.withLock { .milliseconds(Int.random(in: 1000...3000, using: &$0)) }
  }
}

extension RetrySignal {
  /// Whether no connection came about at all.
  fileprivate var isUnreachable: Bool { self == .connection(.nameNotFound) || self == .connection(.connectionFailed) }
}
