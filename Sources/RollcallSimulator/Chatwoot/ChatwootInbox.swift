/// An inbox of an account (Chatwoot's `_inbox.json.jbuilder`).
package struct ChatwootInbox: Sendable {
  package enum Channel: String, Sendable {
    case website = "Channel::WebWidget"
    case email = "Channel::Email"
    case program = "Channel::Api"
    case twilio = "Channel::TwilioSms"
    case whatsapp = "Channel::Whatsapp"
    case telegram = "Channel::Telegram"
    case line = "Channel::Line"

    /// The channels of generated inboxes.
    static let generated: [Channel] = [.website, .email, .program, .twilio, .whatsapp, .telegram]
  }

  package var id: Int
  package var name: String
  package var channel: Channel
  package var enableAutoAssignment = true
  /// Where a channel for programs sends its events.
  package var webhookURL: String? = "https://hooks.example.test"
  /// The number of message templates of WhatsApp; 0 before the first synchronisation.
  package var templates = 8
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
