import Backpressure

/// Carries out the plans of services: makes plans of several tenants side by side, and sends the events of their steps in
/// the order of the tenants.
package struct PlanRunner: Sendable {
  private let window: InOrderWindow<PageEvent>
  private let tables: Set<Table>
  /// How many tenants' plans are made at a time.
  private let width: Int

  /// - Parameter width: how many tenants' plans are made at a time: of so many, answers wait in memory.
  package init(into window: InOrderWindow<PageEvent>, of tables: Set<Table>, width: Int) {
    self.window = window
    self.tables = tables
    self.width = width
  }

  /// Asks a service about all tenants of its plan.
  ///
  /// - Parameter finished: tenants that an interrupted run has read, and what became of them. They are not asked about.
  /// - Returns: whether the next service may be asked; if not, the window has the error that says why.
  /// - Throws: what ended the run. The window has it as well.
  package func run(
    _ plan: any ServicePlan, by fetcher: PageFetcher, skipping finished: [Tenant: TenantReport.Status]
  ) async throws -> Bool {
    let hasFailures = Lock(finished.contains { $0.key.service == fetcher.serviceName && $0.value == .failed })
    let mayGoOn = try await withSteps(by: fetcher, noting: hasFailures) { submit in
      let losses = Plan(for: nil, endpoints: [], asking: fetcher)
      for loss in plan.losses { losses.tell(.missing(part: loss.part, loss.error)) }
      for step in losses.steps { try await submit(step) }
      try await self.submit(plan.tenants.filter { finished[$0] == nil }, of: plan, by: fetcher, to: submit)
    }
    guard mayGoOn else { return false }
    return try await withSteps(by: fetcher, noting: hasFailures) { submit in
      let rest = self.plan(for: nil, of: plan, by: fetcher)
      try await plan.conclude(rest, hasFailures: hasFailures.withLock { $0 })
      for step in rest.steps { try await submit(step) }
    }
  }

  private func plan(for tenant: Tenant?, of service: any ServicePlan, by fetcher: PageFetcher) -> Plan {
    Plan(for: tenant, endpoints: type(of: service).endpoints, asking: fetcher)
  }

  /// Makes the tenants' plans side by side, and submits their steps in the order of the tenants.
  private func submit(
    _ tenants: [Tenant], of service: any ServicePlan, by fetcher: PageFetcher,
    to submit: (PlanStep) async throws -> Void
  ) async throws {
    let next = Lock(tenants[...])
    try await withInOrderResults(of: { next.withLock { $0.popFirst() } }, width: width) { tenant in
      do {
        let plan = self.plan(for: tenant, of: service, by: fetcher)
        try await service.fill(plan, for: tables)
        return plan.steps
      } catch let error as RollcallError where error.scope == .rest {
        throw error
      } catch {
        // While the tenants before are still read, as well.
        window.finish(throwing: error)
        throw error
      }
    } body: { results in
      while let steps = try await results.next() {
        for step in steps { try await submit(step) }
      }
    }
  }

  /// Carries out the steps that `body` submits, and waits for them. A submission suspends while the window is full.
  ///
  /// - Returns: whether more may be asked; if not, the window has the error that says why.
  private func withSteps(
    by fetcher: PageFetcher, noting hasFailures: Lock<Bool>,
    _ body: ((PlanStep) async throws -> Void) async throws -> Void
  ) async throws -> Bool {
    try await withThrowingDiscardingTaskGroup { group in
      do {
        try await body { step in
          let lane = try await window.openLane()
          group.addTask { try await perform(step, by: fetcher, noting: hasFailures, into: lane) }
        }
        return true
      } catch let error as RollcallError where error.scope == .rest {
        // What was asked for before is waited for, and written.
        try await window.openLane().finish(throwing: error)
        return false
      } catch {
        // Before the group cancels the pages under way: the window keeps the first failure, and theirs would be that
        // they were cancelled.
        window.finish(throwing: error)
        throw error
      }
    }
  }

  private func perform(
    _ step: PlanStep, by fetcher: PageFetcher, noting hasFailures: Lock<Bool>, into lane: BoundedChannel<PageEvent>
  ) async throws {
    do {
      try await step.perform(of: fetcher.serviceName, by: fetcher) { event in
        if case .failed = event { hasFailures.withLock { $0 = true } }
        try await lane.send(event)
      }
      lane.finish()
    } catch let error as RollcallError where error.scope == .rest {
      lane.finish(throwing: error)
    } catch {
      // In the middle of another page as well: what concerns the whole run does not wait for its turn.
      window.finish(throwing: error)
      throw error
    }
  }
}
