/// How the rows of a service's tenant say who can read its conversations.
///
/// The words are those of the tables: roles, types and attributes. What the version of a service decides is in the rows
/// already, as the purposes of entitlements.
struct ReadingRules: Sendable {
  /// The role whose holders read every place of the tenant, or can let themselves in.
  let leadingRole: String
  /// Whether everyone with a role reads the tenant's own resource. Otherwise the leading role does, if no inbox is known.
  let everyRoleReadsTenant: Bool
  /// Whether membership of a place is told before the leading role of its member.
  let membershipComesFirst: Bool
  /// Whether an inbox is open to everyone who reads the tenant, and so no place of its own, by the value of its attribute
  /// `open`.
  let hasOpenInboxes: Bool
  /// The attribute of people whose role does not tell alone what they read as members; `nil` if there is none.
  let narrowingAttribute: String?
  /// The way on which a role leads to a tenant, as in `role owner of website 1`.
  let way: @Sendable (_ role: String, _ tenantID: String) -> String
  /// What reading remains unknown in a tenant of which no inbox was read.
  let withoutInboxes: String
  /// The types of the resources that a part of a tenant consists of, by the part's name in the manifest.
  let typesOfParts: [String: [String]]
  /// The name of the part that all custom roles are; `nil` if the service has none.
  var partOfCustomRoles: String?
}

extension ReadingRules {
  /// The access of people with other rights than their role tells.
  static let customAccess = "custom"
  /// The access of a member.
  static let memberAccess = "member"
}
