/// The meanings of Crisp's refusals, and the remedies: one entry for each `reason` of its API.
struct CrispFailures: Sendable {
  let redactor: Redactor

  private static let meanings: [String: FailureMeaning] = [
    "invalid_session": FailureMeaning(
      scope: .service,
      message: "Crisp refused the token",
      cause: "the identifier and key are not a pair that Crisp knows for this tier, or the token was rolled",
      advice: """
        check ROLLCALL_CRISP_API_IDENTIFIER and ROLLCALL_CRISP_API_KEY, and that --crisp-api-tier names the kind of \
        token it is (plugin, website or user)
        """),
    "restricted_route_tier": FailureMeaning(
      message: "Crisp does not allow this request to tokens of this tier",
      cause: "the token is of another kind than the request needs",
      advice: "use a plugin or website token, and name its kind with --crisp-api-tier"),
    "not_subscribed": FailureMeaning(
      message: "Crisp does not give this token access to the website",
      cause: """
        the plugin of the token is not installed on the website, or the website's id is wrong; a development token \
        reaches trusted workspaces only
        """,
      advice: "check the website id, and install the plugin on the website (its owner can)"),
    "website_not_found": FailureMeaning(
      message: "Crisp knows no such website",
      cause: "the website's id is wrong, or the website was deleted",
      advice: "check the website id: it stands in the address of the website's inbox"),
    "not_allowed": FailureMeaning(
      message: "Crisp does not allow this token to read the website",
      cause: "a production plugin token needs the scope website:operators (read); a website token reads its own only",
      advice: "give the token that scope in the Crisp Marketplace, or use a token of that website"),
    "website_member_role_not_allowed": FailureMeaning(
      message: "Crisp lets only owners of the website do this",
      cause: "the token speaks for an operator with the role member",
      advice: "use a token that an owner of the website made"),
    "subscription_upgrade_required": FailureMeaning(
      message: "the website's Crisp plan does not include this",
      cause: "Crisp ties the request to a plan that the website does not have",
      advice: "upgrade the website's plan, or leave the website out"),
    "not_found": FailureMeaning(
      code: .configuration,
      message: "Crisp has no such route",
      cause: "the base URL does not lead to the Crisp REST API",
      advice: "check --crisp-base-url; the default is https://api.crisp.chat"),
    "quota_limit_exceeded": FailureMeaning(
      code: .limited, scope: .run,
      message: "a Crisp quota is used up",
      cause: "plugin and website tokens have a number of requests per day",
      advice: "run again with --resume when the quota is renewed, or ask Crisp for a larger one"),
    "password_unverified": FailureMeaning(
      message: "Crisp wants the token's owner to confirm the password",
      cause: "the token belongs to a user session whose password is not verified",
      advice: "use a plugin or website token"),
  ]

  private static let groupsNotAllowed = FailureMeaning(
    message: "Crisp does not allow this token to list teams or sub-inboxes",
    cause: "a production plugin token may need a scope of its own for them",
    advice: "give the token that scope in the Crisp Marketplace; --crisp-inboxes never leaves them out")

  /// The meaning of a failed response.
  func failure(of response: FailedResponse) -> ServiceFailure {
    var reason: String?
    var message: String?
    var isEnvelope = false
    var parser = JSONParser()
    _ = try? parser.withResponse(JSONText(response.body)) { root in
      let envelope = try CrispEnvelope(root)
      reason = envelope.reason
      isEnvelope = envelope.isError || reason != nil
      var fields = JSONFieldReader("message")
      try fields.read(envelope.data, as: "data")
      message = fields[0].string
    }
    if let failure = Self.frontEnd.failure(of: response, isService: isEnvelope) { return failure }
    let ofGroups = ["/inboxes/list/", "/teams/list/"].contains(where: response.url.contains)
    // Without Crisp's envelope, the sender may be a proxy, a cache or anything else. Its words are the best hint.
    let words =
      message.map { redactor.quote($0.utf8, limit: 200) }
      ?? (reason == nil ? redactor.quoteText(of: response.body) : nil)
    // Words about a sub-inbox may quote its conditions, which must not leave a response.
    let detail = ofGroups ? nil : words
    let shownReason = reason.map { redactor.quote($0.utf8, limit: 80) }
    let answer = "answered \(response.status)\(shownReason.map { " \($0)" } ?? "")\(detail.map { ": “\($0)”" } ?? "")"
    var failure: ServiceFailure
    if let reason, let meaning = ofGroups && reason == "not_allowed" ? Self.groupsNotAllowed : Self.meanings[reason] {
      failure = self.failure(
        meaning.failure(answer, reason: shownReason),
        reason == "password_unverified" ? nil : RetrySignal(status: response.status))
    } else {
      failure = self.failure(
        Self.statuses.failure(of: response, answer: answer, reason: shownReason), RetrySignal(status: response.status))
      failure.isQuotaUsedUp =
        response.status == 423 || failure.retry?.isLimit == true && (reason.isOfQuota || message.isOfQuota)
    }
    failure.isRefusal =
      isEnvelope && (400...499).contains(response.status) && ![401, 408, 420, 423, 429].contains(response.status)
    return failure
  }

  /// The meaning of a failure's reason in a response with the status of a success.
  func failure(inSuccess reason: String) -> ServiceFailure {
    let shown = redactor.quote(reason.utf8, limit: 80)
    let answer = "answered 200 \(shown)"
    let signal = Self.signal(of: reason)
    if let meaning = Self.meanings[reason] { return failure(meaning.failure(answer, reason: shown), signal) }
    let scope: ScopedFailure.Scope = signal?.isLimit ?? false ? .run : .tenant
    let error =
      switch signal {
      case .limit:
        RollcallError(
          .limited, "Crisp limits the number of requests: it \(answer)", reason: shown, cause: Self.statuses.limitCause,
          advice: Self.statuses.limitAdvice)
      case .fault:
        RollcallError(
          .unavailable, "Crisp is out of order: it \(answer)", reason: shown,
          advice: Self.statuses.outageAdvice)
      default:
        RollcallError(
          .refused, "Crisp refused the request: it \(answer)", reason: shown,
          advice: "check what the token may do, and the website id")
      }
    return failure(ScopedFailure(scope, error), signal)
  }

  private func failure(_ failure: ScopedFailure, _ retry: RetrySignal?) -> ServiceFailure {
    var failure = ServiceFailure(failure, retry: retry)
    failure.isQuotaUsedUp = failure.error.reason.isOfQuota
    return failure
  }

  /// The retry signal of an unknown reason, by words that are typical of limits and outages.
  private static func signal(of reason: String) -> RetrySignal? {
    let reason = reason.lowercased()
    if ["rate", "limit", "quota", "too_many", "throttl", "slow_down"].contains(where: reason.contains) {
      return .limit(status: 200)
    }
    let troubles = [
      "internal", "server_error", "timeout", "timed_out", "unavailable", "overload", "busy", "maintenance", "temporar",
      "try_again", "retry", "later", "gateway", "offline",
    ]
    return troubles.contains(where: reason.contains) ? .fault(status: 200) : nil
  }

  private static let frontEnd = FrontEnd(
    serviceName: "Crisp", baseURLFlag: "--crisp-base-url", route: "requests to /v1")

  private static let statuses = StatusMeaning(
    frontEnd: frontEnd, tokenAdvice: "check the token and --crisp-api-tier",
    outageAdvice: "run again later; https://status.crisp.chat reports outages",
    limitCause: "the token's daily quota or a rate limit is used up",
    limitAdvice: """
      run again with --resume later, with fewer --workers or with --requests-per-minute; the daily quota of a plugin \
      token can be raised on request
      """)

  /// The failure of a list without a joined operator. It cannot be complete: Crisp refuses to remove a website's last
  /// operator.
  var emptyList: ServiceFailure {
    ServiceFailure(
      .tenant,
      RollcallError(
        .undecodable, "Crisp listed no operator at all for the website",
        cause: "every website has at least one operator, so the list cannot be complete",
        advice: "look at the website's operators in Crisp; --allow-empty accepts the list as it is"))
  }
}

extension String? {
  /// Whether a reason is about a quota, and not about a rate.
  fileprivate var isOfQuota: Bool {
    let words = self?.lowercased() ?? ""
    return words.contains("quota") || words.contains("daily") || words.contains("per day")
  }
}

extension RetrySignal {
  fileprivate var isLimit: Bool { if case .limit = self { true } else { false } }
}
