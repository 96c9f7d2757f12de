extension Setting {
  /// A base URL, as in `https://api.crisp.chat`.
  static func baseURL(_ name: String, default defaultText: String?, help: String) -> Setting where Value == BaseURL {
    Setting(
      name, "URL", default: defaultText, help: help,
      expected:
        "an http or https URL without user, query or fragment, such as https://api.crisp.chat\(BaseURL.asciiHint)"
    ) { BaseURL($0) }
  }
}

extension Setting where Value == Bool {
  /// Whether a token may be sent unencrypted.
  package static let allowPlainHTTP =
    Setting.toggle(
      "allow-plain-http", help: "Send tokens over plain http to hosts other than this machine."
    )
    .leadingSecrets
  /// Whether to accept a tenant without operators.
  package static let allowEmpty = Setting.toggle(
    "allow-empty", help: "Accept a tenant that lists no operator at all, instead of failing it.")
  /// Whether to export the attributes that companies record about their people.
  package static let includeCustomAttributes = Setting.toggle(
    "include-custom-attributes", help: "Export the custom attributes of Chatwoot's agents, which are personal data.")
}

extension SettingValues {
  /// Refuses a base URL to which no token should be sent.
  ///
  /// - Throws: `SettingError` if it is plain http to another machine, without the setting that allows that.
  func checkSafety(of url: BaseURL, named name: String) throws {
    let isPlainAllowed = try value(.allowPlainHTTP) ?? false
    guard !url.isPlain || url.isLoopback || isPlainAllowed else {
      throw SettingError(
        message: """
          \(name) is \(url): over plain http anyone on the way could read the token. \
          Use https, or --allow-plain-http if you know the network
          """,
        isUsage: false)
    }
  }
}
