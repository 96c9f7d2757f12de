import Backpressure

/// The requests that Chatwoot is asked, with the token that they carry.
struct ChatwootAPI: Sendable {
  let baseURL: BaseURL
  let includesCustomAttributes: Bool
  private let token: Secret

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
    includesCustomAttributes = try settings.value(.includeCustomAttributes) ?? false
  }

  var secrets: [Secret] { [token] }

  var failures: ChatwootFailures { ChatwootFailures(redactor: Redactor(secrets)) }

  /// Which version runs there. Needs no token, and gets none.
  func version(answering promise: Promise<String>) -> PageRequest {
    let endpoint = ChatwootEndpoints.version
    let http = HTTPRequest(
      url: baseURL.description + endpoint.path(), headers: Self.commonHeaders, isLocal: baseURL.isLoopback)
    var request = PageRequest(
      tenant: nil, endpoint: endpoint, path: endpoint.path(), http: http, listPath: .none,
      makeMapper: { [failures] in ChatwootVersionMapper(redactor: failures.redactor, promise: promise) })
    request.loss = .nothing
    request.carriesToken = false
    request.attempts = 2
    request.settle = { _ in promise.abandon() }
    return request
  }

  /// The token's owner, and the accounts the owner belongs to.
  func profile(answering promise: Promise<ChatwootProfile>, loss: PageRequest.Loss) -> PageRequest {
    var request = request(nil, ChatwootEndpoints.profile, list: .none) { [token, failures] in
      ChatwootProfileMapper(token: token, failures: failures, promise: promise)
    }
    request.loss = loss
    request.settle = { _ in promise.abandon() }
    return request
  }

  /// An account.
  func account(_ tenant: Tenant, answering promise: Promise<ChatwootResource>) -> PageRequest {
    var request = request(tenant, ChatwootEndpoints.account, list: .none) {
      ChatwootAccountMapper(id: tenant.id, promise: promise)
    }
    request.settle = { _ in promise.abandon() }
    return request
  }

  /// All agents of an account, administrators included.
  ///
  /// - Parameters:
  ///   - owner: the user whose token it is, who is one of them; `nil` if that is not known.
  ///   - isNeeded: decides at the last moment whether they are asked for.
  func agents(
    of tenant: Tenant, owner: UInt64?, allowEmpty: Bool, answering promise: Promise<ChatwootRoster>,
    if isNeeded: @escaping @Sendable () async throws -> Bool = { true }
  ) -> PageRequest {
    var request = request(tenant, ChatwootEndpoints.agents, list: .root) {
      guard try await isNeeded() else { return nil }
      return ChatwootAgentsMapper(
        account: tenant, owner: owner, includesCustomAttributes: includesCustomAttributes, allowEmpty: allowEmpty,
        failures: failures, promise: promise)
    }
    request.settle = { _ in promise.abandon() }
    return request
  }

  /// All teams of an account.
  ///
  /// - Parameter isNeeded: decides at the last moment whether they are asked for.
  func teams(
    of tenant: Tenant, answering promise: Promise<[ChatwootResource]>,
    if isNeeded: @escaping @Sendable () async throws -> Bool = { true }
  ) -> PageRequest {
    var request = request(tenant, ChatwootEndpoints.teams, list: .root) {
      guard try await isNeeded() else { return nil }
      return ChatwootResourceListMapper(.team, of: tenant, promise: promise)
    }
    request.settle = { _ in promise.abandon() }
    return request
  }

  /// The inboxes of an account that the token's owner is shown: all of them only to administrators.
  ///
  /// - Parameter isNeeded: decides at the last moment whether they are asked for.
  func inboxes(
    of tenant: Tenant, answering promise: Promise<[ChatwootResource]>,
    if isNeeded: @escaping @Sendable () async throws -> Bool = { true }
  ) -> PageRequest {
    var request = request(tenant, ChatwootEndpoints.inboxes, list: .member("payload")) {
      guard try await isNeeded() else { return nil }
      return ChatwootResourceListMapper(.inbox, of: tenant, promise: promise)
    }
    request.loss = .part("inboxes")
    request.settle = { _ in promise.abandon() }
    return request
  }

  /// The members of a team or inbox.
  func members(
    of resource: ChatwootResource, in tenant: Tenant, roster: ChatwootRoster, doubts: ChatwootDoubts,
    wantsGrants: Bool, answering promise: Promise<ChatwootMembership>
  ) -> PageRequest {
    let endpoint = resource.type == .team ? ChatwootEndpoints.teamMembers : ChatwootEndpoints.inboxMembers
    let path = endpoint.path(tenant.id, String(resource.id))
    let list = resource.type == .team ? ElementSplitter.ListPath.root : .member("payload")
    var request = request(tenant, endpoint, path: path, list: list) {
      ChatwootMembersMapper(
        tenant: tenant, resource: resource, roster: roster, doubts: doubts, wantsGrants: wantsGrants,
        includesCustomAttributes: includesCustomAttributes, promise: promise)
    }
    request.loss = .part(resource.memberPart)
    request.mayBeGone = true
    // A member whose user is gone gives one for ever.
    request.attemptsAtServerErrors = 5
    request.settle = { ending in
      if case .gone(let error) = ending { promise.fulfil(.gone(error)) }
      promise.abandon()
    }
    return request
  }

  /// What every request says: what it takes, and that it takes nothing that a cache kept.
  private static let commonHeaders: [(name: String, value: Secret)] = [
    ("Accept", Secret("application/json")), ("Cache-Control", Secret("no-cache")),
  ]

  private func request(
    _ tenant: Tenant?, _ endpoint: Endpoint, path: String? = nil, list: ElementSplitter.ListPath,
    _ makeMapper: @escaping @Sendable () async throws -> (any PageMapper)?
  ) -> PageRequest {
    let path = path ?? tenant.map { endpoint.path($0.id) } ?? endpoint.path()
    let http = HTTPRequest(
      url: baseURL.description + path,
      // With hyphens, because proxies drop header fields with underscores.
      headers: [("Api-Access-Token", token)] + Self.commonHeaders, isLocal: baseURL.isLoopback)
    var request = PageRequest(
      tenant: tenant, endpoint: endpoint, path: path, http: http, listPath: list, makeMapper: makeMapper)
    request.responseLimit = PageRequest.heldResponse
    return request
  }
}
