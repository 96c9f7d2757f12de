/// A user as a member of one account (Chatwoot's `_agent.json.jbuilder`).
package struct ChatwootAgent: Sendable {
  package enum Role: String, Sendable {
    case agent, administrator
  }

  package enum Availability: String, Sendable {
    case online, busy, offline
  }

  /// The user's id: the same person has the same in all accounts.
  package var id: Int
  package var name: String
  package var email: String
  package var role: Role
  /// False for who has not confirmed the e-mail address.
  package var confirmed = true
  /// Shown to customers instead of the name; nil or blank for none.
  package var displayName: String?
  /// What the agent chose; served as it is only where `autoOffline` is off.
  package var availability = Availability.online
  package var autoOffline = true
  /// `email` or `saml`; sent from 4.7.0 on.
  package var provider = "email"
  /// An object in JSON, raw; nil where the key is not sent.
  package var customAttributes: String?
  /// Empty where there is no picture.
  package var thumbnail = ""
  /// May name a role that nobody can read.
  package var customRoleID: Int?
  /// How many answers to List Agents still name this agent. After that many it is removed from the account, but its
  /// rows in teams stay, as a background job that never runs would leave them; 0 for one removed long ago, nil for one
  /// who stays.
  package var leavesAfterListings: Int?

  package init(id: Int, name: String, email: String, role: Role = .agent) {
    self.id = id
    self.name = name
    self.email = email
    self.role = role
  }
}
