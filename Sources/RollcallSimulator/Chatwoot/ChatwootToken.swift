/// An access token that the simulated Chatwoot knows (Chatwoot's `access_token.rb`): 24 characters of base58, without
/// prefix, expiry or scopes. What it may do is what its owner may do.
package struct ChatwootToken: Sendable {
  package enum Owner: Sendable {
    /// A user; where it has an account and in which role, the agents of the accounts say. A user whom no account lists
    /// has none.
    case user(id: Int)
    /// A user who also administers the installation. Its token opens nothing more than that of any other user.
    case superAdmin(id: Int)
    case agentBot
    /// A platform app: its token is for another API.
    case platformApp
  }

  /// Names the token in the request log, where its text must not appear.
  package var label: String
  /// What is sent.
  package var text: String
  package var owner: Owner
  /// From this request (counted from 1, by this token) on it is unknown: a token reset in the middle of a run.
  package var revokedFromRequest: Int?

  package init(label: String, text: String, owner: Owner, revokedFromRequest: Int? = nil) {
    self.label = label
    self.text = text
    self.owner = owner
    self.revokedFromRequest = revokedFromRequest
  }
}

extension ChatwootToken {
  /// The text of the token that every ready-made scenario knows. Made up; it opens nothing but a simulation.
  package static let demoToken = "DemoTokenMadeUpDemoToken"
  /// The user that owns it: the first agent, an administrator, of every generated account.
  package static let demoUserID = 1

  /// The token of the user who administers every generated account.
  package static let demo = ChatwootToken(label: "demo", text: demoToken, owner: .user(id: demoUserID))
}
