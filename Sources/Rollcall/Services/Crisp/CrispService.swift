import FoundationEssentials

/// Reads who operates Crisp websites (REST API v1, https://docs.crisp.chat/references/rest-api/v1/).
package struct CrispService: Service {
  package static let name = "crisp"

  private let baseURL: BaseURL
  private let tier: CrispTier
  private let identifier: Secret
  private let key: Secret
  private let websiteIDs: [String]
  private let allowEmpty: Bool

  init(settings: SettingValues) throws {
    baseURL = try settings.safeBaseURL(.crispBaseURL)
    tier = try settings.required(.crispAPITier)
    allowEmpty = try settings.value(.allowEmpty) ?? false
    guard let identifier = try settings.value(.crispAPIIdentifier), let key = try settings.value(.crispAPIKey) else {
      let identifierName = Setting.crispAPIIdentifier.declaration.environmentName
      let keyName = Setting.crispAPIKey.declaration.environmentName
      throw SettingError(
        message: """
          Crisp needs a token pair, and it is not set: put the identifier into \(identifierName) and the key into \
          \(keyName), or the key into a file and its path into --crisp-api-key-file. A website's owner makes a token \
          under Settings > Workspace Settings > Advanced configuration > API Token (--crisp-api-tier website); \
          a plugin's token pair is made at https://marketplace.crisp.chat
          """,
        isUsage: false)
    }
    self.identifier = Secret(identifier)
    self.key = Secret(key)
    websiteIDs = try (settings.value(.crispWebsiteIDs) ?? []).removingDuplicates()
    guard !websiteIDs.isEmpty else {
      throw SettingError(
        message: """
          no Crisp website is named: give --crisp-website-id, the id that stands in the address of the website's \
          inbox, https://app.crisp.chat/website/<id>/inbox/
          """,
        isUsage: false)
    }
  }

  package var source: SourceDescription {
    SourceDescription(
      service: Self.name, baseUrl: baseURL.description, tier: tier.rawValue,
      requests: [
        "GET /v1/website/{website_id}: the website's name and domain",
        "GET /v1/website/{website_id}/operators/list: all operators of the website with their roles, in one response",
      ],
      notAvailable: [
        "the last sign-in of an operator", "when an operator joined or a role was given",
        "operators who left: only the comparison of two snapshots shows them",
      ])
  }

  package var secrets: [Secret] { [key, credentials, identifier] }

  /// What the `Authorization` header carries (RFC 7617).
  private var credentials: Secret {
    Secret(Data("\(identifier.exposed):\(key.exposed)".utf8).base64EncodedString())
  }

  package func plan(_ tables: Set<Table>, submit: (PageRequest) async throws -> Void) async throws {
    for id in websiteIDs {
      let tenant = Tenant(service: Self.name, id: id)
      if tables.contains(.resources) {
        try await submit(
          request(tenant, "/v1/website/\(id)", list: nil, CrispWebsiteMapper(tenant: tenant, failures: failures)))
      }
      if !tables.isDisjoint(with: [.operators, .entitlements, .grants]) {
        let mapper = CrispOperatorsMapper(
          tenant: tenant, tables: tables, allowEmpty: allowEmpty, failures: failures)
        try await submit(request(tenant, "/v1/website/\(id)/operators/list", list: "data", mapper))
      }
    }
  }

  private func request(
    _ tenant: Tenant, _ path: String, list: String?, _ mapper: some PageMapper
  ) -> PageRequest {
    let http = HTTPRequest(
      url: baseURL.description + path,
      headers: [
        ("Authorization", Secret("Basic \(credentials.exposed)")),
        ("X-Crisp-Tier", Secret(tier.rawValue)),
        ("Accept", Secret("application/json")),
      ], isLocal: baseURL.isLoopback)
    return PageRequest(
      tenant: tenant, path: path, http: http, listPath: list.map { .member($0) } ?? ElementSplitter.ListPath.none,
      mapper: mapper)
  }

  private var failures: CrispFailures { CrispFailures(redactor: Redactor(secrets)) }

  package func failure(of response: FailedResponse) -> ServiceFailure { failures.failure(of: response) }
}

extension Array where Element: Hashable {
  /// The elements without those that occurred before.
  func removingDuplicates() -> [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
