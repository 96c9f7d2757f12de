/// A user as a member of one account (Chatwoot's `_agent.json.jbuilder`).
package struct ChatwootAgent: Sendable {
  package enum Role: String, Sendable {
    case agent, administrator
  }

  package enum Availability: String, Sendable {
    case online, busy, offline
  }

  /// The user's id, the same in all accounts.
  package var id: Int
  package var name: String
  package var email: String
  package var role: Role
  /// False for a user who has not confirmed the e-mail address.
  package var confirmed = true
  /// Shown to customers instead of the name; nil or blank for none.
  package var displayName: String?
  /// The agent's choice; it is served only if `autoOffline` is off.
  package var availability = Availability.online
  package var autoOffline = true
  /// `email` or `saml`; sent from 4.7.0 on.
  package var provider = "email"
  /// A JSON object, raw; nil if the key is not sent.
  package var customAttributes: String?
  /// The user who sent the invitation; nil for one who signed up.
  package var inviterID: Int?
  /// The last activity in this account, as the owner's own profile has it; nil for none.
  package var activeAt: String? = "2026-01-01T00:00:00.000Z"
  /// Empty without a picture.
  package var thumbnail = ""
  /// Can name a role that does not exist.
  package var customRoleID: Int?
  /// The number of answers to List Agents that still name this agent. After that the agent is removed from the account,
  /// but its rows in teams stay, as if a background job never ran; 0 for an agent removed long ago, nil for one who
  /// stays.
  package var leavesAfterListings: Int?

  package init(id: Int, name: String, email: String, role: Role = .agent) {
    self.id = id
    self.name = name
    self.email = email
    self.role = role
  }
}
