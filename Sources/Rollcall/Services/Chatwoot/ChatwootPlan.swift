import Backpressure

/// The requests about Chatwoot accounts.
struct ChatwootPlan: ServicePlan {
  let service: ChatwootService
  let list: TenantList
  let losses: [ListLoss]
  /// The token's owner; `nil` if Chatwoot did not say.
  let profile: ChatwootProfile?
  /// Chatwoot's version; `nil` if it did not say.
  let version: String?

  private var api: ChatwootAPI { service.api }

  func run(
    _ tables: Set<Table>, skipping finished: [Tenant: TenantReport.Status], asking ask: @escaping Ask,
    submit: (PlanStep) async throws -> Void
  ) async throws -> SourceDescription {
    for id in list.tenants where finished[service.tenant(id)] == nil {
      if let id = UInt64(id) { try await plan(account: id, tables, asking: ask, submit: submit) }
    }
    return source(of: tables)
  }

  /// Submits the requests about one account: its lists at the same time, and then the members of each team and inbox.
  private func plan(
    account id: UInt64, _ tables: Set<Table>, asking ask: Ask, submit: (PlanStep) async throws -> Void
  ) async throws {
    let tenant = service.tenant(String(id))
    let account = Promise<ChatwootResource>()
    let agents = Promise<ChatwootRoster>()
    let teams = Promise<[ChatwootResource]>()
    let inboxes = Promise<[ChatwootResource]>()
    let needsAgents = !tables.isDisjoint(with: [.operators, .entitlements, .grants])
    // Its refusals tell more than those of the account do.
    if needsAgents {
      try await submit(
        .request(
          api.agents(of: tenant, owner: profile?.userID, allowEmpty: service.allowEmpty, answering: agents)))
    }
    if tables.contains(.resources) { try await submit(.request(api.account(tenant, answering: account))) }
    try await submit(.request(api.teams(of: tenant, answering: teams)))
    let visibility = service.visibility(of: id, profile)
    if visibility.areAsked { try await submit(.request(api.inboxes(of: tenant, answering: inboxes))) }
    if let note = visibility.note { try await submit(.events(tenant) { try await $0(note) }) }

    // Whatever failed has said so, and the account has failed with it.
    guard let teams = try await teams.value() else { return }
    var roster = ChatwootRoster(of: tenant)
    if needsAgents {
      guard let value = try await agents.value() else { return }
      roster = value
      if let profile {
        switch try await service.settle(value, of: id, with: profile, asking: ask) {
        case .success(let settled): roster = settled
        case .failure(let error):
          return try await submit(.events(tenant) { try await $0(.failed(error.concerning(tenant), requests: 0)) })
        }
      }
    }
    var root = ChatwootResource(type: .account, id: id, name: nil, attributes: [])
    if tables.contains(.resources) {
      guard let value = try await account.value() else { return }
      root = value
    }
    if visibility.areAsked, visibility.note == nil, !roster.isEmpty, let owner = profile?.userID,
      roster.role(of: owner) != "administrator"
    {
      // Since the profile was read: what looks like all inboxes may be the owner's own.
      let note = PageEvent.missing(part: "inboxes", api.failures.fewInboxes)
      try await submit(.events(tenant) { try await $0(note) })
    }
    let groups = teams + (visibility.areAsked ? try await inboxes.value() ?? [] : [])
    let known = ChatwootAccount(tenant: tenant, account: root, roster: roster, rules: ChatwootRules(version: version))
    try await plan(known, groups, tables, submit: submit)
  }

  /// Submits the requests for the members of teams and inboxes, and the rows that need all of them.
  private func plan(
    _ account: ChatwootAccount, _ groups: [ChatwootResource], _ tables: Set<Table>,
    submit: (PlanStep) async throws -> Void
  ) async throws {
    if tables.contains(.grants) {
      try await submit(
        .events(account.tenant) { send in
          try await account.roster.passGrants(of: account.tenant) { try await send(.rows($0)) }
        })
    }
    var memberships = ChatwootMemberships(doubts: ChatwootDoubts(about: account.roster))
    for group in groups {
      let membership = Promise<ChatwootMembership>()
      memberships.add(group, membership)
      // Members who have left are rows of `operators`.
      if tables.isDisjoint(with: [.operators, .grants]) {
        membership.fulfil(.read)
      } else {
        try await submit(
          .request(
            api.members(
              of: group, in: account.tenant, roster: account.roster, doubts: memberships.doubts,
              wantsGrants: tables.contains(.grants), answering: membership)))
      }
    }
    let all = memberships
    // What leaves a doubt is looked at once more.
    let later = ChatwootAccount.Later()
    var teams = api.teams(of: account.tenant, answering: later.teams) { try await all.need(.team) }
    var inboxes = api.inboxes(of: account.tenant, answering: later.inboxes) { try await all.need(.inbox) }
    teams.loss = .nothing
    inboxes.loss = .nothing
    var agents = api.agents(
      of: account.tenant, owner: profile?.userID, allowEmpty: service.allowEmpty, answering: later.agents
    ) {
      try await all.needAgents()
    }
    // The first list stands: what stays in doubt without a second one is named.
    agents.loss = .nothing
    for request in [agents, teams, inboxes] { try await submit(.request(request)) }
    let failures = api.failures
    try await submit(
      .events(account.tenant) {
        try await account.sendRows(of: tables, with: all, later, failures: failures, to: $0)
      })
  }

  private func source(of tables: Set<Table>) -> SourceDescription {
    let needsMembers = !tables.isDisjoint(with: [.operators, .grants])
    let asksInboxes = service.inboxes != .never
    let endpoints: [(Endpoint, isAsked: Bool)] = [
      (ChatwootEndpoints.version, true), (ChatwootEndpoints.profile, true),
      (ChatwootEndpoints.agents, tables != [.resources]), (ChatwootEndpoints.account, tables.contains(.resources)),
      (ChatwootEndpoints.teams, true), (ChatwootEndpoints.inboxes, asksInboxes),
      (ChatwootEndpoints.teamMembers, needsMembers), (ChatwootEndpoints.inboxMembers, needsMembers && asksInboxes),
    ]
    var roles: [String] = []
    switch service.accounts {
    case .named(let ids): roles = ids.compactMap { profile?.role(in: $0) }
    case .all: roles = profile?.accounts.compactMap(\.role) ?? []
    }
    return SourceDescription(
      service: ChatwootService.name, instance: service.instance, serviceVersion: version,
      tokenRole: roles.isEmpty ? nil : Set(roles).sorted().joined(separator: ", "),
      requests: endpoints.filter(\.isAsked).map(\.0.description),
      notAvailable: [
        "the last sign-in of an agent", "when an agent was invited or joined, or a role was given",
        "whether two-factor sign-in is on", "what a custom role allows: custom_role_id names it",
        "agents who left: only the comparison of two snapshots shows them",
      ])
  }
}
