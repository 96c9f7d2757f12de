/// The meanings of Chatwoot's refusals, and the remedies: one entry for each message of its API.
///
/// Nearly every refusal is a 401, so only the message distinguishes them.
struct ChatwootFailures: Sendable {
  let redactor: Redactor

  private static let meanings: [String: FailureMeaning] = [
    "Invalid Access Token": invalidToken,
    "Invalid access_token": invalidToken,
    "Access to this endpoint is not authorized for bots": FailureMeaning(
      scope: .service,
      message: "Chatwoot does not allow this request to bots and platform apps",
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
      advice: "check --chatwoot-account-id: the number in a dashboard's address after /accounts/"),
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
    cause: "no person, bot or app of this installation has this token; resetting a token ends the old one",
    advice: "copy it anew from Profile Settings > Access Token into ROLLCALL_CHATWOOT_API_TOKEN")

  /// The refusal of a request without a token. Only its shape is known: the message is in the installation's language.
  private static let signIn = FailureMeaning(
    scope: .service,
    message: "Chatwoot got no token",
    cause: "a proxy in front of Chatwoot removes the header Api-Access-Token, or the token is blank",
    advice: "let the proxy pass the header Api-Access-Token on")

  /// A refusal with unknown words. It may concern one account only.
  private static let otherRefusal = FailureMeaning(
    message: "Chatwoot refused the request",
    cause: "nearly every refusal of Chatwoot is a 401; only its words give the reason",
    advice: "check the token, the account id, and that the token's owner is a member of the account")

  private static let frontEnd = FrontEnd(
    serviceName: "Chatwoot", baseURLFlag: "--chatwoot-base-url", route: "requests to /api")

  private static let statuses = StatusMeaning(
    frontEnd: frontEnd, tokenAdvice: "check the token",
    outageAdvice: "run again later; the log of a self-hosted Chatwoot has the details",
    limitCause: "Chatwoot limits the requests of an IP address per minute, whatever their token",
    limitAdvice: """
      run again with --resume later, with fewer --workers and with --requests-per-minute; RACK_ATTACK_LIMIT raises the \
      limit of a self-hosted Chatwoot
      """)

  /// The meaning of a failed response.
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
    // Chatwoot counts its own limits by the minute of the clock, which its responses do not say.
    if isOwnLimit { failure.limitWindow = .seconds(60) }
    return failure
  }

  /// The failure of an answer from a cache. A cache does not know the token, which is in a header of its own.
  ///
  /// - Parameter sign: the header that shows the cache.
  func kept(_ sign: String, of request: PageRequest) -> ServiceFailure {
    var failure = ServiceFailure(
      request.tenant == nil ? .service : .tenant,
      RollcallError(
        .undecodable,
        "a cache in front of Chatwoot answered from its store (\(redactor.quote(sign.utf8, limit: 80)))",
        cause: "such an answer may be an old one, or one to another user's token",
        advice: "exclude /api from the cache"))
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
        .undecodable, "Chatwoot reports an error in a success: it \(words)", reason: shown,
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

  /// The role of the token's owner is unknown, and therefore whether Chatwoot shows all inboxes.
  var unknownRole: RollcallError {
    RollcallError(
      .refused, "Chatwoot did not say which role the token's owner has in the account",
      cause: "Chatwoot shows all inboxes only to administrators, so a list could lack some",
      advice: "--chatwoot-inboxes always asks for them anyway, never leaves them out")
  }

  /// Chatwoot does not show the token's owner all inboxes.
  var fewInboxes: RollcallError {
    RollcallError(
      .refused,
      "the token's owner is an agent, and Chatwoot shows agents only the inboxes they are members of",
      advice: "use an administrator's token")
  }

  // MARK: - Contradictions

  /// The profile belongs to another user than the token.
  var foreignProfile: ServiceFailure {
    var failure = ServiceFailure(
      .service,
      RollcallError(
        .undecodable,
        "the profile is another user's: its `access_token` is not the token that was sent",
        cause: "a cache or proxy in front of Chatwoot answered with the response to another user",
        advice: "exclude /api from that cache, or have it distinguish requests by the header Api-Access-Token"),
      retry: .contradiction)
    failure.attempts = 3
    return failure
  }

  /// A list of agents lacks the token's owner, although Chatwoot shows it only to agents of the account.
  func listWithoutOwner(_ owner: UInt64) -> ServiceFailure {
    var failure = ServiceFailure(
      .tenant,
      RollcallError(
        .undecodable,
        "Chatwoot's list of the account's agents lacks the token's own owner, user \(owner)",
        cause:
          "Chatwoot shows an account's agents only to one another, so the list is incomplete, old, or another account's",
        advice: "run again; if that does not help, exclude /api from the caches in front of Chatwoot"),
      retry: .contradiction)
    failure.attempts = 3
    return failure
  }

  /// The profile and the account's list of agents give the token's owner different roles, even after a second look.
  func otherRole(of owner: UInt64, in account: Tenant) -> RollcallError {
    RollcallError(
      .undecodable,
      "Chatwoot's profile and its list of agents disagree on the token's owner, user \(owner)",
      cause: "one of the two is old or another user's: a cache or proxy in front of Chatwoot may have kept it",
      advice: "exclude /api from that cache, and run again"
    )
    .concerning(account)
  }

  /// Chatwoot does not know the members of a team or inbox that it lists, or may list.
  ///
  /// - Parameter error: the refusal.
  /// - Parameter isListed: whether the second list has it. If not, a second list could not be read.
  func hidden(_ error: RollcallError, isListed: Bool) -> RollcallError {
    var hidden = RollcallError(
      .undecodable, error.message, reason: error.reason,
      cause: isListed
        ? "Chatwoot still lists it, so it was not deleted"
        : "it may have been deleted, but it could not be listed once more",
      advice: "run again; if that does not help, find out whether something in front of Chatwoot answers in its place")
    hidden.tenant = error.tenant
    hidden.request = error.request
    hidden.requestID = error.requestID
    return hidden
  }

  /// The contradictions between lists of members and the account's list of agents; `nil` if there are none.
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
      "the account's list of agents lacks members of its teams and inboxes, or shows them differently: \(contradicted)"
        + (joined.isEmpty ? "" : "; and agents joined while the account was read: \(joined)"),
      cause: findings.hasSecondListing
        ? "the list was read twice, and one of the lists is incomplete, old, or another account's"
        : "the list could not be read a second time, so it may just have changed",
      advice: "run again; if that does not help, find out whether a cache in front of Chatwoot answers in its place")
  }

  /// The failure of a list without an agent. It cannot be complete: an account has at least the administrator who made
  /// it.
  var emptyList: ServiceFailure {
    ServiceFailure(
      .tenant,
      RollcallError(
        .undecodable, "Chatwoot listed no agent at all for the account",
        cause: "the token's owner at least belongs to the account, so the list cannot be complete",
        advice: "look at Settings > Agents in Chatwoot; --allow-empty accepts the list as it is"))
  }
}

/// The words of a refusal: `error`, or the first of `errors`, or `message`. Forks of Chatwoot put other things there.
private struct ChatwootRefusal {
  var reason: String?
  /// The words that are called an error, not only a message.
  var error: String?
  /// The code for programs.
  var code: String?
  /// Whether the refusal is the answer to a request without a token.
  var isSignIn = false
  /// Whether its shape is certainly Chatwoot's.
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
  /// Whether the limit is Chatwoot's own (https://github.com/rack/rack-attack).
  fileprivate var isRackAttack: Bool {
    guard status == 429, headers["content-type"]?.hasPrefix("text/plain") ?? true else { return false }
    var words = body.drop { $0.isJSONWhitespace }
    while let last = words.last, last.isJSONWhitespace { words.removeLast() }
    return words.elementsEqual("Retry later".utf8)
  }
}
