/// Chatwoot's endpoints (application API v1, https://developers.chatwoot.com/api-reference/).
enum ChatwootEndpoints {
  /// In the order in which an export asks. The refusals of agents tell more than those of the account.
  static let all = ofToken + ofAccount + [customRoles, teamMembers, inboxMembers]
  /// Asked once.
  static let ofToken = [version, profile]
  /// Asked about each account.
  static let ofAccount = [agents, account, teams, inboxes]

  static let version = Endpoint("GET /api", "the version")
  static let profile = Endpoint("GET /api/v1/profile", "the token owner's accounts and roles")
  static let agents = account("/agents", "all agents and administrators, in one response")
  static let account = account("", "the account's name and status")
  static let teams = account("/teams", "all teams")
  static let inboxes = account("/inboxes", "the inboxes, all of them only for administrators")
  static let customRoles = account("/custom_roles", "the custom roles, if somebody has one; only for administrators")
  static let teamMembers = account("/teams/{team_id}/team_members", "the members of a team")
  static let inboxMembers = account("/inbox_members/{inbox_id}", "the members of an inbox")

  private static func account(_ path: String, _ meaning: String) -> Endpoint {
    Endpoint("GET /api/v1/accounts/{account_id}\(path)", meaning)
  }
}
