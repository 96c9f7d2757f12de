/// The plan of a service in a run: the tenants, and the requests about them.
package protocol ServicePlan: Sendable {
  /// The service's endpoints, in the order in which losses are reported.
  static var endpoints: [Endpoint] { get }
  /// The tenants, in the order of their rows.
  var tenants: [Tenant] { get }
  /// The tenants as the checkpoint keeps them.
  var list: TenantList { get }
  /// The missing parts of the list with the reasons, if the list was made in this run.
  var losses: [ListLoss] { get }

  /// The name of a tenant, if the list told it.
  func name(of tenant: Tenant) -> String?

  /// Whether the plans of tenants ask questions. If so, several plans are made side by side.
  func asks(for tables: Set<Table>) -> Bool

  /// Plans the requests about the plan's tenant.
  func fill(_ plan: Plan, for tables: Set<Table>) async throws

  /// Plans the last requests about the service as a whole, after all tenants are read.
  ///
  /// - Parameter hasFailures: whether one of the tenants failed.
  func conclude(_ plan: Plan, hasFailures: Bool) async throws

  /// The description of the rows' source, for the manifest.
  func source(of tables: Set<Table>) -> SourceDescription
}

extension ServicePlan {
  /// Lists of ids alone tell no names.
  package func name(of tenant: Tenant) -> String? { nil }

  /// Plans ask.
  package func asks(for tables: Set<Table>) -> Bool { true }

  /// Nothing is left to ask.
  package func conclude(_ plan: Plan, hasFailures: Bool) async throws {}
}

/// A part of a list of tenants that could not be read, or stayed doubtful.
package struct ListLoss: Sendable {
  let part: TenantPart
  let failure: ScopedFailure
}

extension Checkpoint {
  /// The checkpoint of the same run with its lists of tenants.
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
