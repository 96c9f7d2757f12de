/// An access token of the simulated Chatwoot (Chatwoot's `access_token.rb`): 24 characters of base58, without prefix,
/// expiry or scopes. It has the permissions of its owner.
package struct ChatwootToken: Sendable {
  package enum Owner: Sendable {
    /// A user; the agents of the accounts decide its accounts and roles. A user whom no account lists has none.
    case user(id: Int)
    /// A user who also administers the installation. Its token opens no more than that of any other user.
    case superAdmin(id: Int)
    case agentBot
    /// A platform app: its token is for another API.
    case platformApp
  }

  /// Names the token in the request log, where its text must not appear.
  package var label: String
  /// The text that is sent.
  package var text: String
  package var owner: Owner
  /// From this request with the token on (counted from 1), it is unknown: a token that is reset in the middle of a run.
  package var revokedFromRequest: Int?

  package init(label: String, text: String, owner: Owner, revokedFromRequest: Int? = nil) {
    self.label = label
    self.text = text
    self.owner = owner
    self.revokedFromRequest = revokedFromRequest
  }
}

extension ChatwootToken {
  /// The text of the token in every ready-made scenario. It is made up and opens only a simulation.
  package static let demoToken = "DemoTokenMadeUpDemoToken"
  /// The owner of that token: the first agent, an administrator, of every generated account.
  package static let demoUserID = 1

  /// The token of the administrator of every generated account.
  package static let demo = ChatwootToken(label: "demo", text: demoToken, owner: .user(id: demoUserID))
}
