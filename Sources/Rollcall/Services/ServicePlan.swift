/// What a service is going to be asked in a run: about which tenants, and what.
package protocol ServicePlan: Sendable {
  /// What the service can be asked, in the order in which losses are told.
  static var endpoints: [Endpoint] { get }
  /// The tenants, in the order of their rows.
  var tenants: [Tenant] { get }
  /// The same as the checkpoint keeps them.
  var list: TenantList { get }
  /// Why parts of the list are missing, if it was made just now.
  var losses: [ListLoss] { get }

  /// Whether plans of tenants ask. If so, those of several tenants are made side by side.
  func asks(for tables: Set<Table>) -> Bool

  /// Plans the requests about the plan's tenant.
  func fill(_ plan: Plan, for tables: Set<Table>) async throws

  /// Plans what is left to ask about the service as a whole when all tenants are read.
  ///
  /// - Parameter hasFailures: whether one of the tenants failed.
  func conclude(_ plan: Plan, hasFailures: Bool) async throws

  /// What the manifest says about where the rows come from.
  func source(of tables: Set<Table>) -> SourceDescription
}

extension ServicePlan {
  /// Plans ask.
  package func asks(for tables: Set<Table>) -> Bool { true }

  /// Nothing is left to ask.
  package func conclude(_ plan: Plan, hasFailures: Bool) async throws {}
}

/// A part of a list of tenants that could not be had, or stayed doubtful.
package struct ListLoss: Sendable {
  let part: TenantPart
  let failure: ScopedFailure
}

extension Checkpoint {
  /// The same run, now that it is known what it is about.
  func planned(_ plans: [(list: TenantList, losses: [ListLoss])]) -> Checkpoint {
    var checkpoint = self
    checkpoint.lists = plans.filter { !$0.losses.contains(where: \.failure.mayPass) }
      .map { list, losses in
        var list = list
        list.missing += losses.map { MissingPart(part: $0.part, reason: $0.failure.error.sentence) }
        return list
      }
    return checkpoint
  }
}
