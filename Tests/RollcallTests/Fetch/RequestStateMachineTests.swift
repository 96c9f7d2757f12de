import Testing

@testable import Rollcall

/// Decisions about a request, without a task or a clock. The longest waits are 0.5, 1, 2, … seconds.
@Suite struct `The state machine of a request` {
  private var health = ServiceHealth()
  private let a = EchoService("a").question("a").request
  private let b = EchoService("b").question("b").request

  private func machine(_ request: PageRequest, patience: Duration = .seconds(300)) -> RequestStateMachine {
    var policy = RetryPolicy()
    policy.maximumTime = patience
    return RequestStateMachine(request, policy: policy)
  }

  private func failure(
    _ retry: RetrySignal?, scope: ScopedFailure.Scope = .tenant, retryAfter: Duration? = nil
  ) -> RequestStateMachine.Failure {
    RequestStateMachine.Failure(
      meaning: ServiceFailure(scope, RollcallError(.unavailable, "away"), retry: retry), retryAfter: retryAfter)
  }

  /// Lets an attempt fail.
  private mutating func fail(
    _ machine: inout RequestStateMachine, _ failure: RequestStateMachine.Failure, after duration: Duration = .zero,
    at milliseconds: Int64 = 0
  ) -> String {
    var generator = LongestWaits()
    machine.sent()
    return
      machine.failed(
        failure, after: duration, at: Timestamp(milliseconds: milliseconds), health: &health, using: &generator
      )
      .words
  }

  @Test mutating func `a fault makes the request wait, longer with each attempt`() {
    var machine = machine(a)
    let waits = (0..<3).map { _ in fail(&machine, failure(.fault(status: 503))) }
    #expect(waits == ["retry in 0.5 s, request", "retry in 1.0 s, request", "retry in 2.0 s, request"])
    #expect(machine.attempts == 3)
  }

  @Test mutating func `a limit makes all requests wait`() {
    var machine = machine(a)
    #expect(fail(&machine, failure(.limit(status: 429), retryAfter: .seconds(7))) == "retry in 7.0 s, limit")
  }

  @Test mutating func `a time that the service names with a fault is meant for all requests`() {
    var machine = machine(a)
    #expect(fail(&machine, failure(.fault(status: 503), retryAfter: .seconds(9))) == "retry in 9.0 s, service")
  }

  @Test mutating func `a limit of the calendar's minute ends with the minute`() {
    var machine = machine(a)
    var limit = failure(.limit(status: 429))
    limit.meaning.limitWindow = .seconds(60)
    // 20 seconds are left, and one to three more are waited.
    #expect(fail(&machine, limit, at: 40_000) == "retry in 23.0 s, limit")
  }

  @Test mutating func `the second answer that says that a quota is used up ends the request`() {
    var machine = machine(a)
    var quota = failure(.limit(status: 423), scope: .run)
    quota.meaning.isQuotaUsedUp = true
    #expect(fail(&machine, quota) == "retry in 5.0 s, limit")
    #expect(fail(&machine, quota) == "give up the run")
  }

  @Test mutating func `a refusal is final`() {
    var machine = machine(a)
    #expect(fail(&machine, failure(nil, scope: .service)) == "give up the service")
  }

  @Test mutating func `the first attempt does not count as time for retries, the others do`() {
    var machine = machine(a, patience: .seconds(10))
    health.succeeded(a)
    #expect(fail(&machine, failure(.fault(status: 503)), after: .seconds(3600)) == "retry in 0.5 s, request")
    #expect(fail(&machine, failure(.fault(status: 503)), after: .seconds(11)) == "give up the tenant")
  }

  @Test mutating func `a request with a limit of attempts is given up at it`() {
    var request = a
    request.retryLimits.attemptsAtServerErrors = 2
    var machine = machine(request)
    health.succeeded(a)
    #expect(fail(&machine, failure(.fault(status: 500))) == "retry in 0.5 s, request")
    #expect(fail(&machine, failure(.fault(status: 500))) == "give up the tenant")
  }

  /// A request that may get a 500 for ever.
  private var lasting: PageRequest {
    var request = a
    request.retryLimits.attemptsAtServerErrors = 5
    request.lasting = FailureMeaning(message: "it stays so", cause: "c", advice: "d")
    return request
  }

  @Test mutating func `the same 500 again is lasting if other requests succeeded in between`() {
    var machine = machine(lasting)
    health.succeeded(b)
    #expect(fail(&machine, failure(.fault(status: 500))) == "retry in 0.5 s, request")
    health.succeeded(b)
    #expect(fail(&machine, failure(.fault(status: 500))) == "give up the tenant" && machine.isLasting)
  }

  @Test mutating func `the same 500 again is lasting if a probe shows that other requests succeed`() {
    var machine = machine(lasting)
    health.succeeded(b)
    #expect(fail(&machine, failure(.fault(status: 500))) == "retry in 0.5 s, request")
    #expect(fail(&machine, failure(.fault(status: 500))) == "probe /b after 0.0 s" && !machine.isLasting)
    #expect(machine.probed(.fault(status: 503), health: &health).words == "retry in 1.0 s, request")
    #expect(fail(&machine, failure(.fault(status: 500))) == "probe /b after 0.0 s")
    #expect(machine.probed(nil, health: &health).words == "give up the tenant" && machine.isLasting)
  }

  @Test mutating func `a 500 is not lasting without another one, a probe or a meaning of its own`() {
    var (other, alone, plain) = (machine(lasting), machine(lasting), machine(a))
    #expect(fail(&alone, failure(.fault(status: 500))) == "retry in 0.5 s, request")
    #expect(fail(&alone, failure(.fault(status: 500))) == "retry in 1.0 s, request")
    health.succeeded(b)
    for status in [500, 503, 500] { _ = fail(&other, failure(.fault(status: status))) }
    #expect(!other.isLasting && other.attempts == 3)
    for _ in 0..<3 {
      health.succeeded(b)
      #expect(fail(&plain, failure(.fault(status: 500))).hasPrefix("retry") && !plain.isLasting)
    }
  }

  @Test mutating func `a 500 that comes late is not lasting, since it may be a timeout of the service`() {
    var machine = machine(lasting)
    for _ in 0..<4 {
      health.succeeded(b)
      #expect(fail(&machine, failure(.fault(status: 500)), after: .seconds(15)).hasPrefix("retry"))
    }
    #expect(!machine.isLasting)
  }

  @Test mutating func `a limit has its own patience where it was given one`() {
    var policy = RetryPolicy()
    policy.maximumTime = .seconds(20)
    policy.maximumTimeAtLimits = .seconds(300)
    var machine = RequestStateMachine(a, policy: policy)
    health.succeeded(b)
    #expect(fail(&machine, failure(.limit(status: 429), retryAfter: .seconds(57))) == "retry in 57.0 s, limit")
    #expect(fail(&machine, failure(.limit(status: 429), retryAfter: .seconds(600))).hasPrefix("give up"))
    var other = RequestStateMachine(a, policy: policy)
    #expect(fail(&other, failure(.fault(status: 503), retryAfter: .seconds(57))) == "give up the tenant")
  }

  @Test mutating func `a service that was never reached is asked three times`() {
    var machine = machine(a)
    let outcomes = (0..<3).map { _ in fail(&machine, failure(.connection(.connectionFailed), scope: .service)) }
    #expect(outcomes == ["retry in 0.5 s, request", "retry in 1.0 s, request", "give up the service"])
  }

  /// Lets requests of two tenants fail for as long as they are retried, after one of a third was answered.
  private mutating func failSideBySide() -> (RequestStateMachine, last: String) {
    health.succeeded(EchoService("c").question("c").request)
    var (one, other) = (machine(a, patience: .zero), machine(b, patience: .zero))
    one.sent()
    _ = one.note(failure(.fault(status: 503)), at: Timestamp(milliseconds: 0), in: &health)
    let last = fail(&other, failure(.fault(status: 503)))
    return (other, last)
  }

  @Test mutating func `a request that fails beside another tenant's has the service looked at`() {
    let (_, last) = failSideBySide()
    #expect(last == "probe /c after 0.0 s")
  }

  @Test mutating func `a service that does not answer the look three times ends the run`() {
    var (machine, _) = failSideBySide()
    #expect(machine.probed(.fault(status: 503), health: &health).words == "probe /c after 1.0 s")
    #expect(machine.probed(.connection(.timedOut), health: &health).words == "probe /c after 2.0 s")
    #expect(machine.probed(.fault(status: 503), health: &health).words == "end the run: 2 tenants")
  }

  @Test(arguments: [nil, RetrySignal.limit(status: 429)])
  mutating func `a service that answers the look costs the tenant alone`(signal: RetrySignal?) {
    var (machine, _) = failSideBySide()
    #expect(machine.probed(signal, health: &health).words == "give up the tenant")
  }

  @Test mutating func `a service whose own first request fails is not asked the next one`() {
    let own = PageRequest(
      tenant: nil, endpoint: a.endpoint, path: "/own", http: a.http, listPath: .none)
    var machine = machine(own, patience: .zero)
    #expect(fail(&machine, failure(.fault(status: 503))) == "give up the service")
  }
}

extension RequestStateMachine.Action {
  fileprivate var words: String {
    switch self {
    case .retry(let delay, _, let pause): "retry in \(delay.seconds) s, \(pause)"
    case .giveUp(let scope): "give up the \(scope)"
    case .probe(let probe, let delay): "probe \(probe.path) after \(delay.seconds) s"
    case .endRun(let outage): "end the run: \(outage.tenants) tenants"
    }
  }
}
