/// The requests about Chatwoot accounts.
struct ChatwootPlan: ServicePlan {
  let service: ChatwootService
  let list: TenantList
  let losses: [ListLoss]
  /// The token's owner; `nil` if Chatwoot did not name the owner.
  let profile: ChatwootProfile?
  /// Chatwoot's version; `nil` if it did not say.
  let version: String?

  private var api: ChatwootAPI { service.api }

  static let endpoints = ChatwootEndpoints.all

  var tenants: [Tenant] { list.tenants.map { service.tenant($0) } }

  func name(of tenant: Tenant) -> String? {
    profile?.accounts.first { String($0.id) == tenant.id }?.name
  }

  /// Asks for the account's lists at the same time, and then plans the members of each team and inbox.
  func fill(_ plan: Plan, for tables: Set<Table>) async throws {
    guard let tenant = plan.tenant else { return }
    guard let id = UInt64(tenant.id) else {
      let error = RollcallError(
        .undecodable, "the id of a Chatwoot account is a number, and this is not")
      return plan.tell(.failed(ScopedFailure(.tenant, error.concerning(tenant)), requests: 0))
    }
    let visibility = service.visibility(of: id, profile)
    async let agents = agents(of: tenant, for: tables, in: plan)
    async let account = root(of: tenant, id, for: tables, in: plan)
    async let teams = plan.ask(api.teams(of: tenant))
    async let inboxes = visibility.areAsked ? plan.ask(api.inboxes(of: tenant)) : []
    if let note = visibility.note { plan.tell(note) }
    // Wait for all of them, so that none is cut off in the middle. A failure has been reported, for the whole account.
    let (listed, root, teamList, inboxList) = try await (agents, account, teams, inboxes)
    guard var roster = listed, let root, let teamList else { return }
    if !roster.isEmpty, let profile {
      switch try await service.settle(roster, of: id, with: profile, asking: plan) {
      case .success(let settled): roster = settled
      case .failure(let error): return plan.tell(.failed(ScopedFailure(.tenant, error.concerning(tenant)), requests: 0))
      }
    }
    if visibility.areAsked, visibility.note == nil, !roster.isEmpty, let owner = profile?.userID,
      roster.role(of: owner) != "administrator"
    {
      // The role changed after the profile was read: the inboxes may be only the owner's own.
      plan.tell(.missing(part: "inboxes", ScopedFailure(.tenant, api.failures.fewInboxes)))
    }
    let rules = ChatwootRules(version: version)
    if !roster.customRoles.isEmpty { plan.tell(.knownGap(rules.gapOfCustomRoles)) }
    let known = ChatwootAccount(
      tenant: tenant, account: root, roster: roster,
      customRoles: try await customRoles(of: tenant, roster, for: tables, in: plan), rules: rules)
    fill(plan, with: known, teamList + (inboxList ?? []), for: tables)
  }

  private func agents(of tenant: Tenant, for tables: Set<Table>, in plan: Plan) async throws -> ChatwootRoster? {
    guard service.asks(ChatwootEndpoints.agents, for: tables) else { return ChatwootRoster(of: tenant) }
    return try await plan.ask(api.agents(of: tenant, owner: profile?.userID, allowEmpty: service.allowEmpty))
  }

  private func root(
    of tenant: Tenant, _ id: UInt64, for tables: Set<Table>, in plan: Plan
  ) async throws -> ChatwootResource? {
    guard service.asks(ChatwootEndpoints.account, for: tables) else {
      return ChatwootResource(type: .account, id: id, name: nil, attributes: [])
    }
    return try await plan.ask(api.account(tenant))
  }

  /// Plans the requests for the members of teams and inboxes, and the rows that need all of them.
  private func fill(
    _ plan: Plan, with account: ChatwootAccount, _ groups: [ChatwootResource], for tables: Set<Table>
  ) {
    let tenant = account.tenant
    let wantsGrants = tables.contains(.grants)
    if wantsGrants {
      plan.then { telling in
        try await account.roster.passGrants(of: tenant) { try await telling.send(.rows($0)) }
        try await account.roster.passGrants(of: tenant, for: account.customRoles) {
          try await telling.send(.rows($0))
        }
      }
    }
    let doubts = ChatwootDoubts(about: account.roster)
    var memberships = ChatwootMemberships(doubts: doubts)
    let needsMembers = service.asks(ChatwootEndpoints.teamMembers, for: tables)
    for group in groups {
      let members =
        needsMembers
        ? plan.send(
          api.members(
            of: group, in: tenant, roster: account.roster, doubts: doubts, wantsGrants: wantsGrants))
        : nil
      memberships.add(group, members)
    }
    plan.then { [memberships] in
      try await account.sendRows(of: tables, with: memberships, by: service, owner: profile?.userID, to: $0)
    }
  }

  func source(of tables: Set<Table>) -> SourceDescription {
    let rules = ChatwootRules(version: version)
    var roles: [String] = []
    switch service.accounts {
    case .named(let ids): roles = ids.compactMap { profile?.role(in: $0) }
    case .all: roles = profile?.accounts.compactMap(\.role) ?? []
    }
    return SourceDescription(
      service: ChatwootService.name, instance: service.instance, serviceVersion: version,
      tokenRole: roles.isEmpty ? nil : Set(roles).sorted().joined(separator: ", "),
      requests: Self.endpoints.filter { service.asks($0, for: tables) }.map(\.description),
      notAvailable: [
        "the last sign-in of an agent", "when an agent was invited or joined, or a role was given",
        "whether two-factor sign-in is on", "custom roles that nobody has",
        "agents who left: only the comparison of two snapshots shows them",
      ] + rules.notAvailable, knownGaps: rules.gaps)
  }
}
