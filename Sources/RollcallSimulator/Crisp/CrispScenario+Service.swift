extension CrispScenario: ServiceScenario {
  package static let name = "crisp"
  package static let title = "Crisp"
  package static let settings = [operators, websites, inboxes, teams, members]
  package static let examples: [(arguments: String, meaning: String)] = [
    ("--operators 1000000", "one website with a million operators"),
    ("--websites 1000 --operators 20 --port 8080", "a thousand small ones, at a known place"),
  ]
  package static let loggedHeaders: Set<String> = ["x-crisp-tier"]
  package static let failures: [Fault] = [.crispError(500, "internal_error"), .crispOffline]
  /// The token is in `Authorization`, which the log has for every service.
  package static let tokenHeaders: Set<String> = []

  private static let operators = SimulationSetting(
    "operators", in: 1...100_000_000, default: 10_000, help: "Operators on each simulated website.")
  private static let websites = SimulationSetting(
    "websites", in: 1...100_000, default: 1, help: "Simulated Crisp websites.")

  private static let inboxes = SimulationSetting(
    "sub-inboxes", in: 0...10_000, default: 0, help: "Sub-inboxes on each simulated website, but every third has none.")
  private static let teams = SimulationSetting(
    "website-teams", in: 0...10_000, default: 0, help: "Teams on each simulated website, but every third has none.")
  private static let members = SimulationSetting(
    "sub-inbox-members", in: 1...1_000_000, default: 10,
    help: "Operators that each team or closed sub-inbox of a simulated website names.")

  package init() { self.init(websites: []) }

  package init(_ sizes: SimulationSizes, seed: UInt64, day: Int, isSteady: Bool) {
    self = .generated(websites: sizes[Self.websites], operatorsEach: sizes[Self.operators], seed: seed, day: day)
    // The websites that stay for a week have none.
    for index in 0..<sizes[Self.websites] where index % 3 != 2 {
      websites[index]
        .generateGroups(
          teams: sizes[Self.teams], inboxes: sizes[Self.inboxes], members: sizes[Self.members], seed: seed)
      websites[index].changeGroups(members: sizes[Self.members], seed: seed)
    }
  }

  package var operatorCount: Int {
    websites.reduce(0) { sum, website in
      if case .generated(let count) = website.operators { sum + count } else { sum }
    }
  }

  package func exportSettings(at baseURL: String) -> [(name: String, value: String)] {
    [
      ("crisp-base-url", baseURL), ("crisp-api-identifier", CrispToken.demoIdentifier),
      ("crisp-api-key", CrispToken.demoKey),
    ]
      // With all websites, an export asks for sub-inboxes only where it is told to.
      + (websites.contains { !$0.inboxes.isEmpty || !$0.teams.isEmpty } ? [("crisp-inboxes", "always")] : [])
  }

  /// None: there can be a hundred thousand websites.
  package var namedTenants: (name: String, value: String)? { nil }

  package func service(seed: UInt64) -> any SimulatedService { CrispService(self, seed: seed) }
}
