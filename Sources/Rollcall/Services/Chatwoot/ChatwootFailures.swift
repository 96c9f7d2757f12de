/// What Chatwoot's refusals mean and what to do about them, one entry for each message of its API.
///
/// Nearly every refusal is a 401, so that the message is what tells them apart.
struct ChatwootFailures: Sendable {
  let redactor: Redactor

  private static let meanings: [String: FailureMeaning] = [
    "Invalid Access Token": invalidToken,
    "Invalid access_token": invalidToken,
    "Access to this endpoint is not authorized for bots": FailureMeaning(
      scope: .service,
      message: "Chatwoot does not open this request to bots and platform apps",
      cause: "the token belongs to an agent bot or a platform app, not to a person",
      advice: "use the access token of an administrator or agent: Profile Settings > Access Token"),
    "Account is suspended": FailureMeaning(
      message: "the Chatwoot account is suspended",
      cause: "its owner or the installation's administrator suspended it",
      advice: "have it activated, or leave it out"),
    "You are not authorized to access this account": FailureMeaning(
      message: "the token's owner does not belong to the Chatwoot account",
      cause: "the account exists, and the owner of the token is no member of it",
      advice: "check --chatwoot-account-id, or have the token's owner added to the account"),
    "You are not authorized to do this action": FailureMeaning(
      message: "Chatwoot does not allow the token's owner to read this",
      cause: "it takes an administrator, or a member of the inbox",
      advice: "use the token of an administrator of the account"),
    "Resource could not be found": FailureMeaning(
      message: "Chatwoot does not know what was asked for",
      cause: "it does not exist, or is an account that the token's owner does not belong to",
      advice: "check --chatwoot-account-id: the number in a dashboard's address behind /accounts/"),
    "API access is not enabled for this account": FailureMeaning(
      message: "the plan of the Chatwoot account has no API access",
      cause: "Chatwoot Cloud's free plan does not open its API to tokens",
      advice: "upgrade the account's plan, or leave it out"),
    "mfa_enrollment_required": FailureMeaning(
      message: "the Chatwoot account wants two-factor sign-in",
      cause: "the account enforces it, and the token's owner has not set it up",
      advice: "have the token's owner set up two-factor sign-in under Profile Settings"),
    "Not Found": FailureMeaning(
      code: .configuration,
      message: "Chatwoot has no such route",
      cause: "the base URL does not lead to Chatwoot's API, or this Chatwoot is too old or too new for it",
      advice: "check --chatwoot-base-url: where the dashboard is, without /app"),
  ]

  private static let invalidToken = FailureMeaning(
    scope: .service,
    message: "Chatwoot refused the token",
    cause: "no person, bot or app of this installation has this token; resetting a token ends the one before",
    advice: "copy it anew from Profile Settings > Access Token into ROLLCALL_CHATWOOT_API_TOKEN")

  /// The message comes in the installation's language, so that its shape is what tells it.
  private static let signIn = FailureMeaning(
    scope: .service,
    message: "Chatwoot got no token",
    cause: "a proxy before Chatwoot removes the header Api-Access-Token, or the token is blank",
    advice: "let the proxy pass the header Api-Access-Token on")

  /// Nobody knows these words: they may concern one account only.
  private static let otherRefusal = FailureMeaning(
    message: "Chatwoot refused the request",
    cause: "nearly everything that Chatwoot refuses is a 401; its words say what",
    advice: "check the token, the account id, and that the token's owner is a member of the account")

  private static let frontEnd = FrontEnd(
    serviceName: "Chatwoot", baseURLFlag: "--chatwoot-base-url", route: "requests to /api")

  private static let statuses = StatusMeaning(
    frontEnd: frontEnd, tokenAdvice: "check the token",
    outageAdvice: "run again later; a self-hosted Chatwoot's log knows more",
    limitCause: "Chatwoot limits the requests of an address per minute, whoever sends them",
    limitAdvice: """
      run again with --resume later, with fewer --workers and with --requests-per-minute; RACK_ATTACK_LIMIT raises the \
      limit of a self-hosted Chatwoot
      """)

  /// What a failed response means.
  func failure(of response: FailedResponse) -> ServiceFailure {
    let answer = ChatwootRefusal(response.body)
    let meaning = meaning(of: answer, status: response.status)
    if let failure = Self.frontEnd.failure(of: response, isService: answer.isKnown) { return failure }
    let reason = (answer.reason ?? answer.code).map { redactor.quote($0.utf8, limit: 200) }
    let detail = (reason ?? redactor.quoteText(of: response.body)).map { ": “\($0)”" } ?? ""
    let words = "answered \(response.status)\(detail)"
    let isOwnLimit = response.isRackAttack
    var failure = ServiceFailure(
      meaning?.failure(words, reason: reason)
        ?? Self.statuses.failure(of: response, answer: words, reason: reason, isLimitOfOthers: !isOwnLimit),
      retry: RetrySignal(status: response.status))
    failure.isGone = response.status == 404 && answer.reason == "Resource could not be found"
    // Its own limits are counted by the minute of the clock, and nothing says so.
    if isOwnLimit { failure.limitWindow = .seconds(60) }
    return failure
  }

  /// A cache on the way kept the answer. It knows nothing of the token, which is in a header of its own.
  ///
  /// - Parameter sign: the header that says so.
  func kept(_ sign: String, of request: PageRequest) -> ServiceFailure {
    var failure = ServiceFailure(
      request.tenant == nil ? .service : .tenant,
      RollcallError(
        .undecodable,
        "a cache before Chatwoot answered with what it had kept (\(redactor.quote(sign.utf8, limit: 80)))",
        cause: "such an answer may be an old one, or one to another user's token",
        advice: "have the cache leave /api out of it"))
    failure.isFromFrontEnd = request.tenant != nil
    failure.concernsAll = request.tenant == nil
    return failure
  }

  /// - Throws: `ServiceFailure` if a success says in its content that it is none.
  func check(_ frame: JSONElement) throws {
    guard frame.kind == .object else { return }
    let answer = ChatwootRefusal(frame)
    guard let reason = answer.error else { return }
    let shown = redactor.quote(reason.utf8, limit: 200)
    let words = "answered 200: “\(shown)”"
    if let meaning = Self.meanings[reason] { throw ServiceFailure(meaning.failure(words, reason: shown)) }
    var failure = ServiceFailure(
      .tenant,
      RollcallError(
        .undecodable, "Chatwoot says of a success that it is none: it \(words)", reason: shown,
        cause: "the service changed what it sends, or something on the way answered in its place",
        advice: "run again later; if Chatwoot changed, look for a newer Rollcall"),
      retry: .contradiction)
    failure.attempts = 3
    throw failure
  }

  private func meaning(of answer: ChatwootRefusal, status: Int) -> FailureMeaning? {
    guard (400...499).contains(status), status != 408, status != 429 else { return nil }
    if let meaning = (answer.code ?? answer.reason).flatMap({ Self.meanings[$0] }) { return meaning }
    guard status == 401 else { return nil }
    return answer.isSignIn ? Self.signIn : Self.otherRefusal
  }

  /// Nobody knows whether the token's owner is shown all inboxes.
  var unknownRole: RollcallError {
    RollcallError(
      .refused, "Chatwoot did not say which role the token's owner has in the account",
      cause: "only administrators are shown all inboxes, so that a list could lack some",
      advice: "--chatwoot-inboxes always asks for them anyway, never leaves them out")
  }

  /// The token's owner is not shown all inboxes.
  var fewInboxes: RollcallError {
    RollcallError(
      .refused,
      "the token's owner is an agent, and Chatwoot shows agents only the inboxes they are members of",
      advice: "use an administrator's token")
  }

  // MARK: - Contradictions

  /// The profile is not that of the token's owner.
  var foreignProfile: ServiceFailure {
    var failure = ServiceFailure(
      .service,
      RollcallError(
        .undecodable,
        "the profile is another user's: its `access_token` is not the token that was sent",
        cause: "a cache or proxy before Chatwoot answered with what it had kept for somebody else",
        advice: "leave /api out of that cache, or have it tell requests apart by the header Api-Access-Token"),
      retry: .contradiction)
    failure.attempts = 3
    return failure
  }

  /// A list of agents in which the token's owner is not, who would not be shown it then.
  func listWithoutOwner(_ owner: UInt64) -> ServiceFailure {
    var failure = ServiceFailure(
      .tenant,
      RollcallError(
        .undecodable,
        "Chatwoot's list of the account's agents lacks the token's own owner, user \(owner)",
        cause:
          "only agents of an account are shown its agents, so that the list is not complete, old, or another account's",
        advice: "run again; if it stays so, leave /api out of the caches before Chatwoot"),
      retry: .contradiction)
    failure.attempts = 3
    return failure
  }

  /// The profile and the account's list of agents tell two roles of the token's owner, however often they are asked.
  func otherRole(of owner: UInt64, in account: Tenant) -> RollcallError {
    RollcallError(
      .undecodable,
      "Chatwoot's profile and its list of agents tell different things of the token's owner, user \(owner)",
      cause: "one of the two is old or another user's: a cache or proxy before Chatwoot may have kept it",
      advice: "leave /api out of that cache, and run again"
    )
    .concerning(account)
  }

  /// Chatwoot does not know the members of what it lists, or may list.
  ///
  /// - Parameter error: what it said.
  /// - Parameter isListed: whether it was listed once more; else that could not be found out.
  func hidden(_ error: RollcallError, isListed: Bool) -> RollcallError {
    var hidden = RollcallError(
      .undecodable, error.message, reason: error.reason,
      cause: isListed
        ? "Chatwoot lists it all the same, so that it was not deleted"
        : "it could not be found out whether it was deleted, since it could not be listed once more",
      advice: "run again; if it stays so, see whether something before Chatwoot answers in its place")
    hidden.tenant = error.tenant
    hidden.request = error.request
    hidden.requestID = error.requestID
    return hidden
  }

  /// Members of whom the account's list of agents does not tell what it should; `nil` if there are none.
  func unsettled(_ findings: ChatwootDoubts.Findings) -> RollcallError? {
    func names(_ names: [String]) -> String {
      names.prefix(10).joined(separator: ", ") + (names.count > 10 ? ", …" : "")
    }
    let joined = names(findings.joined.map(String.init))
    guard !findings.contradicted.isEmpty else {
      guard !findings.joined.isEmpty else { return nil }
      return RollcallError(
        .undecodable,
        "agents joined while the account was read, whose roles are not in grants: \(joined)",
        cause: "the account's agents are listed first, and the members of its teams and inboxes after them",
        advice: "run again")
    }
    let contradicted = names(findings.contradicted.map { "\($0.id) (\($0.place))" })
    return RollcallError(
      .undecodable,
      "the account's list of agents lacks members of its teams and inboxes, or tells something else of them: \(contradicted)"
        + (joined.isEmpty ? "" : "; and agents joined while the account was read: \(joined)"),
      cause: findings.hasSecondListing
        ? "the list was read twice, and one of the lists is not complete, old, or another account's"
        : "the list could not be read a second time, so that it may just have changed",
      advice: "run again; if it stays so, see whether a cache before Chatwoot answers in its place")
  }

  /// A list without an agent, which cannot be: an account has at least the administrator who made it.
  var emptyList: ServiceFailure {
    ServiceFailure(
      .tenant,
      RollcallError(
        .undecodable, "Chatwoot listed no agent at all for the account",
        cause: "the token's owner at least belongs to the account, so the list cannot be complete",
        advice: "look at Settings > Agents in Chatwoot; --allow-empty accepts the list as it is"))
  }
}

/// What Chatwoot says beside a status: `error`, or the first of `errors`, or `message`. Forks put other things there.
private struct ChatwootRefusal {
  var reason: String?
  /// What is called an error, and not just a message.
  var error: String?
  /// A word for programs.
  var code: String?
  /// Whether it is the answer to a request without a token.
  var isSignIn = false
  /// Whether nobody else words it so.
  var isKnown: Bool { isSignIn || error != nil || code != nil }

  init(_ body: [UInt8]) {
    var parser = JSONParser()
    self = (try? parser.withResponse(JSONText(body)) { ChatwootRefusal($0) }) ?? ChatwootRefusal()
  }

  private init() {}

  init(_ root: JSONElement) {
    var fields = JSONFieldReader("error", "errors", "message", "error_code")
    guard (try? fields.read(root, as: "the response")) != nil else { return }
    var errors: [String] = []
    fields[1].forEachElement { errors += [$0.string].compactMap { $0 } }
    error = fields[0].string ?? errors.first
    reason = error ?? fields[2].string
    code = fields[3].string
    isSignIn = fields[0].kind == .absent && !errors.isEmpty
  }
}

extension FailedResponse {
  /// Whether it is Chatwoot's own limit that was met (https://github.com/rack/rack-attack).
  fileprivate var isRackAttack: Bool {
    guard status == 429, headers["content-type"]?.hasPrefix("text/plain") ?? true else { return false }
    var words = body.drop { $0.isJSONWhitespace }
    while let last = words.last, last.isJSONWhitespace { words.removeLast() }
    return words.elementsEqual("Retry later".utf8)
  }
}
