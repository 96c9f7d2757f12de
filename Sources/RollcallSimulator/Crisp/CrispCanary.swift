/// Fragments planted in every secret that the simulated Crisp sends in a body. An output, a log or an error that
/// contains none of them leaks no secret.
package enum CrispCanary {
  /// Begins the `identifier` of every pending invitation.
  package static let invitationIdentifier = "ca9a51de-1de0-4000-8000-"
  /// Begins the `key` of every pending invitation; 32 random hexadecimal digits follow.
  package static let invitationKey = "ca9a51ca9a51ca9a51ca9a51ca9a51de"
  /// Begins the `token` of every connected website.
  package static let websiteToken = "ca9a51token"
  /// Part of the `settings` of every connected website.
  package static let websiteSettings = "ca9a51settings"
  /// Begins the segments in the conditions of a sub-inbox: customers' data.
  package static let inboxConditions = "ca9a51conditions"

  /// All of them.
  package static let all = [invitationIdentifier, invitationKey, websiteToken, websiteSettings, inboxConditions]
}
