/// The simulation as one value: the same scenario with the same seed serves the same bodies, byte for byte.
package struct Scenario: Sendable {
  /// The seed of every generated value.
  package var seed: UInt64
  package var crisp: CrispScenario
  package var chatwoot: ChatwootScenario
  /// Whether every request is kept for `Simulator.requests`. Tests need it; a benchmark turns it off, as the log grows
  /// with each request.
  package var keepsRequestLog = true

  package init(
    seed: UInt64 = 1, crisp: CrispScenario = CrispScenario(), chatwoot: ChatwootScenario = ChatwootScenario()
  ) {
    self.seed = seed
    self.crisp = crisp
    self.chatwoot = chatwoot
  }
}

extension Scenario {
  /// One website with that many operators, within reach of `CrispToken.demo`.
  package static func oneWebsite(operators: Int, seed: UInt64 = 1) -> Scenario {
    manyWebsites(1, operatorsEach: operators, seed: seed)
  }

  /// That many websites with that many operators each, within reach of `CrispToken.demo`; names, logos and optional
  /// keys differ from website to website.
  package static func manyWebsites(_ count: Int, operatorsEach operators: Int, seed: UInt64 = 1) -> Scenario {
    var generator = SeededGenerator(seed: seed, purpose: "websites")
    let websites = (0..<count)
      .map { index in
        let word = LatinNames.last[generator.below(LatinNames.last.count)].lowercased().filter(\.isLetter)
        let logos: [CrispWebsite.Logo] = [.url, .url, .url, .blank, .null, .absent]
        var website = CrispWebsite(
          id: websiteID(seed: seed, index: index), name: "\(word.capitalized) \(index + 1)",
          domain: "\(word)-\(index + 1).example.test", logo: index == 0 ? .url : logos[generator.below(logos.count)],
          verified: generator.oneIn(2) ? generator.oneIn(2) : nil,
          institutional: generator.oneIn(4) ? generator.oneIn(10) : nil, operators: .generated(count: operators))
        website.activeOperators = min(operators, 25)
        return website
      }
    return Scenario(seed: seed, crisp: CrispScenario(websites: websites))
  }

  /// The id of the website at `index` in the ready-made scenarios.
  package static func websiteID(seed: UInt64 = 1, index: Int = 0) -> String {
    var generator = SeededGenerator(seed: seed, purpose: "website \(index)")
    return randomUUID(from: &generator)
  }
}

extension String {
  fileprivate var capitalized: String {
    prefix(1).uppercased() + dropFirst()
  }
}

extension Scenario {
  /// That many accounts of the given size, within reach of `ChatwootToken.demo`, whose owner administers them all. One
  /// agent in ten, and at least that owner, is the same person in every account, with other roles.
  /// - Parameter teamMembers: the number of members in each team; nil for teams of many sizes.
  package static func chatwoot(
    accounts: Int = 1, agents: Int, teams: Int = 0, inboxes: Int = 0, teamMembers: Int? = nil, seed: UInt64 = 1
  ) -> Scenario {
    let accounts = (0..<accounts)
      .map { index in
        ChatwootAccount.generated(
          id: index + 1, agents: agents, teams: teams, inboxes: inboxes, shared: max(1, agents / 10),
          teamMembers: teamMembers, seed: seed)
      }
    return Scenario(seed: seed, chatwoot: ChatwootScenario(accounts: accounts))
  }

  /// Both services at one address, each as in its own ready-made scenario.
  package static func bothServices(
    websites: Int = 1, operatorsEach operators: Int = 1_000, accounts: Int = 1, agents: Int = 50, teams: Int = 5,
    inboxes: Int = 5, seed: UInt64 = 1
  ) -> Scenario {
    var scenario = manyWebsites(websites, operatorsEach: operators, seed: seed)
    scenario.chatwoot =
      chatwoot(accounts: accounts, agents: agents, teams: teams, inboxes: inboxes, seed: seed).chatwoot
    return scenario
  }
}
