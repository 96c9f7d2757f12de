/// The simulated Chatwoot: a release, with or without the Enterprise folder. Both decide which keys and routes exist
/// (Chatwoot's git history at the release tags; later than 4.15.1 from pull requests).
package struct ChatwootVersion: Sendable, Hashable {
  package var major: Int
  package var minor: Int
  package var patch: Int
  /// False for the Community images (`-ce`) and with `DISABLE_ENTERPRISE`.
  package var hasEnterprise: Bool

  package init(_ major: Int, _ minor: Int, _ patch: Int = 0, hasEnterprise: Bool = true) {
    self.major = major
    self.minor = minor
    self.patch = patch
    self.hasEnterprise = hasEnterprise
  }

  /// The text in the answer of `/api`.
  package var text: String { "\(major).\(minor).\(patch)" }

  package func isAtLeast(_ major: Int, _ minor: Int, _ patch: Int = 0) -> Bool {
    (self.major, self.minor, self.patch) >= (major, minor, patch)
  }
}

extension ChatwootVersion {
  /// Before custom roles; with Puma 5, which prefers the underscored header.
  package static let v2_18 = ChatwootVersion(2, 18)
  /// With custom roles.
  package static let v3_16 = ChatwootVersion(3, 16)
  /// The last release whose filter lists every conversation, before `settings` of an account.
  package static let v4_0 = ChatwootVersion(4, 0, 4)
  /// The first release whose filter respects inboxes; the last one whose refusals are chunked.
  package static let v4_1 = ChatwootVersion(4, 1)
  /// Before `provider`.
  package static let v4_6 = ChatwootVersion(4, 6)
  /// The last release in which a team opens no conversation.
  package static let v4_7 = ChatwootVersion(4, 7)
  /// The first release in which the members of a team open its conversations.
  package static let v4_8 = ChatwootVersion(4, 8)
  /// The last release whose source was read.
  package static let v4_15 = ChatwootVersion(4, 15, 1)
  /// The same without Enterprise: no `custom_role_id`, and no route for custom roles and audit logs.
  package static let v4_15Community = ChatwootVersion(4, 15, 1, hasEnterprise: false)
  /// Icons of teams, the plan gate, the feature gate of custom roles.
  package static let v4_18 = ChatwootVersion(4, 18)

  /// Every profile, oldest first.
  package static let all = [v2_18, v3_16, v4_0, v4_1, v4_6, v4_7, v4_8, v4_15Community, v4_15, v4_18]
}

extension ChatwootVersion {
  /// `provider` of an agent (4.7.0).
  var hasProvider: Bool { isAtLeast(4, 7) }
  /// Custom roles and `custom_role_id` (Enterprise, 3.13.0).
  var hasCustomRoles: Bool { hasEnterprise && isAtLeast(3, 13) }
  /// Custom roles are refused where the account lacks the feature (after 4.15.1, exact release unknown).
  var gatesCustomRoles: Bool { isAtLeast(4, 16) }
  /// `icon` and `icon_color` of a team (after 4.15.1, exact release unknown).
  var hasTeamIcons: Bool { isAtLeast(4, 16) }
  /// `permissions` of a membership in the profile (3.11.0).
  var hasPermissions: Bool { isAtLeast(3, 11) }
  /// `api_and_webhooks` of a membership in the profile (after 4.15.1, exact release unknown).
  var hasAPIFlag: Bool { isAtLeast(4, 16) }
  /// `/health` (4.11.0), which no limit counts.
  var hasHealth: Bool { isAtLeast(4, 11) }
  /// Paged audit logs (Enterprise, 2.16).
  var hasAuditLogs: Bool { hasEnterprise && isAtLeast(2, 16) }
  /// `onboarding_step` of a membership in the profile (seen in 4.15, not in 2.18; exact release unknown).
  var hasOnboardingStep: Bool { isAtLeast(4, 15) }
  /// `settings` of an account, in place of `auto_resolve_duration` (after 4.1.0).
  var hasAccountSettings: Bool { isAtLeast(4, 1, 1) }
  /// `subscribed_features` of an account (seen in 4.15 with Enterprise, not in 2.18; exact release unknown).
  var hasSubscribedFeatures: Bool { hasEnterprise && isAtLeast(4, 2) }
  /// `sender_name_type` and `business_name` of an inbox (not in 2.18; exact release unknown).
  var hasSenderNames: Bool { isAtLeast(3, 0) }
  /// `csat_config`, `allowed_domains` and the newer keys of channels (seen in 4.15, not in 2.18; exact release unknown).
  var hasNewInboxKeys: Bool { isAtLeast(4, 15) }
  /// Inboxes in the order of their names: those of 2.18 come in the order of the database.
  var ordersInboxes: Bool { isAtLeast(3, 0) }
  /// Whether a stranger who asks for a suspended account gets 500 in place of 401 (2.10.0 to 3.0.x).
  var failsOnSuspendedAccounts: Bool { isAtLeast(2, 10) && !isAtLeast(3, 1) }
  /// Whether refusals of controllers are chunked, without a length (to 4.1.0).
  var chunksRefusals: Bool { !hasAccountSettings }
  /// Puma 7: names of header fields in lower case, and an end for busy connections (seen in 4.15; exact release
  /// unknown).
  var hasPuma7: Bool { isAtLeast(4, 15) }
  /// The number of entries on a page of audit logs: 25 from 4.14.1 on, 15 before; a client cannot choose it.
  var auditPageSize: Int { isAtLeast(4, 14, 1) ? 25 : 15 }
  /// Whether the underscored spelling of the token's header wins over the other in one request: Puma 5 prefers it,
  /// later releases do not.
  var prefersUnderscoredHeader: Bool { major < 3 }
}
