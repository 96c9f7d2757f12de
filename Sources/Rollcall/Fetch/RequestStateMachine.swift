/// The rules for one request: each failed attempt leads to a retry, to a probe of the service, or to the end.
///
/// A plain value: ``PageFetcher`` tells it what happened, and carries out its actions.
struct RequestStateMachine: Sendable {
  /// The failure of an attempt.
  struct Failure: Sendable {
    var meaning: ServiceFailure
    /// The wait that the service asks for.
    var retryAfter: Duration?
    /// Whether it is a response with the status of a failure.
    var isAnswer = false
  }

  /// The next thing to do.
  enum Action: Sendable {
    /// Send the request again after a wait.
    case retry(after: Duration, because: RetrySignal, pausing: Pause)
    /// The request has failed for good.
    case giveUp(ScopedFailure.Scope)
    /// Send a request that was answered before, after a wait, to find out whether the service still answers.
    case probe(ServiceHealth.Probe, after: Duration)
    /// The service is down for every tenant: end the run.
    case endRun(ServiceHealth.Outage)
  }

  /// The requests that a wait holds up.
  enum Pause: Sendable {
    /// This request.
    case request
    /// All requests: the service named the time.
    case service
    /// All requests; fewer of them may be under way afterwards.
    case limit
  }

  let tenant: Tenant?
  private let carriesToken: Bool
  let limits: RetryLimits
  let policy: RetryPolicy
  /// The number of attempts so far.
  private(set) var attempts = 0
  /// The time that retries took. It does not include waits for other requests: a pause that another request met, and
  /// the wait for room for the rows.
  private(set) var spent = Duration.zero
  /// The number of the service's signs of life at the first failure.
  private var failingSince: Int?
  /// The number of answers that said that a quota is used up.
  private(set) var usedUp = 0
  /// The service's signs of life at the last 500 of a request that may get one for ever.
  private var lastServerError: Int?
  /// The retry that is worthless if a probe shows that other requests succeed.
  private var doubted: Action?
  /// Whether the request got the same 500 again while other requests succeed.
  private(set) var isLasting = false
  private let mayLast: Bool
  /// The probe under way.
  private var probing: (outage: ServiceHealth.Outage, scope: ScopedFailure.Scope, attempts: Int)?

  init(_ request: PageRequest, policy: RetryPolicy) {
    tenant = request.tenant
    carriesToken = request.carriesToken
    limits = request.retryLimits
    mayLast = request.lasting != nil
    self.policy = policy
  }

  /// Notes that the request was sent, whatever the result.
  mutating func sent() { attempts += 1 }

  /// Decides after a failed attempt.
  ///
  /// - Parameters:
  ///   - duration: the duration of the attempt. The first attempt does not count against the retry time: a long
  ///     download that fails at the end deserves a second try.
  ///   - health: the state of the service; notes the failure.
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

    let doubt = doubt(about: failure, after: duration, health)
    if isLasting { return .giveUp(.tenant) }
    switch decide(failure, at: moment, health, using: &generator) {
    case .retry(let delay, let signal):
      spent += delay
      let pause: Pause =
        switch signal {
        case .limit: .limit
        // A wait that the service names holds for all requests.
        case .fault, .connection, .contradiction: delay == failure.retryAfter ? .service : .request
        }
      let retry = Action.retry(after: delay, because: signal, pausing: pause)
      guard let doubt else { return retry }
      doubted = retry
      return .probe(doubt, after: .zero)
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

  /// Decides after a probe.
  ///
  /// - Parameter signal: the answer's retry signal; `nil` if the service answered as before.
  mutating func probed(_ signal: RetrySignal?, health: inout ServiceHealth) -> Action {
    if let retry = doubted {
      doubted = nil
      guard signal == nil else { return retry }
      health.answeredProbe()
      isLasting = true
      return .giveUp(.tenant)
    }
    guard let (outage, scope, attempts) = probing, let probe = outage.lastSuccess else {
      preconditionFailure("an answer to a question that was not asked")
    }
    switch signal {
    case .fault, .connection, .contradiction:
      guard attempts < Self.probeAttempts else { return .endRun(outage) }
      probing = (outage, scope, attempts + 1)
      return .probe(probe, after: policy.backoff.bound(afterAttempt: attempts + 1))
    // A limit leaves the question open; the next failed request may probe again.
    case .limit: break
    case nil: health.answeredProbe()
    }
    probing = nil
    return failAlone(scope, &health)
  }

  private static let probeAttempts = 3

  /// An attempt that takes longer and ends in a 500 may have run into a timeout of the service, which passes.
  private static let promptly = Duration.seconds(10)

  /// Notes whether a 500 is the request's own: the service answered others since it gave the same request one before.
  ///
  /// - Returns: what to probe if nothing else was asked since.
  private mutating func doubt(
    about failure: Failure, after duration: Duration, _ health: ServiceHealth
  ) -> ServiceHealth.Probe? {
    guard mayLast, duration < Self.promptly, failure.meaning.retry == .fault(status: 500) else {
      lastServerError = nil
      return nil
    }
    defer { lastServerError = health.signsOfLife }
    guard let lastServerError else { return nil }
    isLasting = health.signsOfLife > lastServerError
    return health.lastSuccess
  }

  /// Gives up a request whose retry time is over, without a conclusion about other requests.
  ///
  /// If the service has answered before, only the tenant is given up. A service that does not answer its own first
  /// request is not asked again.
  private func failAlone(_ scope: ScopedFailure.Scope, _ health: inout ServiceHealth) -> Action {
    defer { health.gaveUp() }
    if health.hasAnswered { return .giveUp(.tenant) }
    return .giveUp(tenant == nil && carriesToken ? .service : scope)
  }
}
