/// What Crisp's refusals mean and what to do about them, one entry for each `reason` of its API.
struct CrispFailures: Sendable {
  let redactor: Redactor

  /// What a reason means.
  private struct Meaning {
    var code = ExportError.Code.refused
    var scope = ExportError.Scope.tenant
    let message: String
    let cause: String
    let advice: String
  }

  private static let meanings: [String: Meaning] = [
    "invalid_session": Meaning(
      scope: .run,
      message: "Crisp refused the token",
      cause: "the identifier and key are not a pair that Crisp knows for this tier, or the token was rolled",
      advice: """
        check ROLLCALL_CRISP_API_IDENTIFIER and ROLLCALL_CRISP_API_KEY, and that --crisp-api-tier names the kind of \
        token it is (plugin, website or user)
        """),
    "restricted_route_tier": Meaning(
      scope: .run,
      message: "Crisp does not open this request to tokens of this tier",
      cause: "the token is of another kind than the request needs",
      advice: "use a plugin or website token, and name its kind with --crisp-api-tier"),
    "not_subscribed": Meaning(
      message: "Crisp does not give this token access to the website",
      cause: """
        the plugin of the token is not installed on the website, or the website's id is wrong; a development token \
        reaches trusted workspaces only
        """,
      advice: "check the website id, and install the plugin on the website (its owner can)"),
    "website_not_found": Meaning(
      message: "Crisp knows no such website",
      cause: "the website's id is wrong, or the website was deleted",
      advice: "check the website id: it stands in the address of the website's inbox"),
    "not_allowed": Meaning(
      message: "Crisp does not allow this token to read the website",
      cause: "a production plugin token needs the scope website:operators (read); a website token reads its own only",
      advice: "give the token that scope in the Crisp Marketplace, or use a token of that website"),
    "website_member_role_not_allowed": Meaning(
      message: "Crisp lets only owners of the website do this",
      cause: "the token speaks for an operator with the role member",
      advice: "use a token that an owner of the website made"),
    "subscription_upgrade_required": Meaning(
      message: "the website's Crisp plan does not include this",
      cause: "Crisp ties the request to a plan that the website does not have",
      advice: "upgrade the website's plan, or leave the website out"),
    "not_found": Meaning(
      code: .configuration,
      message: "Crisp has no such route",
      cause: "the base URL does not lead to the Crisp REST API",
      advice: "check --crisp-base-url; the default is https://api.crisp.chat"),
    "quota_limit_exceeded": Meaning(
      code: .limited, scope: .run,
      message: "a Crisp quota is used up",
      cause: "plugin and website tokens have a number of requests per day",
      advice: "run again when the quota is renewed, or ask Crisp for a larger one"),
    "password_unverified": Meaning(
      message: "Crisp wants the token's owner to confirm the password",
      cause: "the token belongs to a user session whose password is not verified",
      advice: "use a plugin or website token"),
  ]

  /// What a failed response means.
  func failure(of response: FailedResponse) -> ServiceFailure {
    var reason: String?
    var message: String?
    var parser = JSONParser()
    _ = try? parser.withDocument(JSONText(response.body)) { root in
      let envelope = try CrispEnvelope(root)
      reason = envelope.reason
      var fields = JSONFieldReader("message")
      try fields.read(envelope.data, as: "data")
      message = fields[0].string
    }
    // Not Crisp's envelope: a proxy, a cache or something else entirely. Its own words are the best hint, but not if
    // they are JSON, cut off or not: that may be a list of people and of invitations with what redeems them.
    let start = response.body.first { !$0.isJSONWhitespace }
    let isText = start != nil && start != UInt8(ascii: "{") && start != UInt8(ascii: "[")
    let quoted = message ?? (reason == nil && isText ? redactor.quote(response.body, limit: 200) : nil)
    return failure(
      status: response.status, reason: reason, detail: quoted.map { redactor.quote($0.utf8, limit: 200) },
      location: response.headers["location"])
  }

  /// What a status and reason mean.
  func failure(status: Int, reason: String?, detail: String? = nil, location: String? = nil) -> ServiceFailure {
    let reason = reason.map { redactor.quote($0.utf8, limit: 80) }
    let answer = "answered \(status)\(reason.map { " \($0)" } ?? "")\(detail.map { ": “\($0)”" } ?? "")"
    if let reason, let meaning = Self.meanings[reason] {
      let error = ExportError(
        meaning.code, scope: meaning.scope, "\(meaning.message): it \(answer)", reason: reason, cause: meaning.cause,
        advice: meaning.advice)
      return ServiceFailure(error, retry: reason == "password_unverified" ? nil : RetrySignal(status: status))
    }
    let error =
      switch status {
      case 300...399:
        ExportError(
          .configuration, "Crisp \(answer), a redirect to \(location.map(quotedTarget) ?? "nowhere")", reason: reason,
          cause: "redirects are not followed, because the token would go along",
          advice: "if that is the API's address, set --crisp-base-url to it")
      case 401:
        ExportError(
          .refused, "Crisp refused the token: it \(answer)", reason: reason,
          advice: "check the token and --crisp-api-tier")
      case 402, 403, 404:
        ExportError(
          .refused, scope: .tenant, "Crisp refused the request: it \(answer)", reason: reason,
          advice: "check what the token may do, and the website's id")
      case 420, 423, 429:
        ExportError(
          .limited, "Crisp limits how often it is asked: it \(answer)", reason: reason,
          cause: "the token's daily quota or a rate limit is used up",
          advice: "run again later; the daily quota of a plugin token can be raised on request")
      case 408, 500...599:
        ExportError(
          .unavailable, scope: .tenant, "Crisp is out of order: it \(answer)", reason: reason,
          advice: "run again later; https://status.crisp.chat tells of outages")
      default:
        ExportError(
          .undecodable, scope: .tenant, "Crisp gave an answer that makes no sense here: it \(answer)", reason: reason,
          advice: "check --crisp-base-url; if Crisp's API changed, look for a newer Rollcall")
      }
    return ServiceFailure(error, retry: RetrySignal(status: status))
  }

  /// A list without a joined operator, which cannot be: Crisp refuses to remove a website's last one.
  var emptyList: ServiceFailure {
    ServiceFailure(
      ExportError(
        .undecodable, scope: .tenant, "Crisp listed no operator at all for the website",
        cause: "every website has at least one operator, so the list cannot be complete",
        advice: "look at the website's operators in Crisp; --allow-empty accepts the list as it is"))
  }

  /// Where a redirect leads, without the query, which may be anybody's secret.
  private func quotedTarget(_ location: String) -> String {
    redactor.quote(location.prefix { $0 != "?" && $0 != "#" }.utf8, limit: 200)
  }
}
