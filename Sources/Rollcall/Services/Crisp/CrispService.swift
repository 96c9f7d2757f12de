import FoundationEssentials

/// Crisp, whose websites have operators (REST API v1, https://docs.crisp.chat/references/rest-api/v1/).
package struct CrispService: Service {
  package static let name = "crisp"
  package static let documentedNames: Set = [
    "error", "reason", "data", "message", "type", "details", "user_id", "email", "first_name", "last_name", "title",
    "role", "has_token", "availability", "avatar", "timestamp", "website_id", "token", "settings", "price", "name",
    "domain", "institutional", "logo", "verified", "identifier", "key", "team_id", "inbox_id", "emoji", "operators",
    "teams", "team_operators",
  ]

  let api: CrispAPI
  let websites: Websites
  let allowEmpty: Bool
  let asksLastActive: Bool
  /// Whether sub-inboxes and teams are asked for. `auto` means that they are: with `--crisp-all-websites` it became
  /// `never`. A resumed run keeps the value.
  let inboxes: CrispInboxes
  /// Why they are not asked for; `nil` if they are.
  let reasonWithoutInboxes: String?

  /// The websites to export.
  enum Websites: Equatable {
    case named([String])
    /// Every website that installed the token's plugin.
    case all
  }

  init(settings: SettingValues) throws {
    api = try CrispAPI(settings: settings)
    allowEmpty = try settings.value(.allowEmpty) ?? false
    asksLastActive = try settings.value(.crispLastActive) ?? false
    let ids = try (settings.value(.crispWebsiteIDs) ?? []).removingDuplicates()
    let isAll = try settings.value(.crispAllWebsites) ?? false
    let wanted = try settings.required(.crispInboxes)
    inboxes = wanted == .auto && isAll ? .never : wanted
    reasonWithoutInboxes =
      switch (wanted, inboxes) {
      case (.never, _): "left out by --crisp-inboxes never"
      case (_, .never):
        """
        with --crisp-all-websites they are not asked for unless --crisp-inboxes is always, since they cost two requests \
        a website and more
        """
      default: nil
      }
    switch (ids.isEmpty, isAll) {
    case (false, false): websites = .named(ids)
    case (true, true): websites = .all
    case (false, true):
      throw SettingError(
        message: "crisp-website-id and crisp-all-websites are both set: set one of them", isUsage: false)
    case (true, false):
      throw SettingError(
        message: """
          no Crisp website is named: give --crisp-website-id, the id that stands in the address of the website's \
          inbox, https://app.crisp.chat/website/<id>/inbox/; or --crisp-all-websites with the token of a plugin
          """,
        isUsage: false)
    }
    if isAll, api.tier != .plugin {
      throw SettingError(
        message: """
          crisp-all-websites needs the token of a plugin, and crisp-api-tier is \(api.tier.rawValue): name the \
          websites with --crisp-website-id
          """,
        isUsage: false)
    }
  }

  package var instance: String { api.baseURL.origin }

  package var secrets: [Secret] { api.secrets }

  /// The tenant with that id.
  func tenant(_ id: String) -> Tenant { Tenant(service: Self.name, instance: instance, id: id) }

  package func failure(of response: FailedResponse) -> ServiceFailure { api.failures.failure(of: response) }

  package var contentSettings: [String: String] {
    var settings = [
      Setting.crispBaseURL.declaration.name: api.baseURL.description,
      Setting.crispLastActive.declaration.name: String(asksLastActive),
      Setting.crispInboxes.declaration.name: inboxes.rawValue,
      Setting.allowEmpty.declaration.name: String(allowEmpty),
    ]
    switch websites {
    case .named(let ids): settings[Setting.crispWebsiteIDs.declaration.name] = ids.joined(separator: ",")
    case .all: settings[Setting.crispAllWebsites.declaration.name] = "true"
    }
    return settings
  }

  /// Whether an export of the tables asks this.
  func asks(_ endpoint: Endpoint, for tables: Set<Table>) -> Bool {
    switch endpoint {
    case CrispEndpoints.website: tables.contains(.resources)
    case CrispEndpoints.teams, CrispEndpoints.inboxes: inboxes != .never
    case CrispEndpoints.lastActive: asksLastActive && tables.contains(.operators)
    case CrispEndpoints.operators: tables != [.resources]
    default: websites == .all
    }
  }

  package func prepare(keeping list: TenantList?, asking asker: any Asking) async throws -> any ServicePlan {
    switch websites {
    case .named(let ids):
      return CrispPlan(service: self, list: list ?? TenantList(service: Self.name, tenants: ids))
    case .all:
      let plugin = try await asker.reply(to: api.account)
      let (owner, failure) = (plugin.answer, plugin.failure)
      if let list {
        try list.check(owner, failure?.error, "plugin", of: "Crisp")
        return CrispPlan(service: self, list: list)
      }
      // Of a token that is refused there is nothing more to be asked; without this request there may be.
      if let failure, failure.scope != .tenant || failure.error.code == .unavailable {
        return CrispPlan(
          service: self, list: TenantList(service: Self.name, owner: owner, tenants: []),
          losses: [ListLoss(part: "all websites", failure: failure)])
      }
      let found = try await listWebsites(asking: asker)
      return CrispPlan(
        service: self, list: TenantList(service: Self.name, owner: owner, tenants: found.ids), losses: found.losses)
    }
  }
}
