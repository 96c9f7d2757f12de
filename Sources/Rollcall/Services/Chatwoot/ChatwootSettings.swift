extension ServiceDefinition {
  /// Chatwoot (https://www.chatwoot.com): agents, teams and inboxes of accounts.
  public static let chatwoot = ServiceDefinition(
    name: ChatwootService.name,
    settings: [
      Setting.chatwootBaseURL.declaration, Setting.chatwootAPIToken.declaration, Setting.chatwootHeaders.declaration,
      Setting.chatwootAccountIDs.declaration.insteadOf(Setting.chatwootAllAccounts.declaration.name),
      Setting.chatwootAllAccounts.declaration,
      Setting.chatwootInboxes.declaration,
    ],
    allTenants: Setting.chatwootAllAccounts.declaration,
    examples: [
      (
        "--chatwoot-base-url https://app.chatwoot.com/app/accounts/3 --output DIR",
        "one Chatwoot account, by its dashboard's address"
      )
    ],
    rules: AccessRules(
      tenantType: "account", entitlements: ["administrator", "agent"], pendingHoldsGrants: true,
      extraPrefix: ChatwootCustomRole.prefix, reading: .chatwoot, ofVersion: { ChatwootRules(version: $0).ofVersion }),
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
  static let chatwootAPIToken = Setting.secret(
    "chatwoot-api-token", "TOKEN", secrecy: .secret,
    help: "The personal access token of an administrator or agent (Profile Settings > Access Token).")
}

extension Setting where Value == ExtraHeaders {
  static let chatwootHeaders: Setting = {
    var setting = Setting(
      "chatwoot-headers", "LINES", secrecy: .secret,
      help: """
        Headers that something in front of Chatwoot wants in every request, such as basic authentication or those of an \
        access proxy: lines of the form Name: value.
        """,
      expected: "lines of the form Name: value"
    ) { ExtraHeaders($0) }
    setting.declaration.isOfLines = true
    setting.declaration.fault = { ExtraHeaders.fault(in: $0) }
    return setting
  }()
}

extension Setting where Value == ChatwootAddress {
  static let chatwootBaseURL = Setting(
    "chatwoot-base-url", "URL",
    help: "Where Chatwoot is, as in https://app.chatwoot.com; a dashboard's address will do.",
    expected: "an http or https URL without user, such as https://app.chatwoot.com\(BaseURL.asciiHint)"
  ) { ChatwootAddress($0.withoutWrapping) }
  .leadingSecrets
}

/// A Chatwoot account, by its number or by any address of its dashboard.
struct ChatwootAccountID: Sendable, Hashable {
  let number: UInt64
  /// The Chatwoot of the pasted address.
  let address: ChatwootAddress?

  init?(pasted text: String) {
    let text = text.withoutWrapping
    if text.contains("/") {
      guard let address = ChatwootAddress(text), let number = address.accountID else { return nil }
      (self.number, self.address) = (number, address)
    } else {
      guard let number = UInt64(text), number > 0, text.allSatisfy(\.isNumber) else { return nil }
      (self.number, address) = (number, nil)
    }
  }
}

extension Setting where Value == [ChatwootAccountID] {
  static let chatwootAccountIDs = Setting.list(
    "chatwoot-account-id", "ID",
    help: "A Chatwoot account to export, by its id or its dashboard's address; may be repeated.",
    expected: "an account id, the number in a dashboard's address after /accounts/"
  ) { ChatwootAccountID(pasted: $0) }
}

extension Setting where Value == Bool {
  static let chatwootAllAccounts = Setting.toggle(
    "chatwoot-all-accounts", help: "Export every account that the token's owner belongs to.")
}

extension SettingValues {
  /// The named accounts, once none contradicts the address of the installation.
  ///
  /// - Throws: `SettingError` if an address is that of another account or of another installation.
  func namedChatwootAccounts() throws -> [UInt64] {
    let accounts = try value(.chatwootAccountIDs) ?? []
    let base = try value(.chatwootBaseURL)
    for account in accounts {
      guard let address = account.address, let base, address.url.origin != base.url.origin else { continue }
      throw SettingError(
        message: """
          chatwoot-account-id is an address at \(address.url), and chatwoot-base-url is \(base.url): an account is \
          exported from where it is
          """,
        isUsage: true)
    }
    let numbers = accounts.map(\.number).removingDuplicates()
    if let id = base?.accountID, !numbers.isEmpty, !numbers.contains(id) {
      throw SettingError(
        message: """
          chatwoot-base-url is the address of account \(id), and chatwoot-account-id names \
          \(numbers.map(String.init).joined(separator: ", ")): name the same account, or take the address only up to \
          its path, \(base.map { "\($0.url)" } ?? "")
          """,
        isUsage: true)
    }
    return numbers
  }
}

extension Setting where Value == ChatwootInboxes {
  static let chatwootInboxes = Setting.choice(
    "chatwoot-inboxes", default: "auto",
    help: "Export inboxes and their members; auto does if the token's owner is an administrator.")
}
