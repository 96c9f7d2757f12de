extension Scenario {
  /// What Chatwoot serves.
  package var chatwoot: ChatwootScenario {
    get { self[ChatwootScenario.self] }
    set { self[ChatwootScenario.self] = newValue }
  }

  /// That many accounts of the given size, within reach of `ChatwootToken.demo`.
  package static func chatwoot(
    accounts: Int = 1, agents: Int, teams: Int = 0, inboxes: Int = 0, teamMembers: Int? = nil, seed: UInt64 = 1
  ) -> Scenario {
    Scenario(
      seed: seed,
      ChatwootScenario.generated(
        accounts: accounts, agents: agents, teams: teams, inboxes: inboxes, teamMembers: teamMembers, seed: seed))
  }
}

extension ChatwootScenario {
  /// That many accounts of the given size, within reach of `ChatwootToken.demo`, whose owner administers them all. One
  /// agent in ten, and at least that owner, is the same person in every account, with other roles.
  /// - Parameter teamMembers: the number of members in each team; nil for teams of many sizes.
  package static func generated(
    accounts: Int = 1, agents: Int, teams: Int = 0, inboxes: Int = 0, teamMembers: Int? = nil, seed: UInt64 = 1
  ) -> ChatwootScenario {
    let accounts = (0..<accounts)
      .map { index in
        ChatwootAccount.generated(
          id: index + 1, agents: agents, teams: teams, inboxes: inboxes, shared: max(1, agents / 10),
          teamMembers: teamMembers, seed: seed)
      }
    return ChatwootScenario(accounts: accounts)
  }
}
