/// The requests about Crisp websites.
struct CrispPlan: ServicePlan {
  let service: CrispService
  let list: TenantList
  var losses: [ListLoss] = []

  private var api: CrispAPI { service.api }

  static let endpoints = CrispEndpoints.all

  var tenants: [Tenant] { list.tenants.map { service.tenant($0) } }

  func asks(for tables: Set<Table>) -> Bool {
    [CrispEndpoints.teams, CrispEndpoints.lastActive].contains { service.asks($0, for: tables) }
  }

  func fill(_ plan: Plan, for tables: Set<Table>) async throws {
    guard let website = plan.tenant else { return }
    let groups = try await groups(of: website, in: plan)
    if service.asks(CrispEndpoints.website, for: tables) { plan.send(api.website(of: website)) }
    guard service.asks(CrispEndpoints.operators, for: tables) else {
      if !groups.isEmpty {
        plan.then { telling in
          for batch in CrispGroupRows(of: groups, in: website, with: CrispRoster(), for: tables) {
            try await telling.send(.rows(batch))
          }
        }
      }
      return
    }
    var lastActive: CrispLastActive?
    if service.asks(CrispEndpoints.lastActive, for: tables) {
      lastActive = try await plan.ask(api.lastActive(of: website))
    }
    if groups.isEmpty {
      let mapper = CrispOperatorsMapper(
        tenant: website, tables: tables, allowEmpty: service.allowEmpty, failures: api.failures,
        lastActive: lastActive ?? [:])
      plan.send(api.operators(of: website, mappedBy: mapper))
    } else {
      let reading = CrispWebsiteReading(
        service: service, website: website, tables: tables, lastActive: lastActive ?? [:])
      plan.work { try await reading.run(with: groups, by: $0, to: $1) }
    }
  }

  /// Asks for the website's teams and sub-inboxes.
  ///
  /// - Returns: none if they could not be read or are not wanted, which the plan reports.
  private func groups(of website: Tenant, in plan: Plan) async throws -> CrispGroups {
    if let reason = service.reasonWithoutInboxes {
      plan.tell(.omitted(part: "inboxes", reason: reason))
      return CrispGroups(of: website)
    }
    var reader = CrispGroupReader(service, of: website, asking: plan)
    let outcome = try await reader.read()
    if let event = outcome.event { plan.tell(event) }
    return outcome.groups ?? CrispGroups(of: website)
  }

  /// Reads the list once more if a website has disappeared: it may have been removed while the list was read, so that
  /// another one moved to a page that was read before.
  func conclude(_ plan: Plan, hasFailures: Bool) async throws {
    guard hasFailures, service.websites == .all, list.origin == .run, list.missing.isEmpty, losses.isEmpty else {
      return
    }
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
      ], knownGaps: service.asks(CrispEndpoints.inboxes, for: tables) ? [Self.gapOfAssigned] : [])
  }

  /// A gap beside sub-inboxes alone: without them, the tables say that every operator reads the whole website.
  private static let gapOfAssigned = KnownGap(
    code: "assigned_stay_visible",
    text: """
      an operator still sees a conversation that was assigned to the operator after it moved to a sub-inbox that the \
      operator is not a member of
      """)
}
