import Backpressure

/// Reads who works in Chatwoot accounts (application API v1, https://developers.chatwoot.com/api-reference/).
package struct ChatwootService: Service {
  package static let name = "chatwoot"
  package static let documentedNames: Set = [
    "id", "account_id", "availability_status", "auto_offline", "confirmed", "email", "provider", "available_name",
    "name", "role", "thumbnail", "custom_role_id", "custom_attributes", "payload", "description", "allow_auto_assign",
    "is_member", "channel_type", "channel_id", "status", "accounts", "access_token", "pubsub_token", "version", "error",
    "errors", "message",
  ]

  let api: ChatwootAPI
  let accounts: Accounts
  let inboxes: ChatwootInboxes
  let allowEmpty: Bool

  /// Which accounts are exported.
  enum Accounts: Equatable {
    case named([UInt64])
    /// Every one that the token's owner belongs to.
    case all
  }

  init(settings: SettingValues) throws {
    api = try ChatwootAPI(settings: settings)
    inboxes = try settings.required(.chatwootInboxes)
    allowEmpty = try settings.value(.allowEmpty) ?? false
    let ids = try (settings.value(.chatwootAccountIDs) ?? []).removingDuplicates()
    let isAll = try settings.value(.chatwootAllAccounts) ?? false
    guard ids.isEmpty || !isAll else {
      throw SettingError(
        message: "chatwoot-account-id and chatwoot-all-accounts are both set: set one of them", isUsage: false)
    }
    if isAll {
      accounts = .all
    } else if !ids.isEmpty {
      accounts = .named(ids)
    } else if let id = try settings.value(.chatwootBaseURL)?.accountID {
      accounts = .named([id])
    } else {
      throw SettingError(
        message: """
          no Chatwoot account is named: give --chatwoot-account-id, the number in a dashboard's address behind \
          /accounts/, or --chatwoot-all-accounts
          """,
        isUsage: false)
    }
  }

  package var secrets: [Secret] { api.secrets }

  package func failure(of response: FailedResponse) -> ServiceFailure { api.failures.failure(of: response) }

  package func objection(to headers: [String: String], of request: PageRequest) -> ServiceFailure? {
    KeptAnswer.sign(in: headers).map { api.failures.kept($0, of: request) }
  }

  package func check(_ frame: JSONElement) throws { try api.failures.check(frame) }

  package func plan(
    _ tables: Set<Table>, skipping finished: Set<Tenant>, submit: (PlanStep) async throws -> Void
  ) async throws -> SourceDescription {
    let version = Promise<String>()
    try await submit(.request(api.version(answering: version)))
    let answer = Promise<ChatwootProfile>()
    try await submit(
      .request(api.profile(answering: answer, loss: accounts == .all ? .part("all accounts") : .nothing)))
    let profile = try await answer.value()

    func plan(_ ids: [UInt64]) async throws {
      for id in ids where !finished.contains(Tenant(service: Self.name, id: String(id))) {
        try await self.plan(account: id, profile, tables, submit: submit)
      }
    }
    switch accounts {
    case .named(let ids): try await plan(ids)
    case .all:
      try await plan(profile?.accounts.map(\.id) ?? [])
      if profile?.accounts.isEmpty == true, !allowEmpty {
        try await submit(.events(nil) { try await $0(.failed(noAccounts, requests: 0)) })
      }
    }
    return source(of: tables, version: try await version.value(), profile)
  }

  /// Submits the requests about one account: its lists at the same time, and then the members of each team and inbox.
  private func plan(
    account id: UInt64, _ profile: ChatwootProfile?, _ tables: Set<Table>, submit: (PlanStep) async throws -> Void
  ) async throws {
    let tenant = Tenant(service: Self.name, id: String(id))
    let account = Promise<ChatwootResource>()
    let agents = Promise<ChatwootRoster>()
    let teams = Promise<[ChatwootResource]>()
    let inboxes = Promise<[ChatwootResource]>()
    let needsAgents = !tables.isDisjoint(with: [.operators, .entitlements, .grants])
    // Its refusals tell more than those of the account do.
    if needsAgents {
      try await submit(.request(api.agents(of: tenant, allowEmpty: allowEmpty, answering: agents)))
    }
    if tables.contains(.resources) { try await submit(.request(api.account(tenant, answering: account))) }
    try await submit(.request(api.teams(of: tenant, answering: teams)))
    let visibility = visibility(of: id, profile)
    if visibility.areAsked { try await submit(.request(api.inboxes(of: tenant, answering: inboxes))) }
    if let note = visibility.note { try await submit(.events(tenant) { try await $0(note) }) }

    // Whatever failed has said so, and the account has failed with it.
    guard let teams = try await teams.value() else { return }
    var roster = try ChatwootRoster([])
    if needsAgents {
      guard let value = try await agents.value() else { return }
      roster = value
    }
    var root = ChatwootResource(type: .account, id: id, name: nil, attributes: [])
    if tables.contains(.resources) {
      guard let value = try await account.value() else { return }
      root = value
    }
    if visibility.areAsked, visibility.note == nil, !roster.agents.isEmpty, let owner = profile?.userID,
      roster[owner]?.role != "administrator"
    {
      // Since the profile was read: what looks like all inboxes may be the owner's own.
      let note = PageEvent.missing(part: "inboxes", api.failures.fewInboxes)
      try await submit(.events(tenant) { try await $0(note) })
    }
    let groups = teams + (visibility.areAsked ? try await inboxes.value() ?? [] : [])
    try await plan(ChatwootAccount(tenant: tenant, account: root, roster: roster), groups, tables, submit: submit)
  }

  /// Submits the requests for the members of teams and inboxes, and the rows that need all of them.
  private func plan(
    _ account: ChatwootAccount, _ groups: [ChatwootResource], _ tables: Set<Table>,
    submit: (PlanStep) async throws -> Void
  ) async throws {
    if tables.contains(.grants) {
      try await submit(
        .events(account.tenant) { send in try await send(.rows(account.roster.grants(of: account.tenant))) })
    }
    var memberships = ChatwootMemberships()
    for group in groups {
      let membership = Promise<ChatwootMembership>()
      memberships.add(group, membership)
      // Members who have left are rows of `operators`.
      if tables.isDisjoint(with: [.operators, .grants]) {
        membership.fulfil(.known(strangers: []))
      } else {
        try await submit(
          .request(
            api.members(
              of: group, in: account.tenant, roster: account.roster, wantsGrants: tables.contains(.grants),
              answering: membership)))
      }
    }
    let all = memberships
    let later = Promise<ChatwootRoster>()
    try await submit(
      .request(
        api.agents(of: account.tenant, allowEmpty: allowEmpty, answering: later) { try await all.leaveDoubts() }))
    let failures = api.failures
    try await submit(
      .events(account.tenant) {
        try await account.sendRows(of: tables, with: all, later: later, failures: failures, to: $0)
      })
  }

  /// Whether an account's inboxes are asked for, and what there is to say about it.
  func visibility(of account: UInt64, _ profile: ChatwootProfile?) -> (areAsked: Bool, note: PageEvent?) {
    let role = profile?.role(in: account)
    switch inboxes {
    case .never:
      return (false, .omitted(part: "inboxes", reason: "left out by --chatwoot-inboxes never"))
    case .auto where role == "administrator":
      return (true, nil)
    case .auto where role == nil:
      return (false, .missing(part: "inboxes", api.failures.unknownRole))
    case .auto:
      return (
        false,
        .omitted(
          part: "inboxes",
          reason: """
            the token's owner is an agent, and Chatwoot shows agents only the inboxes they are members of: use an \
            administrator's token, or --chatwoot-inboxes always
            """)
      )
    case .always:
      let doubt = role == nil ? api.failures.unknownRole : api.failures.fewInboxes
      return (true, role == "administrator" ? nil : .missing(part: "inboxes", doubt))
    }
  }

  var noAccounts: ExportError {
    ExportError(
      .refused, scope: .service, "the owner of the Chatwoot token belongs to no account",
      advice: "have the token's owner added to an account; --allow-empty accepts that there is none")
  }

  private func source(of tables: Set<Table>, version: String?, _ profile: ChatwootProfile?) -> SourceDescription {
    var requests = ["GET /api: the version", "GET /api/v1/profile: the token owner's accounts and roles"]
    func add(_ path: String, _ meaning: String, if isAsked: Bool = true) {
      if isAsked { requests.append("GET /api/v1/accounts/{account_id}\(path): \(meaning)") }
    }
    let needsMembers = !tables.isDisjoint(with: [.operators, .grants])
    add("/agents", "all agents and administrators, in one response", if: tables != [.resources])
    add("", "the account's name and status", if: tables.contains(.resources))
    add("/teams", "all teams")
    add("/inboxes", "the inboxes, all of them only for administrators", if: inboxes != .never)
    add("/teams/{team_id}/team_members", "the members of a team", if: needsMembers)
    add("/inbox_members/{inbox_id}", "the members of an inbox", if: needsMembers && inboxes != .never)
    var roles: [String] = []
    switch accounts {
    case .named(let ids): roles = ids.compactMap { profile?.role(in: $0) }
    case .all: roles = profile?.accounts.compactMap(\.role) ?? []
    }
    return SourceDescription(
      service: Self.name, baseUrl: api.baseURL.description, serviceVersion: version,
      tokenRole: roles.isEmpty ? nil : Set(roles).sorted().joined(separator: ", "),
      requests: requests,
      notAvailable: [
        "the last sign-in of an agent", "when an agent was invited or joined, or a role was given",
        "whether two-factor sign-in is on", "what a custom role allows: custom_role_id names it",
        "agents who left: only the comparison of two snapshots shows them",
      ])
  }
}
