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
  /// From this request (counted from 1, of those that name this team) on it is 404, and in no list of teams: a team deleted
  /// in the middle of a run.
  package var deletedFromRequest: Int?

  package init(id: Int, name: String, description: String? = nil, members: [Int] = []) {
    self.id = id
    self.name = name.lowercased()
    self.description = description
    self.members = members
  }
}
