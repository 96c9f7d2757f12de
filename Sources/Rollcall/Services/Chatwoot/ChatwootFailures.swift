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

  /// Refusals of the account as a whole, whatever the request.
  private static let refusalsOfAccounts: Set = [
    "Account is suspended", "You are not authorized to access this account",
    "API access is not enabled for this account", "mfa_enrollment_required",
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
    serviceName: "Chatwoot", baseURLFlag: "--chatwoot-base-url", headersFlag: "--chatwoot-headers-file",
    route: "requests to /api")

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
    failure.isRefusal =
      answer.isKnown && (400...499).contains(response.status) && failure.retry == nil && failure.scope == .tenant
      && !Self.refusalsOfAccounts.contains(answer.code ?? answer.reason ?? "")
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
