import Backpressure
import RollcallTestSupport
import Testing

@testable import Rollcall

@Suite(.timeLimit(.minutes(5))) struct `The runner of plans` {
  /// Plans of tenants that tell who they are, once `fill` lets them.
  private struct Plans: ServicePlan {
    static let endpoints: [Endpoint] = []
    let tenants: [Tenant]
    var losses: [ListLoss] = []
    let whenFilling: @Sendable (Tenant) async throws -> Void
    var conclusion: @Sendable (Bool) -> Void = { _ in }

    var list: TenantList { TenantList(service: "echo", tenants: tenants.map(\.id)) }

    func fill(_ plan: Plan, for tables: Set<Table>) async throws {
      guard let tenant = plan.tenant else { return }
      try await whenFilling(tenant)
      plan.tell(.omitted(part: TenantPart(stringLiteral: tenant.id), reason: "on purpose"))
    }

    func conclude(_ plan: Plan, hasFailures: Bool) async throws { conclusion(hasFailures) }

    func source(of tables: Set<Table>) -> SourceDescription {
      SourceDescription(service: "echo", instance: "https://echo.test", requests: [], notAvailable: [])
    }
  }

  private static let names = ["a", "b", "c", "d"]

  /// Runs plans, and returns what was told between the beginnings and ends of steps.
  private func run(
    _ plans: Plans, width: Int, skipping finished: [Tenant: TenantReport.Status] = [:]
  ) async throws -> [String] {
    let window = InOrderWindow<PageEvent>(width: 2, laneCapacity: 2)
    let clock = ManualClock().exportClock
    let fetcher = PageFetcher(
      service: EchoService(), transport: ScriptedTransport([:]), clock: clock, retryPolicy: RetryPolicy(),
      pacer: Pacer(clock: clock, mostUnderWay: 1), generator: LongestWaits(), meter: ExportMeter())
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        let runner = PlanRunner(into: window, of: Set(Table.allCases), width: width)
        _ = try await runner.run(plans, by: fetcher, skipping: finished)
        window.finish()
      }
      var words: [String] = []
      while let event = try await window.next() { words.append(event.words) }
      return words.filter { $0 != "began" && !$0.hasPrefix("ended") }
    }
  }

  private func tenants(_ names: [String] = names) -> [Tenant] { names.map { EchoService().tenant(of: $0) } }

  @Test func `plans of several tenants are made side by side, and told in the order of the tenants`() async throws {
    let begun = Lock<Set<Tenant>>([])
    // The first one is through when all others have begun.
    let plans = Plans(tenants: tenants()) { tenant in
      begun.withLock { _ = $0.insert(tenant) }
      if tenant.id == "a" { try await eventually { begun.withLock { $0.count } == 4 } }
    }
    #expect(try await run(plans, width: 4) == ["omitted a", "omitted b", "omitted c", "omitted d"])
  }

  @Test func `no more plans are made at a time than the width`() async throws {
    let (now, most) = (Lock(0), Lock(0))
    let plans = Plans(tenants: tenants((0..<12).map { "t\($0)" })) { _ in
      let count = now.withLock { count in
        count += 1
        return count
      }
      most.withLock { $0 = max($0, count) }
      await Task.yield()
      now.withLock { $0 -= 1 }
    }
    _ = try await run(plans, width: 3)
    #expect(most.withLock { $0 } <= 3)
  }

  @Test func `tenants that an interrupted run has read are not planned, and their failures are remembered`()
    async throws
  {
    let concluded = Lock<Bool?>(nil)
    var plans = Plans(tenants: tenants()) { _ in }
    plans.conclusion = { hasFailures in concluded.withLock { $0 = hasFailures } }
    let (a, c) = (EchoService().tenant(of: "a"), EchoService().tenant(of: "c"))
    #expect(try await run(plans, width: 1, skipping: [a: .complete, c: .failed]) == ["omitted b", "omitted d"])
    #expect(concluded.withLock { $0 } == true)
  }

  @Test func `a failure of the whole run does not wait for the tenants before it`() async throws {
    let down = RollcallError(.unavailable, "down")
    let plans = Plans(tenants: tenants()) { tenant in
      if tenant.id == "c" { throw down }
      // Only the failure ends these.
      try await Task.sleep(for: .seconds(3600))
    }
    await #expect(throws: down) { try await run(plans, width: 4) }
  }

  @Test func `a spent budget ends the run after what was asked for before`() async throws {
    let spent = RollcallError(.limited, "spent")
    let told = Lock<[String]>([])
    let plans = Plans(tenants: tenants()) { tenant in
      if tenant.id == "c" { throw EndOfRequests(error: spent) }
      told.withLock { $0.append(tenant.id) }
    }
    await #expect(throws: spent) { try await run(plans, width: 1) }
    #expect(told.withLock { $0 } == ["a", "b"])
  }

  @Test func `a tenant is over before the next one is asked about, so that its rows stay`() async throws {
    let told = Lock<[String]>([])
    let window = InOrderWindow<PageEvent>(width: 2, laneCapacity: 2)
    let clock = ManualClock().exportClock
    let fetcher = PageFetcher(
      service: EchoService(), transport: ScriptedTransport([:]), clock: clock, retryPolicy: RetryPolicy(),
      pacer: Pacer(clock: clock, mostUnderWay: 1), generator: LongestWaits(), meter: ExportMeter())
    let plans = Plans(tenants: tenants(["a", "b"])) { tenant in
      // The second plan is stuck until the end of the first tenant has come through.
      if tenant.id == "b" { try await eventually { told.withLock { $0.contains("after a: nil") } } }
    }
    try await withThrowingDiscardingTaskGroup { group in
      group.addTask {
        _ = try await PlanRunner(into: window, of: Set(Table.allCases), width: 1).run(plans, by: fetcher, skipping: [:])
        window.finish()
      }
      var last: Tenant?
      while let event = try await window.next() {
        guard case .began(_, let tenant) = event else { continue }
        if let last { told.withLock { $0.append("after \(last.id): \(tenant?.id ?? "nil")") } }
        last = tenant
      }
    }
    #expect(told.withLock { $0 } == ["after a: nil", "after b: nil"])
  }

  @Test func `what of the list of tenants is missing is told first`() async throws {
    var plans = Plans(tenants: tenants(["a"])) { _ in }
    plans.losses = [ListLoss(part: "page 2", failure: ScopedFailure(.run, RollcallError(.unavailable, "away")))]
    #expect(try await run(plans, width: 1) == ["missing page 2: unavailable", "omitted a"])
  }
}
