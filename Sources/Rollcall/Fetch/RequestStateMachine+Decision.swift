extension RequestStateMachine {
  /// The consequence of a failed attempt, by the request's own limits alone.
  enum Decision {
    case retry(after: Duration, because: RetrySignal)
    /// Another attempt would change nothing, or is not worth its time.
    case giveUp
    /// The time for retries is over, and not because of a limit.
    case runOutOfTime
  }

  /// Makes the decision after a failed attempt.
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
      // A single such answer may come from a cache, or belong to a limit per minute that is about to end.
      if usedUp > 1 { return .giveUp }
      policy.maximumTime = policy.maximumTimeAtLimits ?? policy.maximumTime
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

  /// The attempts at a service that has never answered, and the time for them: its name may be misspelt.
  private static let attemptsAtStrangers = 3
  private static let patienceWithStrangers = Duration.seconds(15)
  /// The wait after an answer that says that a quota is used up, but not until when.
  private static let patienceWithQuota = Duration.seconds(5)

  /// The most attempts at the request after such a failure; `nil` if only the time is limited.
  private func mostAttempts(_ failure: Failure) -> Int? {
    let limits = [failure.meaning.attempts, failure.meaning.retry.flatMap(limits.attempts)]
    return limits.compactMap { $0 }.min()
  }

  /// Notes what a failure says about the service's state.
  ///
  /// - Returns: the number of the service's signs of life so far, if the failure may mean that the service is down.
  func note(_ failure: Failure, at moment: Timestamp, in health: inout ServiceHealth) -> Int? {
    let signal = failure.meaning.retry
    if signal?.isUnreachable != true { health.reached() }
    switch signal {
    case .connection(.exhausted), .limit, .contradiction: return nil
    // A failure with limited attempts may concern this request alone.
    case .fault, .connection: return mostAttempts(failure) != nil ? nil : health.failed(tenant, at: moment)
    case nil:
      // An untrusted certificate, for example, is not an answer.
      if failure.isAnswer, !failure.meaning.isFromFrontEnd { health.refused() }
      return nil
    }
  }

  /// The time until the calendar's next multiple of `window`, and one to three seconds more: clocks differ, and other
  /// clients wait for the same moment.
  private static func untilNext(
    _ window: Duration, after moment: Timestamp, using generator: inout some RandomNumberGenerator
  ) -> Duration {
    let milliseconds = Int64(window.seconds * 1000)
    let rest = milliseconds - moment.milliseconds % milliseconds
    return .milliseconds(rest) + .milliseconds(Int.random(in: 1000...3000, using: &generator))
  }
}

extension RetrySignal {
  /// Whether no connection was made.
  fileprivate var isUnreachable: Bool { self == .connection(.nameNotFound) || self == .connection(.connectionFailed) }
}
