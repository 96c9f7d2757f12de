extension ServiceDefinition {
  /// Chatwoot (https://www.chatwoot.com): agents, teams and inboxes of accounts.
  public static let chatwoot = ServiceDefinition(
    name: ChatwootService.name,
    settings: [
      Setting.chatwootBaseURL.declaration, Setting.chatwootAPIToken.declaration,
      Setting.chatwootAccountIDs.declaration, Setting.chatwootAllAccounts.declaration,
      Setting.chatwootInboxes.declaration,
    ],
    make: { try ChatwootService(settings: $0) })
}

/// Whether inboxes are exported.
package enum ChatwootInboxes: String, Sendable, CaseIterable {
  /// If the token's owner is an administrator: agents are shown only inboxes that they are members of.
  case auto
  case always
  case never
}

extension Setting where Value == String {
  static let chatwootAPIToken = Setting.text(
    "chatwoot-api-token", "TOKEN", secrecy: .secret,
    help: "The personal access token of an administrator or agent (Profile Settings > Access Token).")
}

extension Setting where Value == ChatwootAddress {
  static let chatwootBaseURL = Setting(
    "chatwoot-base-url", "URL",
    help: "Where Chatwoot is, as in https://app.chatwoot.com; a dashboard's address will do.",
    expected: "an http or https URL without user, such as https://app.chatwoot.com\(BaseURL.asciiHint)"
  ) { ChatwootAddress($0) }
}

extension Setting where Value == [UInt64] {
  static let chatwootAccountIDs = Setting.list(
    "chatwoot-account-id", "ID", help: "A Chatwoot account to export; may be repeated.",
    expected: "an account id, the number in a dashboard's address behind /accounts/"
  ) { text in
    guard let id = UInt64(text), id > 0, text.allSatisfy(\.isNumber) else { return nil }
    return id
  }
}

extension Setting where Value == Bool {
  static let chatwootAllAccounts = Setting.toggle(
    "chatwoot-all-accounts", help: "Export every account that the token's owner belongs to.")
}

extension Setting where Value == ChatwootInboxes {
  static let chatwootInboxes = Setting.choice(
    "chatwoot-inboxes", default: "auto",
    help: "Export inboxes and their members; auto does if the token's owner is an administrator.")
}
