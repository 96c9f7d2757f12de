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
  /// User ids; users who are not agents of the account are not served.
  package var members: [Int]
  /// From this request for its members on (counted from 1), it is 404 and in no list of inboxes.
  package var deletedFromRequest: Int?

  package init(id: Int, name: String, channel: Channel = .website, members: [Int] = []) {
    self.id = id
    self.name = name
    self.channel = channel
    self.members = members
  }
}
