import FoundationEssentials

/// The requests to Crisp, with their token.
struct CrispAPI: Sendable {
  let baseURL: BaseURL
  let tier: CrispTier
  private let identifier: Secret
  private let key: Secret

  init(settings: SettingValues) throws {
    baseURL = try settings.required(.crispBaseURL)
    try settings.checkSafety(of: baseURL, named: Setting.crispBaseURL.declaration.name)
    tier = try settings.required(.crispAPITier)
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
  }

  var secrets: [Secret] { [key, credentials, identifier] }

  /// The credentials of the `Authorization` header (RFC 7617).
  private var credentials: Secret {
    Secret(Data("\(identifier.exposed):\(key.exposed)".utf8).base64EncodedString())
  }

  var failures: CrispFailures { CrispFailures(redactor: Redactor(secrets)) }

  /// *Get A Website*: its row, and its name as the answer.
  func website(of tenant: Tenant) -> Question<String> {
    Question(
      request(tenant, CrispEndpoints.website, list: nil),
      mappedBy: CrispWebsiteMapper(tenant: tenant, failures: failures))
  }

  /// *List Website Operators*.
  func operators<Answer>(of tenant: Tenant, mappedBy mapper: some PageMapper<Answer>) -> Question<Answer> {
    Question(request(tenant, CrispEndpoints.operators, list: "data"), mappedBy: mapper)
  }

  /// A page of *List Website Teams* or *List Website Inboxes*.
  func groups(
    _ kind: CrispGroup.Kind, of tenant: Tenant, page: Int, into collector: CrispGroupCollector
  ) -> Question<CrispListPage> {
    let endpoint = kind == .team ? CrispEndpoints.teams : CrispEndpoints.inboxes
    var request = request(tenant, endpoint, path: endpoint.path(tenant.id, String(page)), list: "data")
    request.successes = [200, 206]
    request.loss = .part("inboxes")
    request.responseLimit = PageRequest.heldResponse
    return Question(request, mappedBy: CrispGroupsMapper(kind, of: tenant, into: collector, failures: failures))
  }

  /// *List Last Active Website Operators*.
  func lastActive(of tenant: Tenant) -> Question<CrispLastActive> {
    var request = request(tenant, CrispEndpoints.lastActive, list: "data")
    request.loss = .part("last_active_at")
    request.responseLimit = PageRequest.heldResponse
    return Question(request, mappedBy: CrispLastActiveMapper(tenant: tenant, failures: failures))
  }

  /// *Get Connect Account*: the id of the token's plugin.
  var account: Question<String> {
    Question(request(nil, CrispEndpoints.account, list: nil), mappedBy: CrispAccountMapper(failures: failures))
  }

  /// *List All Connect Websites*.
  ///
  /// The list includes websites that never saved settings for the plugin, because the plugin sees their operators, too.
  func connectedWebsites(page: Int) -> Question<CrispListPage> {
    let endpoint = CrispEndpoints.connectedWebsites
    let path = endpoint.path(String(page)) + "?filter_configured=0"
    var request = request(nil, endpoint, path: path, list: "data")
    // 206 says that there are more pages.
    request.successes = [200, 206]
    request.responseLimit = PageRequest.heldResponse
    return Question(request, mappedBy: CrispWebsiteListMapper(failures: failures))
  }

  private func request(
    _ tenant: Tenant?, _ endpoint: Endpoint, path: String? = nil, list: String?
  ) -> PageRequest {
    let path = path ?? tenant.map { endpoint.path($0.id) } ?? endpoint.path()
    let http = HTTPRequest(
      url: baseURL.description + path,
      headers: [
        ("Authorization", Secret("Basic \(credentials.exposed)")),
        ("X-Crisp-Tier", Secret(tier.rawValue)),
        ("Accept", Secret("application/json")),
        ("Cache-Control", Secret("no-cache")),
      ], isLocal: baseURL.isLoopback)
    return PageRequest(
      tenant: tenant, endpoint: endpoint, path: path, http: http, listPath: list.map { .member($0) } ?? .none)
  }

  // MARK: - Lists that cannot be believed

  /// A list of teams or sub-inboxes cannot be believed.
  func doubtful(_ noun: String, _ reason: String) -> RollcallError {
    RollcallError(
      .undecodable, "Crisp's list of the website's \(noun) may lack some: \(reason)",
      cause: "the list ends with an empty page, and must not change while it is read", advice: "run again")
  }

  /// Sub-inboxes name teams that the list of teams lacks, and not the people of their teams.
  var unknownTeams: RollcallError {
    RollcallError(
      .undecodable, "Crisp's sub-inboxes name teams that its list of the website's teams lacks",
      cause: "the members of these sub-inboxes are not known: the token may not be shown the teams, or a list is old",
      advice: "run again; if that does not help, remove the teams from the sub-inboxes in Crisp")
  }

  /// People whom teams or sub-inboxes name are missing from the list of operators, and then they are not.
  var unsteadyOperators: RollcallError {
    RollcallError(
      .undecodable,
      "Crisp's list of the website's operators lacked people whom teams or sub-inboxes name, and then had them",
      cause: "they joined while the website was read, or a cache on the way answered with an older list",
      advice: "run again")
  }

  /// The list of websites cannot be believed.
  func doubtful(_ reason: String) -> ScopedFailure {
    ScopedFailure(
      .service,
      RollcallError(
        .undecodable, "Crisp's list of the plugin's websites may lack some: \(reason)",
        cause: "the list ends with an empty page, and must not change while it is read",
        advice: "run again; compare with the websites in the Crisp Marketplace, or name them with --crisp-website-id"))
  }

  /// The list of websites shows some that it did not show when the run began.
  func unplanned(_ ids: [String]) -> ScopedFailure {
    let names = ids.prefix(10).joined(separator: ", ") + (ids.count > 10 ? ", …" : "")
    return ScopedFailure(
      .service,
      RollcallError(
        .undecodable, "Crisp's list shows websites that it did not show when the run began: \(names)",
        cause: "they installed the plugin since, or moved to a page that was read before when another one was removed",
        advice: "run again"))
  }

  /// The list of websites is empty.
  var noWebsites: ScopedFailure {
    ScopedFailure(
      .service,
      RollcallError(
        .refused, "Crisp lists no website for the token",
        cause: "no website installed the plugin of the token",
        advice: "install the plugin on a website; --allow-empty accepts the list as it is"))
  }
}
