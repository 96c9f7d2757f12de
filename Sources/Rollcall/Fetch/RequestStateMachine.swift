/// Decides after each attempt at a request what becomes of it: another attempt, a look at the service, or the end.
///
/// A plain value: the one who sends the request tells it what happened and carries out what it says.
struct RequestStateMachine: Sendable {
  /// Why an attempt failed.
  struct Failure: Sendable {
    var meaning: ServiceFailure
    /// How long the service asks to wait.
    var retryAfter: Duration?
    /// Whether the service sent it, with a status that says so.
    var isAnswer = false
  }

  /// What to do next.
  enum Action: Sendable {
    /// Send it again after a wait.
    case retry(after: Duration, because: RetrySignal, pausing: Pause)
    /// The request has failed for good.
    case giveUp(ScopedFailure.Scope)
    /// Send a request that was answered before, after a wait, to see whether the service still answers.
    case probe(ServiceHealth.Probe, after: Duration)
    /// The service is down for every tenant: end the run.
    case endRun(ServiceHealth.Outage)
  }

  /// For whom a wait is meant.
  enum Pause: Sendable {
    /// For this request.
    case request
    /// For all requests: the service named the time.
    case service
    /// For all requests, fewer of which are to be under way from then on.
    case limit
  }

  let tenant: Tenant?
  private let carriesToken: Bool
  let limits: RetryLimits
  let policy: RetryPolicy
  /// The attempts so far.
  private(set) var attempts = 0
  /// The time that went into trying again. What the page waited for others is not part of it: a pause that another
  /// request met, and its turn to be written.
  private(set) var spent = Duration.zero
  /// When it failed first, in signs of life of the service.
  private var failingSince: Int?
  /// How many answers have said that a quota is used up.
  private(set) var usedUp = 0
  /// The look at the service that is under way.
  private var probing: (outage: ServiceHealth.Outage, scope: ScopedFailure.Scope, attempts: Int)?

  init(_ request: PageRequest, policy: RetryPolicy) {
    tenant = request.tenant
    carriesToken = request.carriesToken
    limits = request.retryLimits
    self.policy = policy
  }

  /// The request was sent, with whatever success.
  mutating func sent() { attempts += 1 }

  /// An attempt failed.
  ///
  /// - Parameters:
  ///   - duration: how long it took. That of the first attempt does not count: a long download that breaks at its end is
  ///     worth another one.
  ///   - health: what all requests together tell about the service; notes the failure.
  mutating func failed(
    _ failure: Failure, after duration: Duration, at moment: Timestamp, health: inout ServiceHealth,
    using generator: inout some RandomNumberGenerator
  ) -> Action {
    if attempts > 1 { spent += duration }
    let signsOfLife = note(failure, at: moment, in: &health)
    failingSince = failingSince ?? signsOfLife
    if failure.meaning.isQuotaUsedUp { usedUp += 1 }
    var scope = failure.meaning.scope
    if failure.meaning.isFromFrontEnd, health.turnedAway(tenant) { scope = .service }

    switch decide(failure, at: moment, health, using: &generator) {
    case .retry(let delay, let signal):
      spent += delay
      let pause: Pause =
        switch signal {
        case .limit: .limit
        // A time that the service names is meant for all.
        case .fault, .connection, .contradiction: delay == failure.retryAfter ? .service : .request
        }
      return .retry(after: delay, because: signal, pausing: pause)
    case .giveUp:
      return .giveUp(scope)
    case .runOutOfTime:
      guard let failingSince,
        case .everybodyFails(let outage) = health.diagnosis(
          of: tenant, failingSince: failingSince, isUnreachable: scope == .service)
      else { return failAlone(scope, &health) }
      guard let probe = outage.lastSuccess else { return .endRun(outage) }
      probing = (outage, scope, 1)
      return .probe(probe, after: .zero)
    }
  }

  /// The service was asked again what it had answered before.
  ///
  /// - Parameter signal: what the answer says about trying again; `nil` if the service answered as before.
  mutating func probed(_ signal: RetrySignal?, health: inout ServiceHealth) -> Action {
    guard let (outage, scope, attempts) = probing, let probe = outage.lastSuccess else {
      preconditionFailure("an answer to a question that was not asked")
    }
    switch signal {
    case .fault, .connection, .contradiction:
      guard attempts < Self.probeAttempts else { return .endRun(outage) }
      probing = (outage, scope, attempts + 1)
      return .probe(probe, after: policy.backoff.bound(afterAttempt: attempts + 1))
    // That leaves it open; the next request to fail may ask again.
    case .limit: break
    case nil: health.answeredProbe()
    }
    probing = nil
    return failAlone(scope, &health)
  }

  private static let probeAttempts = 3

  /// The request has failed for as long as it is retried, and says nothing about others.
  ///
  /// A service that has answered, and still answers others, is there. One that leaves its own first request without an
  /// answer is not asked the next one.
  private func failAlone(_ scope: ScopedFailure.Scope, _ health: inout ServiceHealth) -> Action {
    defer { health.gaveUp() }
    if health.hasAnswered { return .giveUp(.tenant) }
    return .giveUp(tenant == nil && carriesToken ? .service : scope)
  }
}
