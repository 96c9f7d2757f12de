/// A sub-inbox of a website (Crisp's Node client 11.3.0, List Inboxes). Without people and teams everybody on the
/// website reads it.
package struct CrispInbox: Sendable {
  package var id: String
  package var name: String
  /// nil for a null.
  package var emoji: String?
  /// The user ids of the people who are named; nil if the key is not sent.
  package var operators: [String]?
  /// The ids of the teams that are named; nil if the key is not sent, as by older workspaces.
  package var teams: [String]?
  /// The user ids of the people in those teams; nil if the key is not sent, as by older workspaces.
  package var teamOperators: [String]?
  /// Whether it has conditions for the conversations that come into it, which quote customers.
  package var hasConditions = false

  package init(
    id: String, name: String, operators: [String]? = [], teams: [String]? = [], teamOperators: [String]? = []
  ) {
    self.id = id
    self.name = name
    self.operators = operators
    self.teams = teams
    self.teamOperators = teamOperators
  }
}

/// A team of a website (Crisp's Node client 11.3.0, List Teams).
package struct CrispTeam: Sendable {
  package var id: String
  package var name: String
  /// nil for a null.
  package var emoji: String?
  /// The user ids of its members; nil if the key is not sent.
  package var operators: [String]?

  package init(id: String, name: String, operators: [String]? = []) {
    self.id = id
    self.name = name
    self.operators = operators
  }
}
