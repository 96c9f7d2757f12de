extension ChatwootScenario: ServiceScenario {
  package static let name = "chatwoot"
  package static let title = "Chatwoot"
  package static let settings = [accounts, agents, teams, inboxes]
  package static let examples: [(arguments: String, meaning: String)] = [
    ("--accounts 3 --agents 200 --teams 20 --inboxes 40", "three Chatwoot accounts")
  ]
  package static let loggedHeaders: Set<String> = []
  package static let tokenHeaders: Set<String> = ["api-access-token", "api_access_token"]
  package static let failures: [Fault] = [.railsError()]

  private static let accounts = SimulationSetting(
    "accounts", in: 0...1_000, default: 1, help: "Simulated Chatwoot accounts.")
  private static let agents = SimulationSetting(
    "agents", in: 1...1_000_000, default: 50, help: "Agents in each simulated account.")
  private static let teams = SimulationSetting(
    "teams", in: 0...10_000, default: 5, help: "Teams in each simulated account.")
  private static let inboxes = SimulationSetting(
    "inboxes", in: 0...10_000, default: 5, help: "Inboxes in each simulated account.")

  package init() { self.init(accounts: []) }

  package init(_ sizes: SimulationSizes, seed: UInt64, day: Int, isSteady: Bool) {
    self = .generated(
      accounts: sizes[Self.accounts], agents: sizes[Self.agents], teams: sizes[Self.teams],
      inboxes: sizes[Self.inboxes], seed: seed, day: day)
    changesBetweenCalls = !isSteady
  }

  package var operatorCount: Int { accounts.reduce(0) { $0 + $1.agents.count } }

  package func exportSettings(at baseURL: String) -> [(name: String, value: String)] {
    [("chatwoot-base-url", baseURL + pathPrefix), ("chatwoot-api-token", ChatwootToken.demoToken)]
  }

  package var namedTenants: (name: String, value: String)? {
    accounts.isEmpty ? nil : ("chatwoot-account-id", accounts.map { String($0.id) }.joined(separator: ","))
  }

  package func service(seed: UInt64) -> any SimulatedService { ChatwootService(self, seed: seed) }
}
