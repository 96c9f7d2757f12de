import Backpressure
import FoundationEssentials

/// Reads who operates Crisp websites (REST API v1, https://docs.crisp.chat/references/rest-api/v1/).
package struct CrispService: Service {
  package static let name = "crisp"

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

  private var source: SourceDescription {
    var requests = [
      "GET /v1/website/{website_id}: the website's name and domain",
      "GET /v1/website/{website_id}/operators/list: all operators of the website with their roles, in one response",
    ]
    if websites == .all {
      requests.insert(
        "GET /v1/plugin/connect/websites/all/{page}: every website that installed the plugin, until an empty page",
        at: 0)
    }
    if asksLastActive {
      requests.append("GET /v1/website/{website_id}/operators/active: when operators were last active")
    }
    return SourceDescription(
      service: Self.name, baseUrl: api.baseURL.description, tier: api.tier.rawValue, requests: requests,
      notAvailable: [
        "the last sign-in of an operator", "when an operator joined or a role was given",
        "operators who left: only the comparison of two snapshots shows them",
      ])
  }

  package func plan(
    _ tables: Set<Table>, submit: (PlanStep) async throws -> Void
  ) async throws -> SourceDescription {
    switch websites {
    case .named(let ids):
      for id in ids { try await plan(website: id, tables, submit: submit) }
    case .all:
      try await listWebsites(submit: submit) { id in try await plan(website: id, tables, submit: submit) }
    }
    return source
  }

  /// Submits the requests about one website.
  private func plan(website id: String, _ tables: Set<Table>, submit: (PlanStep) async throws -> Void) async throws {
    let tenant = Tenant(service: Self.name, id: id)
    if tables.contains(.resources) {
      try await submit(.request(api.website(of: tenant)))
    }
    guard !tables.isDisjoint(with: [.operators, .entitlements, .grants]) else { return }
    var lastActive: Promise<CrispLastActive>?
    if asksLastActive, tables.contains(.operators) {
      let promise = Promise<CrispLastActive>()
      lastActive = promise
      try await submit(.request(api.lastActive(of: tenant, answering: promise)))
    }
    try await submit(
      .request(
        api.operators(of: tenant) { [allowEmpty, lastActive, failures = api.failures] in
          CrispOperatorsMapper(
            tenant: tenant, tables: tables, allowEmpty: allowEmpty, failures: failures,
            lastActive: try await lastActive?.value() ?? [:])
        }))
  }

  /// Calls `body` with the id of every website that installed the plugin, in the order of the list.
  private func listWebsites(
    submit: (PlanStep) async throws -> Void, _ body: (String) async throws -> Void
  ) async throws {
    func ask(_ page: Int) async throws -> Promise<[String]> {
      let promise = Promise<[String]>()
      try await submit(.request(api.connectedWebsites(page: page, answering: promise)))
      return promise
    }
    var listing = CrispWebsiteListing()
    var promise = try await ask(1)
    // A page that cannot be had says so itself.
    while let ids = try await promise.value() {
      let (new, next) = listing.take(ids)
      // Before its websites are, so that the answer is there when they have been asked for.
      if case .page(let number) = next { promise = try await ask(number) }
      for id in new { try await body(id) }
      switch next {
      case .page: continue
      case .endless(let reason): try await submit(.events(nil) { try await $0(api.endless(reason)) })
      case .end: if listing.count == 0, !allowEmpty { try await submit(.events(nil) { try await $0(api.noWebsites) }) }
      }
      return
    }
  }
}

extension Array where Element: Hashable {
  /// The elements without those that occurred before.
  func removingDuplicates() -> [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
