import FoundationEssentials

extension ServiceDefinition {
  /// Crisp (https://crisp.chat): operators of websites.
  public static let crisp = ServiceDefinition(
    name: CrispService.name,
    settings: [
      Setting.crispAPIIdentifier.declaration, Setting.crispAPIKey.declaration,
      Setting.crispWebsiteIDs.declaration.insteadOf(Setting.crispAllWebsites.declaration.name),
      Setting.crispAllWebsites.declaration, Setting.crispAPITier.declaration.withoutBearingOnContent,
      Setting.crispLastActive.declaration, Setting.crispInboxes.declaration,
      Setting.crispBaseURL.declaration,
    ],
    allTenants: Setting.crispAllWebsites.declaration,
    examples: [
      (
        "--crisp-website-id 8c842203-7ed8-4e29-a608-7cf78a7d2fcc --output snapshot",
        "one Crisp website; the token pair is in the environment"
      ),
      ("--crisp-all-websites --output snapshot", "every website of a plugin"),
    ],
    rules: AccessRules(
      tenantType: "website", entitlements: ["owner", "member"], pendingHoldsGrants: false, reading: .crisp),
    make: { try CrispService(settings: $0) })
}

/// The kinds of Crisp tokens (https://docs.crisp.chat/guides/rest-api/authentication/).
package enum CrispTier: String, Sendable, CaseIterable {
  case plugin
  case website
  case user
}

/// Whether sub-inboxes and teams are exported.
package enum CrispInboxes: String, Sendable, CaseIterable {
  /// For websites that are named: it costs two requests for each, and more where there are some. What Crisp refuses is
  /// left out.
  case auto
  case always
  case never
}

extension Setting where Value == String {
  static let crispAPIIdentifier = Setting.secret(
    // Identifier and key travel with a colon between them.
    "crisp-api-identifier", "ID", secrecy: .unrecorded, without: ":", help: "The identifier of the Crisp token pair.")
  static let crispAPIKey = Setting.secret(
    "crisp-api-key", "KEY", secrecy: .secret, help: "The key of the Crisp token pair.")
}

extension Setting where Value == [String] {
  static let crispWebsiteIDs = Setting.list(
    "crisp-website-id", "ID", help: "A Crisp website to export, by its id or its inbox's address; may be repeated.",
    expected: "a website id such as 8c842203-7ed8-4e29-a608-7cf78a7d2fcc"
  ) { CrispWebsiteID.read(pasted: $0) }
}

/// The id of a website.
enum CrispWebsiteID {
  /// The id in a pasted text, which may be the address of the website's inbox,
  /// `https://app.crisp.chat/website/<id>/inbox/`.
  static func read(pasted text: String) -> String? {
    let text = text.withoutWrapping
    guard text.contains("/") else { return read(text) }
    return text.segment(behind: "website").flatMap { read($0) }
  }

  /// The id as Crisp writes it, or `nil` for a text that cannot be one.
  static func read(_ text: String) -> String? {
    guard isSafe(text) else { return nil }
    // Crisp writes its UUIDs in lower case, but people copy them from other places.
    return UUID(uuidString: text) == nil ? text : text.lowercased()
  }

  /// Whether a text can be a part of paths and of other ids: nothing in it could change their meaning.
  static func isSafe(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
      }
  }
}

extension Setting where Value == Bool {
  static let crispAllWebsites = Setting.toggle(
    "crisp-all-websites", help: "Export every website that installed the plugin of the token.")
  static let crispLastActive = Setting.toggle(
    "crisp-last-active", help: "Fill last_active_at, for one more request per website.")
}

extension Setting where Value == CrispTier {
  static let crispAPITier = Setting.choice(
    "crisp-api-tier", default: "plugin",
    help: "The kind of the Crisp token.")
}

extension Setting where Value == BaseURL {
  static let crispBaseURL =
    Setting.baseURL(
      "crisp-base-url", default: "https://api.crisp.chat", help: "Where the Crisp API is."
    )
    .leadingSecrets
}

extension Setting where Value == CrispInboxes {
  static let crispInboxes = Setting.choice(
    "crisp-inboxes", default: "auto",
    help:
      "Export sub-inboxes and teams, for at least two more requests per website; auto does unless --crisp-all-websites."
  )
}
