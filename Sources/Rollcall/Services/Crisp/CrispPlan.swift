import Backpressure

/// The requests about Crisp websites.
struct CrispPlan: ServicePlan {
  let service: CrispService
  let list: TenantList
  var losses: [ListLoss] = []

  private var api: CrispAPI { service.api }

  func run(
    _ tables: Set<Table>, skipping finished: [Tenant: TenantReport.Status], asking ask: @escaping Ask,
    submit: (PlanStep) async throws -> Void
  ) async throws -> SourceDescription {
    var outcomes: [Promise<Void>] = []
    for id in list.tenants {
      let tenant = service.tenant(id)
      guard finished[tenant] == nil else { continue }
      let outcome = Promise<Void>()
      outcomes.append(outcome)
      try await plan(tenant, tables, reportingTo: outcome, submit: submit)
    }
    if service.websites == .all {
      var areAllThere = finished.allSatisfy { $0.key.service != CrispService.name || $0.value != .failed }
      for outcome in outcomes where try await outcome.value() == nil { areAllThere = false }
      if !areAllThere { try await lookForMoved(asking: ask, submit: submit) }
    }
    return source(of: tables)
  }

  /// Reads the list once more, because a website was not there any more: it may have been removed while the list was
  /// read, so that another one moved to a page that was read before.
  private func lookForMoved(asking ask: Ask, submit: (PlanStep) async throws -> Void) async throws {
    guard list.missing.isEmpty, losses.isEmpty else { return }
    let now = try await service.listWebsites(asking: ask)
    let new = Set(now.ids).subtracting(list.tenants).sorted()
    guard !new.isEmpty else { return }
    let error = api.unplanned(new)
    try await submit(.events(nil) { try await $0(.missing(part: "websites that the list did not show", error)) })
  }

  /// Submits the requests about one website.
  ///
  /// - Parameter outcome: kept if the last of them succeeds.
  private func plan(
    _ tenant: Tenant, _ tables: Set<Table>, reportingTo outcome: Promise<Void>,
    submit: (PlanStep) async throws -> Void
  ) async throws {
    var requests: [PageRequest] = []
    if tables.contains(.resources) { requests.append(api.website(of: tenant)) }
    if tables != [.resources] {
      var lastActive: Promise<CrispLastActive>?
      if service.asksLastActive, tables.contains(.operators) {
        let promise = Promise<CrispLastActive>()
        lastActive = promise
        requests.append(api.lastActive(of: tenant, answering: promise))
      }
      let operators = api.operators(of: tenant) {
        [allowEmpty = service.allowEmpty, lastActive, failures = api.failures] in
        CrispOperatorsMapper(
          tenant: tenant, tables: tables, allowEmpty: allowEmpty, failures: failures,
          lastActive: try await lastActive?.value() ?? [:])
      }
      requests.append(operators)
    }
    requests[requests.count - 1].settle = { ending in
      if case .complete = ending { outcome.fulfil(()) }
      outcome.abandon()
    }
    for request in requests { try await submit(.request(request)) }
  }

  private func source(of tables: Set<Table>) -> SourceDescription {
    let endpoints: [(Endpoint, isAsked: Bool)] = [
      (CrispEndpoints.account, service.websites == .all), (CrispEndpoints.connectedWebsites, service.websites == .all),
      (CrispEndpoints.website, tables.contains(.resources)),
      (CrispEndpoints.lastActive, service.asksLastActive && tables.contains(.operators)),
      (CrispEndpoints.operators, tables != [.resources]),
    ]
    return SourceDescription(
      service: CrispService.name, instance: service.instance, tier: api.tier.rawValue,
      requests: endpoints.filter(\.isAsked).map(\.0.description),
      notAvailable: [
        "the last sign-in of an operator", "when an operator joined or a role was given",
        "operators who left: only the comparison of two snapshots shows them",
      ])
  }
}
