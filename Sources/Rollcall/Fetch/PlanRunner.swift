import Backpressure

/// A runner of the services' plans: it makes the plans of several tenants side by side, and sends the events of their
/// steps in the order of the tenants.
package struct PlanRunner: Sendable {
  private let window: InOrderWindow<PageEvent>
  private let tables: Set<Table>
  private let width: Int
  private let isOneByOne: Bool

  /// - Parameter isEnd: whether the tenant ends with the step.
  private typealias Submit = (_ step: PlanStep, _ isEnd: Bool) async throws -> Void

  /// - Parameters:
  ///   - width: the number of tenants whose plans are made at a time. Memory holds their answers, and those that the
  ///     steps in the window need.
  ///   - isOneByOne: whether the steps of a tenant end before the plan of the next tenant asks.
  package init(into window: InOrderWindow<PageEvent>, of tables: Set<Table>, width: Int, isOneByOne: Bool = false) {
    self.window = window
    self.tables = tables
    self.width = width
    self.isOneByOne = isOneByOne
  }

  /// Asks a service about all tenants of its plan.
  ///
  /// - Parameter finished: the tenants that an interrupted run has finished, and their status. The service is not asked
  ///   about them.
  /// - Returns: whether the next service may be asked. If not, the window has the error that is the reason.
  /// - Throws: the error that ended the run; the window has it, too.
  package func run(
    _ service: any ServicePlan, by fetcher: PageFetcher, skipping finished: [Tenant: TenantReport.Status]
  ) async throws -> Bool {
    let hasFailures = Lock(finished.contains { $0.key.service == fetcher.serviceName && $0.value == .failed })
    let rest = Lock(service.tenants.filter { finished[$0] == nil }[...])
    let tell = Plan(for: nil, endpoints: [], asking: fetcher)
    for loss in service.losses { tell.tell(.missing(part: loss.part, loss.failure)) }
    let asks = service.asks(for: tables)

    guard try await withSteps(by: fetcher, noting: hasFailures, { try await pass(tell.steps, to: $0) }) else {
      return false
    }
    while asks, isOneByOne, let tenant = rest.withLock({ $0.popFirst() }) {
      let mayGoOn = try await withSteps(by: fetcher, noting: hasFailures) { submit in
        try await pass(steps(for: tenant, of: service, by: fetcher), endingTenant: true, to: submit)
      }
      guard mayGoOn else { return false }
    }
    let mayGoOn = try await withSteps(by: fetcher, noting: hasFailures) { submit in
      if asks {
        try await planAhead({ rest.withLock { $0.popFirst() } }, of: service, by: fetcher, to: submit)
      } else {
        while let tenant = rest.withLock({ $0.popFirst() }) {
          let isLast = rest.withLock { $0.isEmpty }
          try await pass(steps(for: tenant, of: service, by: fetcher), endingTenant: isLast, to: submit)
        }
      }
    }
    guard mayGoOn else { return false }
    return try await withSteps(by: fetcher, noting: hasFailures) { submit in
      let plan = plan(for: nil, of: service, by: fetcher)
      try await service.conclude(plan, hasFailures: hasFailures.withLock { $0 })
      try await pass(plan.steps, to: submit)
    }
  }

  private func plan(for tenant: Tenant?, of service: any ServicePlan, by fetcher: PageFetcher) -> Plan {
    Plan(for: tenant, endpoints: type(of: service).endpoints, asking: fetcher)
  }

  private func steps(
    for tenant: Tenant, of service: any ServicePlan, by fetcher: PageFetcher
  ) async throws -> [PlanStep] {
    let plan = plan(for: tenant, of: service, by: fetcher)
    try await service.fill(plan, for: tables)
    return plan.steps
  }

  /// Submits the steps of a plan.
  ///
  /// - Parameter isTenant: whether the last step ends the tenant. The tenant then ends before the next one is asked
  ///   about, so that an interruption after that does not lose it.
  private func pass(_ steps: [PlanStep], endingTenant isTenant: Bool = false, to submit: Submit) async throws {
    for (index, step) in steps.enumerated() { try await submit(step, isTenant && index == steps.count - 1) }
  }

  /// Makes the tenants' plans side by side, and submits their steps in the order of the tenants.
  private func planAhead(
    _ next: @escaping @Sendable () -> Tenant?, of service: any ServicePlan, by fetcher: PageFetcher, to submit: Submit
  ) async throws {
    try await withInOrderResults(of: { next() }, width: width) { tenant in
      do {
        return try await steps(for: tenant, of: service, by: fetcher)
      } catch {
        // Even while earlier tenants are still read.
        failAtOnce(error)
        throw error
      }
    } body: { results in
      while let steps = try await results.next() { try await pass(steps, endingTenant: true, to: submit) }
    }
  }

  /// Carries out the steps that `body` submits, and waits for them. A submission suspends while the window is full.
  ///
  /// - Returns: whether more may be asked. If not, the window has the error that is the reason.
  private func withSteps(
    by fetcher: PageFetcher, noting hasFailures: Lock<Bool>, _ body: (Submit) async throws -> Void
  ) async throws -> Bool {
    try await withThrowingDiscardingTaskGroup { group in
      do {
        try await body { step, isEnd in
          let lane = try await window.openLane()
          group.addTask { try await perform(step, isEnd, by: fetcher, noting: hasFailures, into: lane) }
        }
        return true
      } catch let failure as EndOfRequests {
        // Earlier requests are finished, and their rows written.
        try await window.openLane().finish(throwing: failure.error)
        return false
      } catch {
        // Before the group cancels the pages under way: the window keeps the first failure, which must not be the
        // cancellation of a page.
        failAtOnce(error)
        throw error
      }
    }
  }

  private func perform(
    _ step: PlanStep, _ isEnd: Bool, by fetcher: PageFetcher, noting hasFailures: Lock<Bool>,
    into lane: BoundedChannel<PageEvent>
  ) async throws {
    do {
      try await step.perform(of: fetcher.serviceName, by: fetcher) { event in
        if case .failed = event { hasFailures.withLock { $0 = true } }
        try await lane.send(event)
      }
      if isEnd { try await lane.send(.began(service: fetcher.serviceName, tenant: nil)) }
      lane.finish()
    } catch let failure as EndOfRequests {
      lane.finish(throwing: failure.error)
    } catch {
      failAtOnce(error)
      throw error
    }
  }

  /// Fails the window at once, even in the middle of a page: a failure of the whole run does not wait for the pages
  /// before it.
  private func failAtOnce(_ error: any Error) {
    if error is EndOfRequests { return }
    window.finish(throwing: error)
  }
}
