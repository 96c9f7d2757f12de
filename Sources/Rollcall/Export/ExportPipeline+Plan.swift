/// The plan by itself, for shards.
extension ExportPipeline {
  /// Lists the tenants, once.
  ///
  /// - Parameters:
  ///   - report: called with the news of the run, from several tasks at a time; must be quick.
  ///   - interruption: suspends until the run must end early, and returns the reason.
  /// - Returns: the plan of all tenants.
  /// - Throws: `RollcallError` if the tenants cannot be listed; ``DoubtfulList`` if the list may not be all of them.
  public func makePlan(
    report: @escaping @Sendable (SnapshotEvent) -> Void = { _ in },
    until interruption: (@Sendable () async throws -> RollcallError)? = nil
  ) async throws -> ExportPlan {
    let createdAt = clock.calendar()
    let run = ExportRun(
      in: nil, from: begin(), repairing: nil, every: configuration.checkpointInterval, clock: clock, report: report,
      until: interruption)
    let fetchers = services.map { fetcher(for: $0, run) }
    let plans = try await run.untilInterrupted { try await prepare(fetchers, keeping: []) }
    for loss in plans.flatMap(\.losses) {
      guard loss.failure.error.code == .undecodable else { throw loss.failure.error }
      throw DoubtfulList(loss.failure.error)
    }
    return try ExportPlan(
      ExportPlan.Content(
        createdAt: createdAt, snapshotAt: configuration.snapshotAt ?? createdAt, options: identity.settings,
        services: zip(services, plans)
          .map { service, plan in
            ExportPlan.Service(
              service: plan.list.service, instance: service.instance, serviceVersion: plan.list.serviceVersion,
              owner: plan.list.owner)
          },
        tenants: plans.flatMap { plan in
          plan.tenants.map { tenant in
            ExportPlan.Tenant(
              service: tenant.service, instance: tenant.instance, tenantId: tenant.id, name: plan.name(of: tenant))
          }
        }))
  }
}

/// A list of tenants that may not be all of them, so that no plan is made of it.
public struct DoubtfulList: Error, CustomStringConvertible {
  /// The reason to doubt.
  public let error: RollcallError

  init(_ error: RollcallError) { self.error = error }

  /// The reason to doubt.
  public var description: String { error.description }
}
