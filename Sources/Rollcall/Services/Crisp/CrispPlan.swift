/// The requests about Crisp websites.
struct CrispPlan: ServicePlan {
  let service: CrispService
  let list: TenantList
  var losses: [ListLoss] = []

  private var api: CrispAPI { service.api }

  static let endpoints = CrispEndpoints.all

  var tenants: [Tenant] { list.tenants.map { service.tenant($0) } }

  func asks(for tables: Set<Table>) -> Bool { service.asks(CrispEndpoints.lastActive, for: tables) }

  func fill(_ plan: Plan, for tables: Set<Table>) async throws {
    guard let website = plan.tenant else { return }
    if service.asks(CrispEndpoints.website, for: tables) { plan.send(api.website(of: website)) }
    guard service.asks(CrispEndpoints.operators, for: tables) else { return }
    var lastActive: CrispLastActive?
    if asks(for: tables) { lastActive = try await plan.ask(api.lastActive(of: website)) }
    let mapper = CrispOperatorsMapper(
      tenant: website, tables: tables, allowEmpty: service.allowEmpty, failures: api.failures,
      lastActive: lastActive ?? [:])
    plan.send(api.operators(of: website, mappedBy: mapper))
  }

  /// Reads the list once more if a website has disappeared: it may have been removed while the list was read, so that
  /// another one moved to a page that was read before.
  func conclude(_ plan: Plan, hasFailures: Bool) async throws {
    guard hasFailures, service.websites == .all, list.missing.isEmpty, losses.isEmpty else { return }
    let now = try await service.listWebsites(asking: plan)
    let new = Set(now.ids).subtracting(list.tenants).sorted()
    guard !new.isEmpty else { return }
    plan.tell(.missing(part: "websites that the list did not show", api.unplanned(new)))
  }

  func source(of tables: Set<Table>) -> SourceDescription {
    SourceDescription(
      service: CrispService.name, instance: service.instance, tier: api.tier.rawValue,
      requests: Self.endpoints.filter { service.asks($0, for: tables) }.map(\.description),
      notAvailable: [
        "the last sign-in of an operator", "when an operator joined or a role was given",
        "operators who left: only the comparison of two snapshots shows them",
      ])
  }
}
