extension RequestStateMachine {
  /// What becomes of a request after a failed attempt, going by its patience alone.
  enum Decision {
    case retry(after: Duration, because: RetrySignal)
    /// Another attempt would change nothing, or none is worth it.
    case giveUp
    /// The time for retries is over, and it was no limit that took it.
    case runOutOfTime
  }

  /// Decides after a failed attempt.
  func decide(
    _ failure: Failure, at moment: Timestamp, _ health: ServiceHealth,
    using generator: inout some RandomNumberGenerator
  ) -> Decision {
    guard let signal = failure.meaning.retry else { return .giveUp }
    var policy = policy
    var wait = failure.retryAfter
    var end = Decision.giveUp
    switch signal {
    case .limit:
      // One such answer may be a cache's, or the last of a minute's limit.
      if usedUp > 1 { return .giveUp }
      if wait == nil, let window = failure.meaning.limitWindow {
        wait = Self.untilNext(window, after: moment, using: &generator)
      }
      wait = wait ?? (usedUp > 0 ? Self.patienceWithQuota : nil)
    case .fault, .connection, .contradiction:
      if let most = mostAttempts(failure), attempts >= most { return .giveUp }
      let isUnreached = !health.hasBeenReached && signal.isUnreachable
      if isUnreached || health.isGivenUp {
        if attempts >= Self.attemptsAtStrangers { return health.isGivenUp ? .runOutOfTime : .giveUp }
        policy.maximumTime = min(policy.maximumTime, Self.patienceWithStrangers)
      }
      if !isUnreached { end = .runOutOfTime }
    }
    let decision = policy.decide(attempt: attempts, spent: spent, retryAfter: wait, using: &generator)
    return switch decision {
    case .retry(let delay): .retry(after: delay, because: signal)
    case .giveUp: end
    }
  }

  /// How often and how long a service is asked that has never answered, and may well be misspelt or down.
  private static let attemptsAtStrangers = 3
  private static let patienceWithStrangers = Duration.seconds(15)
  /// How long to wait after an answer that says that a quota is used up, and not until when.
  private static let patienceWithQuota = Duration.seconds(5)

  /// After how many attempts the request is given up for such a failure; `nil` if only time decides.
  private func mostAttempts(_ failure: Failure) -> Int? {
    let limits = [failure.meaning.attempts, failure.meaning.retry.flatMap(limits.attempts)]
    return limits.compactMap { $0 }.min()
  }

  /// Notes what a failure tells about the service.
  ///
  /// - Returns: how many signs of life there have been, if it tells that the service may be out of order.
  func note(_ failure: Failure, at moment: Timestamp, in health: inout ServiceHealth) -> Int? {
    let signal = failure.meaning.retry
    if signal?.isUnreachable != true { health.reached() }
    switch signal {
    case .connection(.exhausted), .limit, .contradiction: return nil
    // With a limit of attempts it may fail for itself.
    case .fault, .connection: return mostAttempts(failure) != nil ? nil : health.failed(tenant, at: moment)
    case nil:
      // A certificate that is not trusted, say, is no answer.
      if failure.isAnswer, !failure.meaning.isFromFrontEnd { health.refused() }
      return nil
    }
  }

  /// The time until the calendar's next multiple of `window`, and one to three seconds more, for clocks that differ
  /// and for all the others who wait for that moment.
  private static func untilNext(
    _ window: Duration, after moment: Timestamp, using generator: inout some RandomNumberGenerator
  ) -> Duration {
    let milliseconds = Int64(window.seconds * 1000)
    let rest = milliseconds - moment.milliseconds % milliseconds
    return .milliseconds(rest) + .milliseconds(Int.random(in: 1000...3000, using: &generator))
  }
}

extension RetrySignal {
  /// Whether there was no connection at all.
  fileprivate var isUnreachable: Bool { self == .connection(.nameNotFound) || self == .connection(.connectionFailed) }
}
