extension ReadingRules {
  /// Chatwoot: administrators read every inbox, whatever else they are; others read the inboxes that they are members of
  /// and, where it is a permission, what is assigned to their teams. A custom role narrows that.
  static let chatwoot = ReadingRules(
    leadingRole: "administrator", everyRoleReadsTenant: false, membershipComesFirst: false, hasOpenInboxes: false,
    narrowingAttribute: "custom_role_id", way: { role, account in "\(role) of account \(account)" },
    withoutInboxes: "inboxes were not read: what agents can read in them is unknown",
    typesOfParts: ["inboxes": ["inbox"]], partOfCustomRoles: ChatwootCustomRole.part.name)
}
