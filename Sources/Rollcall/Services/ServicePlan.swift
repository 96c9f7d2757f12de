/// What a service is going to be asked in a run: about which tenants, and what.
package protocol ServicePlan: Sendable {
  /// The tenants.
  var list: TenantList { get }
  /// Why parts of the list are missing, if it was made just now.
  var losses: [ListLoss] { get }

  /// Submits the steps of a snapshot, tenant by tenant, in the order of the list.
  ///
  /// `submit` suspends while enough requests are under way.
  ///
  /// - Parameters:
  ///   - finished: tenants that nothing is asked about, because an interrupted run has read them, and what became of
  ///     them.
  ///   - ask: sends a request of which no row is kept, and returns why it failed for good, if it did.
  /// - Returns: what the manifest says about where the rows come from.
  func run(
    _ tables: Set<Table>, skipping finished: [Tenant: TenantReport.Status], asking ask: @escaping Ask,
    submit: (PlanStep) async throws -> Void
  ) async throws -> SourceDescription
}

/// A part of a list of tenants that could not be had, or stayed doubtful.
package struct ListLoss: Sendable {
  let part: TenantPart
  let error: RollcallError
}

extension Checkpoint {
  /// The same run, now that it is known what it is about.
  func planned(_ plans: [any ServicePlan]) -> Checkpoint {
    var checkpoint = self
    checkpoint.lists = plans.filter { !$0.losses.contains(where: \.error.mayPass) }
      .map { plan in
        var list = plan.list
        list.missing += plan.losses.map { MissingPart(part: $0.part, reason: $0.error.sentence) }
        return list
      }
    return checkpoint
  }
}
