extension CrispService {
  /// The number of websites of a list that a check tries, so that it is cheaper than an export.
  private static let triedOfAll = 5

  package func inspect(asking asker: any Asking) async throws -> Inspection {
    var inspection = Inspection(service: Self.name, baseURL: api.baseURL)
    var tried: [String] = []
    var count = 0
    var pages = 0
    if api.tier == .plugin {
      let plugin = try await asker.reply(to: api.account)
      if let error = plugin.error {
        inspection.problem = .init(error)
        return inspection
      }
      inspection.token = "the token of plugin \(plugin.answer ?? "?")"
    } else {
      inspection.token = "a \(api.tier.rawValue) token"
    }
    switch websites {
    case .named(let ids):
      tried = ids
      count = ids.count
    case .all:
      let list = try await listWebsites(asking: asker)
      tried = Array(list.ids.prefix(Self.triedOfAll))
      count = list.ids.count
      pages = list.pages
      // A failed request is a problem; a doubt is only reported.
      if let loss = list.losses.first(where: { $0.failure.error.request != nil }) {
        inspection.problem = .init(loss.failure.error)
        return inspection
      }
      if count == 0, let loss = list.losses.first { inspection.problem = .init(loss.failure.error) }
      if count > 0 { inspection.cannotSee += list.losses.map(\.failure.error.message) }
    }
    inspection.untriedTenants = count - tried.count
    // One page for each of the lists of teams and sub-inboxes is counted below.
    var furtherRequests = 0
    for id in tried {
      let (tenant, requests) = try await inspect(website: id, asking: asker)
      inspection.tenants.append(tenant)
      furtherRequests += requests
    }
    if let reason = reasonWithoutInboxes {
      let cost = "they would make \(Self.pagesOfGroups * count) requests more, and further ones where there are some"
      inspection.cannotSee.append("sub-inboxes and teams: \(reason)\(count > 0 ? "; \(cost)" : "")")
    }
    if inboxes != .never, inspection.untriedTenants > 0 {
      inspection.cannotSee.append(
        "how many pages of sub-inboxes and teams the other websites have: \(Self.pagesOfGroups) are counted for each")
    }
    let tables = Set(Table.allCases)
    // The list of websites takes as many requests as it has pages.
    let ofList = CrispEndpoints.ofPlugin.filter { asks($0, for: tables) }
      .reduce(0) { $0 + ($1 == CrispEndpoints.connectedWebsites ? pages : 1) }
    let ofWebsites = count * CrispEndpoints.ofWebsite.count { asks($0, for: tables) }
    inspection.requestsNeeded = ofList + ofWebsites + furtherRequests
    (inspection.quota, inspection.quotaNote) =
      switch api.tier {
      case .plugin: (Quota(limit: 5000, per: .day), "which Crisp gives a plugin unless it agreed to more")
      case .website: (Quota(limit: 10_000, per: .day), "which Crisp gives a website token")
      case .user: (nil, "against limits that Crisp does not publish")
      }
    return inspection
  }

  /// The pages of the lists of teams and sub-inboxes of a website without any.
  private static let pagesOfGroups = 2

  /// Tries a website, and counts the requests that its teams and sub-inboxes add to those of any website.
  private func inspect(
    website id: String, asking asker: any Asking
  ) async throws -> (Inspection.TenantInspection, furtherRequests: Int) {
    let tenant = self.tenant(id)
    var inspection = Inspection.TenantInspection(tenantId: id)
    let name = try await asker.reply(to: api.website(of: tenant))
    var furtherRequests = 0
    var groups: CrispGroups?
    if inboxes != .never, name.error == nil {
      var reader = CrispGroupReader(self, of: tenant, asking: asker)
      let outcome = try await reader.read()
      groups = outcome.groups
      furtherRequests = reader.pages - Self.pagesOfGroups
      if let reason = outcome.event?.reason { inspection.cannotSee.append("sub-inboxes and teams: \(reason)") }
    }
    let census = try await asker.reply(
      to: api.operators(
        of: tenant, mappedBy: CrispCensusMapper(tenant: tenant, failures: api.failures, naming: groups?.people)))
    inspection.problem = (name.error ?? census.error).map { .init($0) }
    inspection.name = name.answer
    if inspection.problem == nil, let census = census.answer {
      inspection.sees = census.words
      if census.operators == 0, !allowEmpty {
        inspection.problem = .init(api.failures.emptyList.error)
      }
    }
    inspection.sees += groups?.words ?? []
    // The list is read once more.
    if census.answer?.lacksPeople == true { furtherRequests += 1 }
    return (inspection, furtherRequests)
  }
}

extension PageEvent {
  /// The reason why a part is not there.
  fileprivate var reason: String? {
    switch self {
    case .omitted(_, let reason): reason
    case .missing(_, let failure), .failed(let failure, _): failure.error.message
    default: nil
    }
  }
}

extension CrispGroups {
  /// How many there are, a few words each.
  fileprivate var words: [String] {
    let openCount = inboxes.count(where: \.isOpen)
    let open = openCount == 0 ? "" : " (\(openCount) open to all of the website)"
    return [
      teams.count.counted("team"), inboxes.count.counted("sub-inbox", "sub-inboxes") + open,
    ]
  }
}

/// Maps *Get Connect Account* to the plugin's id.
struct CrispAccountMapper: PageMapper {
  private let failures: CrispFailures
  private(set) var answer: String?

  init(failures: CrispFailures) { self.failures = failures }

  mutating func map(_ elements: JSONElement) throws -> RowBatch? { nil }

  mutating func finish(_ frame: JSONElement) throws -> RowBatch? {
    let data = try CrispEnvelope(frame).data(.object, failures: failures)
    var account = JSONFieldReader("plugin_id")
    try account.read(data, as: "data")
    if let id = try account.utf8(0), !id.isEmpty { answer = failures.redactor.quote(id, limit: 80) }
    return nil
  }
}
