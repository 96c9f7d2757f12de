/// One account of the simulated Chatwoot: its people, teams and inboxes.
package struct ChatwootAccount: Sendable {
  package enum Status: String, Sendable {
    case active, suspended
  }

  /// A reason why no token can open an account.
  package enum Gate: Sendable {
    case open
    /// A plan of Chatwoot Cloud without API access: 403.
    case notInPlan
    /// The account demands two factors, and the token's owner has none: 403.
    case mfaRequired
  }

  package var id: Int
  package var name: String
  package var domain: String?
  package var supportEmail: String?
  package var locale = "en"
  package var status = Status.active
  package var gate = Gate.open
  /// The features that are switched on. Newer releases refuse custom roles without `custom_roles`, and audit logs are
  /// empty without `audit_logs`.
  package var features: Set<String> = ["audit_logs", "custom_roles", "inbound_emails", "team_management"]
  /// Administrators and agents, in any order: they are served by name.
  package var agents: [ChatwootAgent]
  package var customRoles: [ChatwootCustomRole] = []
  package var teams: [ChatwootTeam] = []
  package var inboxes: [ChatwootInbox] = []
  /// The number of entries in the audit log.
  package var auditEntries = 0
  /// The number of entries written before each page but the first: a log that grows while it is read.
  package var auditEntriesBetweenPages = 0

  package init(
    id: Int, name: String, agents: [ChatwootAgent] = [], teams: [ChatwootTeam] = [], inboxes: [ChatwootInbox] = []
  ) {
    self.id = id
    self.name = name
    self.agents = agents
    self.teams = teams
    self.inboxes = inboxes
  }
}
