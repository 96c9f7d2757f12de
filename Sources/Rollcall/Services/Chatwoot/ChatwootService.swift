/// Chatwoot, whose accounts have agents (application API v1, https://developers.chatwoot.com/api-reference/).
package struct ChatwootService: Service {
  package static let name = "chatwoot"
  package static let documentedNames: Set = [
    "id", "account_id", "availability_status", "auto_offline", "confirmed", "email", "provider", "available_name",
    "name", "role", "thumbnail", "custom_role_id", "custom_attributes", "payload", "description", "allow_auto_assign",
    "is_member", "channel_type", "channel_id", "status", "accounts", "access_token", "pubsub_token", "version", "error",
    "errors", "message", "permissions",
  ]

  let api: ChatwootAPI
  let accounts: Accounts
  let inboxes: ChatwootInboxes
  let allowEmpty: Bool

  /// The accounts to export.
  enum Accounts: Equatable {
    case named([UInt64])
    /// Every account that the token's owner belongs to.
    case all
  }

  init(settings: SettingValues) throws {
    api = try ChatwootAPI(settings: settings)
    inboxes = try settings.required(.chatwootInboxes)
    allowEmpty = try settings.value(.allowEmpty) ?? false
    let ids = try settings.namedChatwootAccounts()
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
          no Chatwoot account is named: give --chatwoot-account-id, the number in a dashboard's address after \
          /accounts/, or --chatwoot-all-accounts
          """,
        isUsage: false)
    }
  }

  package var instance: String { api.baseURL.origin }

  package var secrets: [Secret] { api.secrets }

  /// The tenant with an id.
  func tenant(_ id: String) -> Tenant { Tenant(service: Self.name, instance: instance, id: id) }

  package func failure(of response: FailedResponse) -> ServiceFailure { api.failures.failure(of: response) }

  package func objection(to headers: [String: String], of request: PageRequest) -> ServiceFailure? {
    KeptAnswer.sign(in: headers).map { api.failures.kept($0, of: request) }
  }

  package func check(_ frame: JSONElement) throws { try api.failures.check(frame) }

  package var contentSettings: [String: String] {
    var settings = [
      Setting.chatwootBaseURL.declaration.name: api.baseURL.description,
      Setting.chatwootInboxes.declaration.name: inboxes.rawValue,
      Setting.includeCustomAttributes.declaration.name: String(api.includesCustomAttributes),
      Setting.allowEmpty.declaration.name: String(allowEmpty),
    ]
    switch accounts {
    case .named(let ids):
      settings[Setting.chatwootAccountIDs.declaration.name] = ids.map(String.init).joined(separator: ",")
    case .all: settings[Setting.chatwootAllAccounts.declaration.name] = "true"
    }
    return settings
  }

  /// Whether an export of the tables asks this.
  func asks(_ endpoint: Endpoint, for tables: Set<Table>) -> Bool {
    // Members who have left are rows of `operators`.
    let needsMembers = !tables.isDisjoint(with: [.operators, .grants])
    return switch endpoint {
    case ChatwootEndpoints.agents: tables != [.resources]
    case ChatwootEndpoints.account: tables.contains(.resources)
    case ChatwootEndpoints.inboxes: inboxes != .never
    case ChatwootEndpoints.customRoles: !tables.isDisjoint(with: [.entitlements, .grants])
    case ChatwootEndpoints.teamMembers: needsMembers
    case ChatwootEndpoints.inboxMembers: needsMembers && inboxes != .never
    default: true
    }
  }

  package func prepare(keeping list: TenantList?, asking asker: any Asking) async throws -> any ServicePlan {
    let told = try await asker.reply(to: api.version)
    let version = told.answer
    let reply = try await asker.reply(to: api.profile)
    let (profile, failure) = (reply.answer, reply.failure)
    func plan(_ list: TenantList, losses: [ListLoss] = []) -> ChatwootPlan {
      ChatwootPlan(service: self, list: list, losses: losses, profile: profile, version: version)
    }
    let owner = profile.map { String($0.userID) }
    if let list {
      try list.check(owner, failure?.error, "user", of: "Chatwoot")
      try list.check(version: version, told.failure?.error, of: "Chatwoot")
      return plan(list)
    }
    switch accounts {
    case .named(let ids):
      return plan(TenantList(service: Self.name, serviceVersion: version, tenants: ids.map(String.init)))
    case .all:
      let ids = profile?.accounts.map { String($0.id) } ?? []
      var losses: [ListLoss] = []
      if let failure { losses = [ListLoss(part: "all accounts", failure: failure)] }
      if failure == nil, ids.isEmpty, !allowEmpty { losses = [ListLoss(part: "everything", failure: noAccounts)] }
      return plan(
        TenantList(service: Self.name, serviceVersion: version, owner: owner, tenants: ids), losses: losses)
    }
  }

  /// Whether to request an account's inboxes, and the event that explains the decision.
  func visibility(of account: UInt64, _ profile: ChatwootProfile?) -> (areAsked: Bool, note: PageEvent?) {
    let role = profile?.role(in: account)
    switch inboxes {
    case .never:
      return (false, .omitted(part: "inboxes", reason: "left out by --chatwoot-inboxes never"))
    case .auto where role == "administrator":
      return (true, nil)
    case .auto where role == nil:
      return (false, .missing(part: "inboxes", ScopedFailure(.tenant, api.failures.unknownRole)))
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
      return (true, role == "administrator" ? nil : .missing(part: "inboxes", ScopedFailure(.tenant, doubt)))
    }
  }

  var noAccounts: ScopedFailure {
    ScopedFailure(
      .service,
      RollcallError(
        .refused, "the owner of the Chatwoot token belongs to no account",
        advice: "have the token's owner added to an account; --allow-empty accepts that there is none"))
  }
}
