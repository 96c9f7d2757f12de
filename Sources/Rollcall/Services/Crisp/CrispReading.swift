extension ReadingRules {
  /// Crisp: everyone with a role reads the website and its open sub-inboxes. A closed one is read by its members, and
  /// owners can make themselves members, since they may change its settings (Crisp's help, “How to create and use
  /// sub-inboxes”).
  static let crisp = ReadingRules(
    leadingRole: "owner", everyRoleReadsTenant: true, membershipComesFirst: true, hasOpenInboxes: true,
    narrowingAttribute: nil, way: { role, website in "role \(role) of website \(website)" },
    withoutInboxes: "sub-inboxes were not read: some of the website may be closed to some of its members",
    typesOfParts: ["inboxes": ["team", "inbox"]])
}
