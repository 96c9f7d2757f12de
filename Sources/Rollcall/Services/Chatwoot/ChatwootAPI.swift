/// The requests to Chatwoot, with their token.
struct ChatwootAPI: Sendable {
  let baseURL: BaseURL
  let includesCustomAttributes: Bool
  private let token: Secret
  /// What something in front of Chatwoot wants in every request.
  private let extraHeaders: ExtraHeaders

  init(settings: SettingValues) throws {
    let name = Setting.chatwootBaseURL.declaration
    guard let address = try settings.value(.chatwootBaseURL) else {
      throw SettingError(
        message: """
          Chatwoot's address is not set: give --\(name.name) or \(name.environmentName), as in \
          https://app.chatwoot.com
          """,
        isUsage: false)
    }
    baseURL = address.url
    try settings.checkSafety(of: baseURL, named: name.name)
    guard let token = try settings.value(.chatwootAPIToken) else {
      let name = Setting.chatwootAPIToken.declaration
      throw SettingError(
        message: """
          Chatwoot needs a token, and it is not set: put it into \(name.environmentName), or into a file and its path \
          into --\(name.name)-file. It stands in Chatwoot under Profile Settings > Access Token; an administrator's \
          shows inboxes as well
          """,
        isUsage: false)
    }
    guard token.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
      throw SettingError(
        message: "chatwoot-api-token has characters that no token has, such as a space or a line end", isUsage: false)
    }
    self.token = Secret(token)
    extraHeaders = try settings.value(.chatwootHeaders) ?? ExtraHeaders()
    includesCustomAttributes = try settings.value(.includeCustomAttributes) ?? false
  }

  var secrets: [Secret] { [token] + extraHeaders.secrets }

  var failures: ChatwootFailures { ChatwootFailures(redactor: Redactor(secrets)) }

  /// Chatwoot's version. The request needs no token, and carries none.
  var version: Question<String> {
    let endpoint = ChatwootEndpoints.version
    let http = HTTPRequest(
      url: baseURL.description + endpoint.path(), headers: commonHeaders, isLocal: baseURL.isLoopback)
    var request = PageRequest(
      tenant: nil, endpoint: endpoint, path: endpoint.path(), http: http, listPath: .none)
    request.loss = .nothing
    request.carriesToken = false
    request.retryLimits.attempts = 2
    return Question(request, mappedBy: ChatwootVersionMapper(redactor: failures.redactor))
  }

  /// The token's owner, and the accounts the owner belongs to.
  var profile: Question<ChatwootProfile> {
    Question(
      request(nil, ChatwootEndpoints.profile, list: .none),
      mappedBy: ChatwootProfileMapper(token: token, failures: failures))
  }

  /// An account.
  func account(_ tenant: Tenant) -> Question<ChatwootResource> {
    Question(
      request(tenant, ChatwootEndpoints.account, list: .none), mappedBy: ChatwootAccountMapper(id: tenant.id))
  }

  /// All agents of an account, administrators included.
  ///
  /// - Parameter owner: the token's owner, who must be one of them; `nil` if the owner is not known.
  func agents(of tenant: Tenant, owner: UInt64?, allowEmpty: Bool) -> Question<ChatwootRoster> {
    Question(
      request(tenant, ChatwootEndpoints.agents, list: .root),
      mappedBy: ChatwootAgentsMapper(
        account: tenant, owner: owner, includesCustomAttributes: includesCustomAttributes, allowEmpty: allowEmpty,
        failures: failures))
  }

  /// All teams of an account.
  func teams(of tenant: Tenant) -> Question<[ChatwootResource]> {
    Question(
      request(tenant, ChatwootEndpoints.teams, list: .root), mappedBy: ChatwootResourceListMapper(.team, of: tenant))
  }

  /// The inboxes of an account that Chatwoot shows the token's owner. It shows all of them only to administrators.
  func inboxes(of tenant: Tenant) -> Question<[ChatwootResource]> {
    Question(
      request(tenant, ChatwootEndpoints.inboxes, list: .member("payload")),
      mappedBy: ChatwootResourceListMapper(.inbox, of: tenant)
    )
    .losing(.part("inboxes"))
  }

  /// The roles that an account made itself, which only administrators are shown.
  ///
  /// - Parameter roles: the names of the account's other roles.
  func customRoles(of tenant: Tenant, besides roles: [String]) -> Question<[ChatwootCustomRole]> {
    var request = request(tenant, ChatwootEndpoints.customRoles, list: .root)
    request.loss = .part(ChatwootCustomRole.part)
    request.mayBeRefused = true
    return Question(request, mappedBy: ChatwootCustomRolesMapper(account: tenant, besides: roles))
  }

  /// The members of a team or inbox.
  func members(
    of resource: ChatwootResource, in tenant: Tenant, roster: ChatwootRoster, doubts: ChatwootDoubts,
    wantsGrants: Bool
  ) -> Question<Void> {
    let endpoint = resource.type == .team ? ChatwootEndpoints.teamMembers : ChatwootEndpoints.inboxMembers
    let path = endpoint.path(tenant.id, String(resource.id))
    let list = resource.type == .team ? ElementSplitter.ListPath.root : .member("payload")
    var request = request(tenant, endpoint, path: path, list: list)
    request.loss = .part(resource.memberPart)
    request.mayBeGone = true
    // A member whose user no longer exists causes one every time.
    request.retryLimits.attemptsAtServerErrors = 5
    request.lasting = ChatwootFailures.orphan(in: resource)
    return Question(
      request,
      mappedBy: ChatwootMembersMapper(
        tenant: tenant, resource: resource, roster: roster, doubts: doubts, wantsGrants: wantsGrants,
        includesCustomAttributes: includesCustomAttributes))
  }

  /// The headers of every request: it accepts JSON, and nothing from a cache; and what is configured.
  private var commonHeaders: [(name: String, value: Secret)] {
    [("Accept", Secret("application/json")), ("Cache-Control", Secret("no-cache"))] + extraHeaders.fields
  }

  private func request(
    _ tenant: Tenant?, _ endpoint: Endpoint, path: String? = nil, list: ElementSplitter.ListPath
  ) -> PageRequest {
    let path = path ?? tenant.map { endpoint.path($0.id) } ?? endpoint.path()
    let http = HTTPRequest(
      url: baseURL.description + path,
      // With hyphens, because proxies drop header fields with underscores.
      headers: [("Api-Access-Token", token)] + commonHeaders, isLocal: baseURL.isLoopback)
    var request = PageRequest(tenant: tenant, endpoint: endpoint, path: path, http: http, listPath: list)
    request.responseLimit = PageRequest.heldResponse
    return request
  }
}
