import Testing

@testable import Rollcall

@Suite struct `Ledger of tenants` {
  private var ledger = TenantLedger()

  private static let away = ScopedFailure(.tenant, RollcallError(.unavailable, "out of order"))
  private static let notLetIn = ScopedFailure(.service, RollcallError(.refused, "the token is refused"))
  private static let refused = ScopedFailure(.tenant, RollcallError(.refused, "not this website"))

  /// Enters a tenant that ends so.
  private mutating func enter(
    _ id: String, of service: String = "echo", failing failure: ScopedFailure? = nil, lacking loss: ScopedFailure? = nil
  ) {
    ledger.begin(Tenant(service: service, instance: "https://x.test", id: id))
    ledger.turn(to: service)
    if let loss { ledger.lose("part", because: loss) }
    if let failure { ledger.fail(failure) }
    ledger.end(rows: [:])
  }

  @Test mutating func `a complete tenant or one that was refused for itself settles the ledger`() {
    enter("a")
    #expect(!ledger.isUnsettled)
    enter("b", failing: Self.refused)
    #expect(!ledger.isUnsettled && ledger.tenants.map(\.status) == [.complete, .failed])
  }

  @Test mutating func `tenants that failed with their service leave the ledger unsettled until one succeeds`() {
    for failure in [Self.away, Self.notLetIn] {
      ledger = TenantLedger()
      enter("a", failing: failure)
      enter("b", failing: failure)
      #expect(ledger.isUnsettled)
      enter("c")
      #expect(!ledger.isUnsettled)
    }
  }

  @Test mutating func `a lost part leaves the ledger unsettled until the next tenant`() {
    enter("a", lacking: Self.away)
    #expect(ledger.isUnsettled && ledger.tenants[0].missing.map(\.part) == ["part"])
    enter("b", lacking: Self.away)
    #expect(!ledger.isUnsettled)
    enter("c", lacking: Self.refused)
    #expect(!ledger.isUnsettled)
    enter("d", lacking: Self.away)
    enter("e", failing: Self.away)
    #expect(ledger.isUnsettled)
  }

  @Test mutating func `the first failure is the run's failure if no tenant has rows`() {
    ledger.lose("all websites", because: Self.notLetIn)
    #expect(ledger.failureOfAll == Self.notLetIn.error && !ledger.isComplete)
    enter("a", failing: Self.refused)
    enter("b", failing: Self.away)
    #expect(ledger.failureOfAll == Self.refused.error)
    enter("c")
    #expect(ledger.failureOfAll == nil && !ledger.isComplete)
  }

  @Test mutating func `a shard is written if its tenants failed for good, whatever else was asked of them`() {
    enter("a", failing: Self.refused, lacking: Self.refused)
    enter("b", failing: Self.refused, lacking: Self.away)
    #expect(ledger.failureOfShard == nil && ledger.failureOfAll == Self.refused.error)
    enter("c", failing: Self.away)
    #expect(ledger.failureOfShard == Self.refused.error)
    ledger = TenantLedger()
    enter("a", failing: Self.refused)
    ledger.lose("all websites", because: Self.refused)
    #expect(ledger.failureOfShard == Self.refused.error)
  }

  @Test mutating func `a service's failure is the resumed run's failure if the service gave nothing`() {
    enter("a")
    let tenants = ledger.tenants
    for failure in [Self.away, Self.notLetIn] {
      ledger = TenantLedger(after: tenants)
      ledger.turn(to: "echo")
      ledger.lose("all websites", because: failure)
      #expect(ledger.failureOfAll == failure.error)
      // Another service's tenants are no help.
      enter("b", of: "other")
      #expect(ledger.failureOfAll == failure.error)
      enter("c")
      #expect(ledger.failureOfAll == nil)
    }
    ledger = TenantLedger(after: tenants)
    enter("b", failing: Self.refused)
    #expect(ledger.failureOfAll == nil)
    enter("c", failing: Self.notLetIn)
    #expect(ledger.failureOfAll == Self.notLetIn.error)
  }

  @Test mutating func `a token that is refused half-way is the run's failure, whatever another service gave`() {
    enter("a")
    enter("b", failing: Self.notLetIn)
    enter("c", of: "other")
    // What is saved from here on would have the refused ones as finished.
    #expect(ledger.failureOfAll == Self.notLetIn.error && ledger.isUnsettled)
  }

  @Test mutating func `a token that was refused from the start is not the run's failure if another service gave rows`()
  {
    enter("a", failing: Self.notLetIn)
    enter("b", failing: Self.notLetIn)
    #expect(ledger.failureOfAll == Self.notLetIn.error)
    enter("c", of: "other")
    #expect(ledger.failureOfAll == nil)
  }

  @Test mutating func `a failure that closes a service half-way is the run's failure, even without the token`() {
    let challenge = ScopedFailure(.service, RollcallError(.configuration, "a page answered in the service's place"))
    enter("a")
    enter("b", failing: challenge)
    #expect(ledger.isUnsettled && ledger.failureOfAll == challenge.error)
  }

  @Test mutating func `a gap counts once if a tenant with rows shows it, and survives an interruption`() {
    func gap(_ code: String) -> KnownGap { KnownGap(code: code, text: "somebody reads more") }
    ledger = TenantLedger(gaps: ["echo": [gap("b")]])
    for (code, failure) in [("c", nil), ("a", nil), ("b", nil), ("a", nil), ("d", Self.refused)] {
      ledger.begin(Tenant(service: "echo", instance: "https://x.test", id: code))
      ledger.note(gap(code))
      if let failure { ledger.fail(failure) }
      ledger.end(rows: [:])
    }
    ledger.begin(Tenant(service: "echo", instance: "https://x.test", id: "interrupted"))
    ledger.note(gap("e"))
    ledger.abandon()
    #expect(ledger.gapsOfService == ["echo": [gap("a"), gap("b"), gap("c")]])
  }

  @Test mutating func `tenants that were copied say nothing about their service`() {
    func report(_ id: String) -> TenantReport {
      TenantReport(
        service: "echo", instance: "https://x.test", tenantId: id, status: .complete, rows: [:], requests: 0,
        missing: [], omitted: [])
    }
    let copied = ["a", "c"].map { report($0) }
    ledger = TenantLedger(copied: Set(copied.map(\.tenant)))
    ledger.endCopy(copied[0])
    // There is no failure without a tenant that failed.
    #expect(ledger.hasNothing && ledger.failureOfAll == nil && !ledger.isUnsettled)
    enter("b", failing: Self.notLetIn)
    ledger.endCopy(copied[1])
    #expect(ledger.isUnsettled && ledger.hasNothing && ledger.failureOfAll == Self.notLetIn.error)
    enter("d")
    #expect(!ledger.isUnsettled && !ledger.hasNothing && ledger.failureOfAll == nil)
    // What was read before this refusal counts, and what was copied does not.
    enter("e", failing: Self.notLetIn)
    #expect(ledger.failureOfAll == Self.notLetIn.error && ledger.isUnsettled)
    #expect(ledger.tenants.map(\.tenantId) == ["a", "b", "c", "d", "e"] && !ledger.isComplete)
  }
}
