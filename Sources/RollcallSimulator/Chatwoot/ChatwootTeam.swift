/// A team of an account (Chatwoot's `_team.json.jbuilder`).
package struct ChatwootTeam: Sendable {
  package var id: Int
  /// Chatwoot stores it in lower case.
  package var name: String
  package var description: String?
  /// nil for a null.
  package var allowAutoAssign: Bool? = true
  /// User ids. One that no agent of the account has stands for a user who was deleted: see `hasOrphan`.
  package var members: [Int]
  /// A row whose user is gone: the list of members breaks on it, and is answered with 500 for ever.
  package var hasOrphan = false
  /// From this request (counted from 1, of those that name this team) on it is 404, while the list of teams still has
  /// it: a team deleted in the middle of a run.
  package var deletedFromRequest: Int?

  package init(id: Int, name: String, description: String? = nil, members: [Int] = []) {
    self.id = id
    self.name = name.lowercased()
    self.description = description
    self.members = members
  }
}

/// An inbox of an account (Chatwoot's `_inbox.json.jbuilder`).
package struct ChatwootInbox: Sendable {
  package enum Channel: String, Sendable, CaseIterable {
    case website = "Channel::WebWidget"
    case email = "Channel::Email"
    case program = "Channel::Api"
    case twilio = "Channel::TwilioSms"
    case whatsapp = "Channel::Whatsapp"
    case telegram = "Channel::Telegram"
  }

  package var id: Int
  package var name: String
  package var channel: Channel
  package var enableAutoAssignment = true
  /// User ids; those who are not agents of the account are not served.
  package var members: [Int]
  /// From this request (counted from 1, of those for its members) on it is 404, while the list of inboxes still has it.
  package var deletedFromRequest: Int?

  package init(id: Int, name: String, channel: Channel = .website, members: [Int] = []) {
    self.id = id
    self.name = name
    self.channel = channel
    self.members = members
  }
}
