import Rollcall
import RollcallSimulator

extension Setting where Value == Int {
  /// The number of operators on each simulated website.
  static let operators = Setting.number(
    "operators", in: 1...100_000_000, default: "10000", help: "Operators on each simulated website.")
  /// The number of simulated websites.
  static let websites = Setting.number("websites", in: 1...100_000, default: "1", help: "Simulated Crisp websites.")
  /// The number of simulated Chatwoot accounts.
  static let accounts = Setting.number("accounts", in: 0...1_000, default: "1", help: "Simulated Chatwoot accounts.")
  /// The number of agents in each simulated account.
  static let agents = Setting.number(
    "agents", in: 1...1_000_000, default: "50", help: "Agents in each simulated account.")
  /// The number of teams in each simulated account.
  static let teams = Setting.number(
    "teams", in: 0...10_000, default: "5", help: "Teams in each simulated account.")
  /// The number of inboxes in each simulated account.
  static let inboxes = Setting.number(
    "inboxes", in: 0...10_000, default: "5", help: "Inboxes in each simulated account.")
  /// The seed of everything simulated.
  static let seed = Setting.number(
    "seed", in: 0...Int.max, default: "1", help: "The same seed gives the same operators.")
  /// The port of the simulator.
  static let port = Setting.number(
    "port", in: 0...65535, default: "0", help: "The port on 127.0.0.1; 0 takes any that is free.")
}

extension Setting where Value == Bool {
  /// Whether two exports receive the same responses.
  static let steady = Setting.toggle(
    "steady", help: "Answer the same request the same each time, so that two exports have the same bytes.")
}

extension Scenario {
  /// The settings of a simulation.
  static let settings: [SettingDeclaration] = [
    Setting.operators.declaration, Setting.websites.declaration, Setting.accounts.declaration,
    Setting.agents.declaration, Setting.teams.declaration, Setting.inboxes.declaration, Setting.seed.declaration,
    Setting.steady.declaration,
  ]

  /// Makes the scenario of both services from settings.
  init(settings: SettingValues) throws {
    self = .bothServices(
      websites: try settings.required(.websites), operatorsEach: try settings.required(.operators),
      accounts: try settings.required(.accounts), agents: try settings.required(.agents),
      teams: try settings.required(.teams), inboxes: try settings.required(.inboxes),
      seed: UInt64(try settings.required(.seed)))
    keepsRequestLog = false
    if try settings.value(.steady) == true { chatwoot.changesBetweenCalls = false }
  }
}
