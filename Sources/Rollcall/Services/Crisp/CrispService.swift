import Backpressure
import FoundationEssentials

/// Reads who operates Crisp websites (REST API v1, https://docs.crisp.chat/references/rest-api/v1/).
package struct CrispService: Service {
  package static let name = "crisp"
  package static let documentedNames: Set = [
    "error", "reason", "data", "message", "type", "details", "user_id", "email", "first_name", "last_name", "title",
    "role", "has_token", "availability", "avatar", "timestamp", "website_id", "token", "settings", "price", "name",
    "domain", "institutional", "logo", "verified", "identifier", "key",
  ]

  let api: CrispAPI
  let websites: Websites
  let allowEmpty: Bool
  let asksLastActive: Bool

  /// Which websites are exported.
  enum Websites: Equatable {
    case named([String])
    /// Every one that installed the token's plugin.
    case all
  }

  init(settings: SettingValues) throws {
    api = try CrispAPI(settings: settings)
    allowEmpty = try settings.value(.allowEmpty) ?? false
    asksLastActive = try settings.value(.crispLastActive) ?? false
    let ids = try (settings.value(.crispWebsiteIDs) ?? []).removingDuplicates()
    let isAll = try settings.value(.crispAllWebsites) ?? false
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

  package var secrets: [Secret] { api.secrets }

  package func failure(of response: FailedResponse) -> ServiceFailure { api.failures.failure(of: response) }

  private func source(of tables: Set<Table>) -> SourceDescription {
    var requests: [String] = []
    if websites == .all {
      requests.append(
        "GET /v1/plugin/connect/websites/all/{page}: every website that installed the plugin, until an empty page")
    }
    if tables.contains(.resources) {
      requests.append("GET /v1/website/{website_id}: the website's name and domain")
    }
    if asksLastActive, tables.contains(.operators) {
      requests.append("GET /v1/website/{website_id}/operators/active: when operators were last active")
    }
    if tables != [.resources] {
      requests.append(
        "GET /v1/website/{website_id}/operators/list: all operators of the website with their roles, in one response")
    }
    return SourceDescription(
      service: Self.name, baseUrl: api.baseURL.description, tier: api.tier.rawValue, requests: requests,
      notAvailable: [
        "the last sign-in of an operator", "when an operator joined or a role was given",
        "operators who left: only the comparison of two snapshots shows them",
      ])
  }

  package func plan(
    _ tables: Set<Table>, skipping finished: Set<Tenant>, submit: (PlanStep) async throws -> Void
  ) async throws -> SourceDescription {
    let finished = Set(finished.filter { $0.service == Self.name }.map(\.id))
    switch websites {
    case .named(let ids):
      for id in ids where !finished.contains(id) { try await plan(website: id, tables, submit: submit) }
    case .all:
      try await planAll(tables, skipping: finished, submit: submit)
    }
    return source(of: tables)
  }

  /// Submits the requests about every website that installed the plugin, in the order of their list.
  ///
  /// The whole list comes first. So a website that is removed while it is read, which makes others move to pages that
  /// were read before, fails when its turn comes, and the list is read once more for those.
  private func planAll(
    _ tables: Set<Table>, skipping finished: Set<String>, submit: (PlanStep) async throws -> Void
  ) async throws {
    var known = finished
    for walk in 1...Self.walks {
      let list = try await listWebsites(submit: submit)
      if list.ids.isEmpty, list.isWhole, walk == 1, !allowEmpty {
        try await submit(.events(nil) { try await $0(.failed(api.noWebsites, requests: 0)) })
      }
      var outcomes: [Promise<Void>] = []
      for id in list.ids where known.insert(id).inserted {
        let outcome = Promise<Void>()
        outcomes.append(outcome)
        try await plan(website: id, tables, reportingTo: outcome, submit: submit)
      }
      var isAllThere = true
      for outcome in outcomes where try await outcome.value() == nil { isAllThere = false }
      if isAllThere || !list.isWhole { return }
    }
  }

  /// How often a list is read that may have shifted.
  private static let walks = 3

  /// What a walk through the list of websites found.
  private struct WebsiteList {
    var ids: [String] = []
    /// Whether it came to the end. If not, that has been told.
    var isWhole = false
    /// Whether it may be other than the service meant.
    var isSuspicious = false
  }

  /// Reads the list of websites.
  ///
  /// One with a page of nothing new is read again: if that was a page in place of another one, it does not come a second
  /// time, and the order is that of the list. If it does, the service means it.
  private func listWebsites(submit: (PlanStep) async throws -> Void) async throws -> WebsiteList {
    let first = try await walkThroughList(submit: submit)
    guard first.isSuspicious else { return first }
    var list = try await walkThroughList(submit: submit)
    list.ids = (list.ids + first.ids).removingDuplicates()
    return list
  }

  /// Reads the list of websites page after page. A page that cannot be had says so itself.
  private func walkThroughList(submit: (PlanStep) async throws -> Void) async throws -> WebsiteList {
    var listing = CrispWebsiteListing()
    var list = WebsiteList()
    var next = CrispWebsiteListing.Next.page(1)
    while case .page(let number) = next {
      let promise = Promise<[String]>()
      try await submit(.request(api.connectedWebsites(page: number, answering: promise)))
      guard let ids = try await promise.value() else { return list }
      let new: [String]
      (new, next) = listing.take(ids)
      list.ids += new
    }
    if case .doubtful(let reason) = next {
      let error = api.doubtful(reason)
      try await submit(.events(nil) { try await $0(.missing(part: "websites that the list may not show", error)) })
    }
    list.isWhole = next == .end
    list.isSuspicious = listing.isSuspicious
    return list
  }

  /// Submits the requests about one website.
  ///
  /// - Parameter outcome: kept if the last of them succeeds.
  private func plan(
    website id: String, _ tables: Set<Table>, reportingTo outcome: Promise<Void>? = nil,
    submit: (PlanStep) async throws -> Void
  ) async throws {
    let tenant = Tenant(service: Self.name, id: id)
    var requests: [PageRequest] = []
    if tables.contains(.resources) { requests.append(api.website(of: tenant)) }
    if tables != [.resources] {
      var lastActive: Promise<CrispLastActive>?
      if asksLastActive, tables.contains(.operators) {
        let promise = Promise<CrispLastActive>()
        lastActive = promise
        requests.append(api.lastActive(of: tenant, answering: promise))
      }
      let operators = api.operators(of: tenant) { [allowEmpty, lastActive, failures = api.failures] in
        CrispOperatorsMapper(
          tenant: tenant, tables: tables, allowEmpty: allowEmpty, failures: failures,
          lastActive: try await lastActive?.value() ?? [:])
      }
      requests.append(operators)
    }
    if let outcome {
      requests[requests.count - 1].settle = { $0 == .complete ? outcome.fulfil(()) : outcome.abandon() }
    }
    for request in requests { try await submit(.request(request)) }
  }
}

extension Array where Element: Hashable {
  /// The elements without those that occurred before.
  func removingDuplicates() -> [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
