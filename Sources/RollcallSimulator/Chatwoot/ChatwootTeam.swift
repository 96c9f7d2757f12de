/// A team of an account (Chatwoot's `_team.json.jbuilder`).
package struct ChatwootTeam: Sendable {
  package var id: Int
  /// Chatwoot stores it in lower case.
  package var name: String
  package var description: String?
  /// nil for a null.
  package var allowAutoAssign: Bool? = true
  /// User ids. An id without an agent of the account stands for a deleted user: see `hasOrphan`.
  package var members: [Int]
  /// Whether a row has lost its user: the list of members fails on it, with 500 for ever.
  package var hasOrphan = false
  /// From this request that names the team on (counted from 1), it is 404 and in no list of teams: a team that is
  /// deleted in the middle of a run.
  package var deletedFromRequest: Int?

  package init(id: Int, name: String, description: String? = nil, members: [Int] = []) {
    self.id = id
    self.name = name.lowercased()
    self.description = description
    self.members = members
  }
}
