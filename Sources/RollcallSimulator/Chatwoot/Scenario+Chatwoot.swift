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
  /// - Parameters:
  ///   - teamMembers: the number of members in each team; nil for teams of many sizes.
  ///   - day: the number of days that have passed since.
  package static func generated(
    accounts count: Int = 1, agents: Int, teams: Int = 0, inboxes: Int = 0, teamMembers: Int? = nil, seed: UInt64 = 1,
    day: Int = 0
  ) -> ChatwootScenario {
    let accounts = Tenants(count, on: day, service: name, seed: seed).all
      .map { tenant in
        let here = Tenants.seats(of: tenant, each: agents)
        var account = ChatwootAccount.generated(
          id: tenant.number + 1, agents: here, teams: Tenants.seats(of: tenant, each: teams),
          inboxes: Tenants.seats(of: tenant, each: inboxes), shared: max(1, here / 10),
          teamMembers: teamMembers, seed: seed)
        account.change(
          Seats(day: day, tenant: tenant, seats: agents, tenants: count, service: name, seed: seed), seed: seed)
        return account
      }
    return ChatwootScenario(accounts: accounts)
  }
}
