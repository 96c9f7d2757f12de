/// The front end that may answer in the service's place: a proxy, a firewall, a sign-in page, or a wrong server.
///
/// It recognizes failed responses of a front end. The service has not been asked then, so neither the token nor the
/// tenants are the cause.
struct FrontEnd: Sendable {
  /// The service's name in sentences.
  let serviceName: String
  /// The setting of its base URL.
  let baseURLFlag: String
  /// The setting of further headers; `nil` if the service has none.
  var headersFlag: String?
  /// The requests that the front end has to let through, as in `requests to /api`.
  let route: String

  /// The meaning of a response; `nil` if the service may have sent it, or if its status says enough, such as that of a
  /// limit, an outage or a redirect.
  ///
  /// - Parameter isService: whether the content is certainly the service's.
  func failure(of response: FailedResponse, isService: Bool) -> ServiceFailure? {
    if response.status == 407 { return failure(byProxy: response) }
    guard !isService, Self.isTelling(response.status) else { return nil }
    let challenge = response.challenge
    guard challenge != nil || response.isForeign else { return nil }
    let words = response.words
    let answer = "it answered \(response.status)\(words.map { ": “\($0)”" } ?? "")"
    var failure = ServiceFailure(
      .tenant, error(response.status, answer, words: words?.lowercased() ?? "", challenge: challenge))
    failure.isFromFrontEnd = true
    return failure
  }

  /// Whether the sender of a status matters: it is not a redirect, a limit, or an outage of a server after a proxy.
  private static func isTelling(_ status: Int) -> Bool {
    switch status {
    case 300...399, 408, 420, 423, 429: false
    // Not implemented, unsupported version of HTTP, and a network that requires a sign-in.
    case 501, 505, 511: true
    case 500...599: false
    default: true
    }
  }

  /// The meaning of a 407, which only proxies send.
  private func failure(byProxy response: FailedResponse) -> ServiceFailure {
    let words = response.words.map { ": “\($0)”" } ?? ""
    var failure = ServiceFailure(
      .service,
      RollcallError(
        .configuration,
        "the proxy in front of \(serviceName) wants a user name and a password, or other ones: it answered 407\(words)",
        cause: "\(serviceName) has not been asked",
        advice: """
          write them into the address of the proxy (http_proxy, https_proxy or all_proxy), as in \
          http://user:password@host:port, with %40 for @ and the like
          """))
    failure.isFromFrontEnd = true
    failure.concernsAll = true
    return failure
  }

  private func error(_ status: Int, _ answer: String, words: String, challenge: String?) -> RollcallError {
    func error(_ message: String, _ advice: String) -> RollcallError {
      RollcallError(
        .configuration, "\(message): \(answer)",
        cause: "\(serviceName) answers in JSON, and has not been asked", advice: advice)
    }
    let passage = "have it let \(route) through from here"
    if words.contains("certificate") {
      return error(
        "something in front of \(serviceName) wants a client certificate",
        "give one with --client-certificate and --client-key, or \(passage) without one")
    }
    if words.contains("to https port") || words.contains("to an https server") || words.contains("ssl-enabled") {
      return error(
        "something in front of \(serviceName) speaks https, and got a request in plain http",
        "write https:// in \(baseURLFlag)")
    }
    if let challenge {
      return error(
        "something in front of \(serviceName) wants a sign-in of its own (\(challenge))",
        "\(headersFlag.map { "give what it wants with \($0), or " } ?? "")\(passage) without one")
    }
    switch status {
    case 404, 405, 410, 421, 501:
      return error(
        "the answer is not \(serviceName)'s, but that of something in front of \(serviceName) or in its place",
        "check \(baseURLFlag), which may lack a path; and \(passage)")
    case 511:
      return error("the network in front of \(serviceName) wants a sign-in", "sign in to the network with a browser")
    default:
      return error(
        "something in front of \(serviceName) refused the request, not \(serviceName) itself",
        "\(passage), or give what it wants with \(headersFlag.map { "\($0) or " } ?? "")--client-certificate")
    }
  }

  /// The meaning of a redirect. It is not followed, since the token would go along.
  func redirect(_ answer: String, of response: FailedResponse, reason: String?) -> RollcallError {
    func error(_ words: String, cause: String, _ advice: String) -> RollcallError {
      RollcallError(
        .configuration, "\(serviceName) \(answer), \(words)", reason: reason, cause: cause,
        advice: advice)
    }
    let passage = "have the proxies in front of \(serviceName) let \(route) through"
    let isNotFollowed = "redirects are not followed, because the token would go along"
    guard response.status != 304 else {
      return error(
        "which says that nothing has changed since an earlier answer, and there was none",
        cause: "a cache in front of \(serviceName) answered in its place", "have it leave \(route) alone")
    }
    guard let target = response.redactor.quoteTarget(of: response), !target.isEmpty else {
      return error("a redirect without a target", cause: isNotFollowed, "check \(baseURLFlag), and \(passage)")
    }
    let redirect = "a redirect to \(target)"
    if let base = response.movedBaseURL {
      guard base != response.movedFrom else {
        return error(
          "a redirect to the same address",
          cause: """
            it requires https, and does not know that it has it already: a proxy in front of it does not send \
            X-Forwarded-Proto: https
            """, "have the proxy send that header")
      }
      return error(
        redirect, cause: isNotFollowed,
        "if that is the API's address, set \(baseURLFlag) to \(response.redactor.quote(base.utf8, limit: 200))")
    }
    let path = target.lowercased()
    if Self.signInWords.contains(where: path.contains) {
      return error(
        redirect, cause: "something in front of \(serviceName) wants a sign-in in a browser",
        "\(headersFlag.map { "give what it wants with \($0), or " } ?? "")\(passage) without one")
    }
    return error(
      redirect, cause: isNotFollowed,
      "that is not the same request at another address: check \(baseURLFlag), and \(passage)")
  }

  private static let signInWords = [
    "login", "logon", "signin", "sign_in", "sign-in", "auth", "sso", "saml", "/cas", "cloudflareaccess", "portal",
    "challenge", "verify", "consent",
  ]
}

extension FailedResponse {
  /// The kind of sign-in that the response demands, such as `Basic`. The services demand none of these.
  fileprivate var challenge: String? {
    let asked = headers["www-authenticate"]?.split { " ,=".contains($0) }.first?.lowercased()
    return ["Basic", "Digest", "Negotiate", "NTLM", "Bearer"].first { $0.lowercased() == asked }
  }

  /// Whether the content is not JSON, or, without content, declared as something else.
  fileprivate var isForeign: Bool {
    if let first = body.first(where: { !$0.isJSONWhitespace }) {
      return first != UInt8(ascii: "{") && first != UInt8(ascii: "[")
    }
    return headers["content-type"].map { !$0.lowercased().contains("json") } ?? false
  }

  /// The words of the page or text.
  fileprivate var words: String? { redactor.quoteText(of: body) }

  /// The scheme and authority of the request's URL, and its path.
  private var parts: (origin: Substring, path: Substring) { Self.parts(of: url[...]) }

  private static func parts(of url: Substring) -> (origin: Substring, path: Substring) {
    guard let slashes = url.firstRange(of: "//") else { return ("", url.prefix { $0 != "?" && $0 != "#" }) }
    let rest = url[slashes.upperBound...]
    let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
    return (url[..<end], url[end...].prefix { $0 != "?" && $0 != "#" })
  }

  /// The base of the request's address, which a redirect may change.
  fileprivate var movedFrom: String? { movedBase(of: parts) }

  /// The new base URL, if a redirect only moves the request to another address.
  fileprivate var movedBaseURL: String? {
    guard !url.isEmpty, let location = headers["location"] else { return nil }
    var target = Self.parts(of: location[...])
    if target.origin.isEmpty, location.hasPrefix("/") { target.origin = parts.origin }
    guard target.origin.hasPrefix("http"), !target.origin.contains("@") else { return nil }
    return movedBase(of: target)
  }

  /// The address without the request's own path, which begins at `/api` or `/v1`.
  private func movedBase(of target: (origin: Substring, path: Substring)) -> String? {
    guard let start = (parts.path.firstRange(of: "/api") ?? parts.path.firstRange(of: "/v1"))?.lowerBound else {
      return nil
    }
    let request = parts.path[start...]
    let path = target.path.hasSuffix("/") ? target.path.dropLast() : target.path
    return path.hasSuffix(request) ? String(target.origin + path.dropLast(request.count)) : nil
  }
}
