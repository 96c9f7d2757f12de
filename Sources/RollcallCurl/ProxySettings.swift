import Glibc
import Rollcall

/// The proxies from the environment, as libcurl chooses them (https://everything.curl.dev/usingcurl/proxies/env).
///
/// They are read a second time here, because libcurl's message about a proxy may contain its password, and because a
/// password with a special character can turn the address into that of another host.
struct ProxySettings: Sendable {
  /// A proxy in the form that can be shown: only the variable that names it, host and port.
  struct Proxy: Sendable, Equatable {
    let variable: String
    let host: String
    let port: String
    let isSecure: Bool
    /// Whether it has a user name.
    let hasUser: Bool

    /// The text for sentences.
    var description: String { "the proxy \(host):\(port) (\(variable))" }
  }

  private enum Choice: Sendable {
    case proxy(Proxy)
    /// The variable's text is not the address of a proxy.
    case wrong(variable: String)
  }

  private var plain: Choice?
  private var secure: Choice?
  private var exempt: [Substring] = []

  /// Reads the environment.
  init(environment: (String) -> String? = { getenv($0).map { String(cString: $0) } }) {
    func choose(_ names: [String]) -> Choice? {
      for name in names {
        guard let text = environment(name), !text.isEmpty else { continue }
        return Self.proxy(text, named: name).map { .proxy($0) } ?? .wrong(variable: name)
      }
      return nil
    }
    // HTTP_PROXY is not used, because any client of a CGI script can set it.
    plain = choose(["http_proxy", "all_proxy", "ALL_PROXY"])
    secure = choose(["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])
    let hosts = environment("no_proxy") ?? environment("NO_PROXY") ?? ""
    exempt = hosts.lowercased().split { $0 == "," || $0.isWhitespace }.map { $0.hasPrefix(".") ? $0.dropFirst() : $0 }
  }

  /// The proxy that libcurl will use for an address, as far as it is known beforehand.
  func proxy(for address: URLAddress) -> Proxy? {
    if case .proxy(let proxy) = address.isSecure ? secure : plain { proxy } else { nil }
  }

  /// The reason why an address cannot be reached through its proxy; `nil` if it can or needs none.
  func fault(for address: URLAddress) -> TransportError? {
    guard case .wrong(let variable) = address.isSecure ? secure : plain, !isExempt(address.host) else { return nil }
    return TransportError(
      .refusedOnTheWay, "\(variable) is not the address of a proxy",
      cause: "it is not shown, because there may be a password in it",
      advice: """
        write it as http://user:password@host:port, with %40 for @ in user or password, %23 for #, %2F for /, %3F for \
        ?, %25 for % and %20 for a blank
        """)
  }

  private func isExempt(_ host: String) -> Bool {
    let host = host.lowercased()
    // The prefix of a network is left to libcurl.
    return exempt.contains { $0 == "*" || host == $0 || host.hasSuffix(".\($0)") || $0.contains("/") }
  }

  /// Reads the address of a proxy; `nil` if it is not one or is ambiguous.
  private static func proxy(_ text: String, named variable: String) -> Proxy? {
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") }) else { return nil }
    var rest = text[...]
    var scheme = "http"
    if let end = text.firstRange(of: "://") {
      scheme = text[..<end.lowerBound].lowercased()
      rest = text[end.upperBound...]
    }
    guard ["http", "https", "socks4", "socks4a", "socks5", "socks5h"].contains(scheme) else { return nil }
    let authority = rest.prefix { !"/?#".contains($0) }
    let tail = rest[authority.endIndex...]
    // A password with one of these characters ends here, and its rest would be taken for something else.
    guard tail.isEmpty || tail.hasPrefix("/") && !tail.contains(where: { "@:?#".contains($0) }) else { return nil }
    var place = authority
    let at = authority.lastIndex(of: "@")
    if let at { place = authority[authority.index(after: at)...] }
    guard let address = URLAddress(authority: place, isSecure: scheme == "https") else { return nil }
    // This is libcurl's default.
    let port = address.port ?? (scheme == "https" ? "443" : "1080")
    return Proxy(variable: variable, host: address.host, port: port, isSecure: scheme == "https", hasUser: at != nil)
  }
}

/// The host and port of a URL: the part that can be shown.
struct URLAddress: Sendable, Equatable {
  let host: String
  let port: String?
  let isSecure: Bool

  /// Reads `http://…` or `https://…`; any other text, which is never requested, gives its recognizable parts.
  init(_ url: String) {
    let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
    let authority = rest.prefix { !"/?#".contains($0) }
    let place = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
    let isSecure = url.lowercased().hasPrefix("https:")
    self = URLAddress(authority: place, isSecure: isSecure) ?? URLAddress(host: "", port: nil, isSecure: isSecure)
  }

  private init(host: String, port: String?, isSecure: Bool) {
    self.host = host
    self.port = port
    self.isSecure = isSecure
  }

  /// Reads `host`, `host:port` or `[address]:port`.
  init?(authority: Substring, isSecure: Bool) {
    let end = authority.hasPrefix("[") ? authority.firstIndex(of: "]").map(authority.index(after:)) : nil
    let host = end.map { authority[..<$0] } ?? authority.prefix { $0 != ":" }
    let port = authority[host.endIndex...]
    guard !host.isEmpty, host.allSatisfy({ $0.isLetter || $0.isNumber || ".-_:[]%~".contains($0) }),
      port.isEmpty || port.hasPrefix(":") && port.dropFirst().allSatisfy(\.isNumber)
    else { return nil }
    guard port.count < 2 || UInt16(port.dropFirst()) != nil else { return nil }
    self.init(host: String(host), port: port.count < 2 ? nil : String(port.dropFirst()), isSecure: isSecure)
  }

  /// The text, as in `chat.example.com:443`.
  var description: String { "\(host):\(port ?? (isSecure ? "443" : "80"))" }
}
