import Testing

@testable import Rollcall

@Suite struct `Health of a service` {
  private static let a = Tenant(service: "echo", instance: "https://echo.test", id: "a")
  private static let b = Tenant(service: "echo", instance: "https://echo.test", id: "b")

  private var health = ServiceHealth()

  private mutating func fail(_ tenant: Tenant?, at seconds: Int64 = 0) -> Int {
    health.failed(tenant, at: Timestamp(milliseconds: seconds * 1000))
  }

  /// What a request's end means, in words.
  private func diagnosis(of tenant: Tenant?, failingSince signsOfLife: Int, isUnreachable: Bool = false) -> String {
    switch health.diagnosis(of: tenant, failingSince: signsOfLife, isUnreachable: isUnreachable) {
    case .tenantFails: "the tenant fails"
    case .everybodyFails(let outage):
      "\(outage.tenants) fail since \(outage.since.milliseconds / 1000), last \(outage.lastSuccess?.path ?? "none")"
    }
  }

  @Test mutating func `the failures of one tenant are its own, however many there are`() {
    let since = fail(Self.a, at: 1)
    for second in 2..<100 { _ = fail(Self.a, at: Int64(second)) }
    #expect(diagnosis(of: Self.a, failingSince: since) == "the tenant fails")
  }

  @Test mutating func `a failed request about the service as a whole does not fail the tenants`() {
    let since = fail(nil)
    #expect(diagnosis(of: nil, failingSince: since) == "the tenant fails")
  }

  @Test mutating func `the failures of a second tenant are an outage of the service`() {
    health.succeeded(EchoService().question("c").request)
    let since = fail(Self.a, at: 3)
    _ = fail(Self.b, at: 5)
    #expect(diagnosis(of: Self.a, failingSince: since) == "2 fail since 3, last /c")
    #expect(diagnosis(of: Self.b, failingSince: since) == "2 fail since 3, last /c")
  }

  @Test mutating func `an outage before the first success takes several failed tenants`() {
    let since = fail(Self.a, at: 3)
    for number in 2..<ServiceHealth.crowd {
      _ = fail(Tenant(service: "echo", instance: "https://echo.test", id: "\(number)"), at: 5)
      #expect(diagnosis(of: Self.a, failingSince: since) == "the tenant fails")
    }
    _ = fail(Self.b, at: 7)
    #expect(diagnosis(of: Self.a, failingSince: since) == "5 fail since 3, last none")
  }

  @Test mutating func `a lost connection is an outage even if only one tenant fails`() {
    health.refused()
    let since = fail(Self.a, at: 3)
    #expect(diagnosis(of: Self.a, failingSince: since, isUnreachable: true) == "1 fail since 3, last none")
    health.succeeded(EchoService().question("c").request)
    #expect(diagnosis(of: Self.a, failingSince: since, isUnreachable: true) == "the tenant fails")
  }

  @Test mutating func `a failed first connection is an outage only if other tenants have the same`() {
    let since = fail(Self.a, at: 3)
    #expect(diagnosis(of: Self.a, failingSince: since, isUnreachable: true) == "the tenant fails")
    _ = fail(Self.b, at: 4)
    #expect(diagnosis(of: Self.a, failingSince: since, isUnreachable: true) == "2 fail since 3, last none")
  }

  @Test mutating func `a request about the service as a whole does not count as a second tenant`() {
    health.succeeded(EchoService().question("c").request)
    let since = fail(nil, at: 3)
    _ = fail(Self.a, at: 5)
    #expect(diagnosis(of: Self.a, failingSince: since) == "the tenant fails")
    #expect(diagnosis(of: nil, failingSince: since) == "1 fail since 3, last /c")
  }

  @Test mutating func `a tenant that failed earlier counts as long as no request succeeds`() {
    health.succeeded(EchoService().question("c").request)
    _ = fail(Self.a, at: 3)
    // One worker: the second tenant is asked when the first has been given up.
    let since = fail(Self.b, at: 300)
    #expect(diagnosis(of: Self.b, failingSince: since) == "2 fail since 3, last /c")
  }

  @Test mutating func `a success in between ends the suspicion of an outage`() {
    let since = fail(Self.a)
    _ = fail(Self.b)
    health.succeeded(EchoService().question("c").request)
    _ = fail(Self.a)
    _ = fail(Self.b)
    #expect(diagnosis(of: Self.a, failingSince: since) == "the tenant fails")
  }

  @Test mutating func `a refusal and an answered probe end the suspicion of an outage, too`() {
    for isRefusal in [true, false] {
      let since = fail(Self.a)
      _ = fail(Self.b)
      if isRefusal { health.refused() } else { health.answeredProbe() }
      #expect(diagnosis(of: Self.a, failingSince: since) == "the tenant fails")
    }
  }

  @Test mutating func `a success before the failures is named as the request to repeat`() {
    health.succeeded(EchoService().question("c").request)
    health.succeeded(EchoService().question("d/2").request)
    let since = fail(Self.a, at: 7)
    _ = fail(Self.b, at: 8)
    #expect(diagnosis(of: Self.a, failingSince: since) == "2 fail since 7, last /d/2")
  }

  @Test mutating func `a request without the token proves nothing about those with it`() {
    var request = EchoService().question("version").request
    request.carriesToken = false
    health.succeeded(request)
    let since = fail(Self.a)
    for number in 1..<ServiceHealth.crowd {
      _ = fail(Tenant(service: "echo", instance: "https://echo.test", id: "\(number)"))
    }
    #expect(diagnosis(of: Self.a, failingSince: since) == "5 fail since 0, last none")
  }

  @Test mutating func `a service that was never reached may not exist`() {
    #expect(!health.hasBeenReached)
    _ = fail(Self.a)
    #expect(!health.hasBeenReached)
    health.reached()
    #expect(health.hasBeenReached)
  }
}
