/// Fragments planted in every secret that the simulated Chatwoot sends in a body. An output, a log or an error that
/// contains none of them leaks no secret.
package enum ChatwootCanary {
  /// `access_token` of the profile of the demo token's owner: the token itself.
  package static let accessToken = ChatwootToken.demoToken
  /// Begins `pubsub_token` of the profile.
  package static let pubsubToken = "ca9a51pubsub"
  /// Begins `hmac_identifier` of the profile.
  package static let hmacIdentifier = "ca9a51identifier"
  /// Begins `hmac_token` of inboxes for websites and for programs.
  package static let hmacToken = "ca9a51hmac"
  /// Begins `imap_password` of mail inboxes.
  package static let imapPassword = "ca9a51imap"
  /// Begins `smtp_password` of mail inboxes.
  package static let smtpPassword = "ca9a51smtp"
  /// Begins `auth_token` of Twilio inboxes.
  package static let authToken = "ca9a51auth"
  /// Begins `account_sid` of Twilio inboxes.
  package static let accountSID = "ca9a51sid"
  /// Part of `provider_config` of WhatsApp inboxes.
  package static let providerConfig = "ca9a51provider"
  /// Begins `secret` of inboxes for programs.
  package static let inboxSecret = "ca9a51secret"
  /// Begins `access_token` of agent bots.
  package static let agentBotToken = "ca9a51bottoken"
  /// Begins `secret` of agent bots.
  package static let agentBotSecret = "ca9a51botsecret"

  /// All of them.
  package static let all = [
    accessToken, pubsubToken, hmacIdentifier, hmacToken, imapPassword, smtpPassword, authToken, accountSID,
    providerConfig, inboxSecret, agentBotToken, agentBotSecret,
  ]

  /// Part of every generated `custom_attributes`. It is not a secret but personal data, which are exported only on
  /// request. So it is not one of `all`.
  package static let customAttribute = "ca9a51personal"
}
