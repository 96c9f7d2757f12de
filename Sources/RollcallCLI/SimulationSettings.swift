import Rollcall
import RollcallSimulator

extension Setting where Value == Int {
  /// How many operators each simulated website has.
  static let operators = Setting.number(
    "operators", in: 1...100_000_000, default: "10000", help: "Operators on each simulated website.")
  /// How many websites are simulated.
  static let websites = Setting.number("websites", in: 1...100_000, default: "1", help: "Simulated Crisp websites.")
  /// How many Chatwoot accounts are simulated.
  static let accounts = Setting.number("accounts", in: 0...1_000, default: "1", help: "Simulated Chatwoot accounts.")
  /// How many agents each simulated account has.
  static let agents = Setting.number(
    "agents", in: 1...1_000_000, default: "50", help: "Agents in each simulated account.")
  /// How many teams each simulated account has.
  static let teams = Setting.number(
    "teams", in: 0...10_000, default: "5", help: "Teams in each simulated account.")
  /// How many inboxes each simulated account has.
  static let inboxes = Setting.number(
    "inboxes", in: 0...10_000, default: "5", help: "Inboxes in each simulated account.")
  /// Where everything simulated comes from.
  static let seed = Setting.number(
    "seed", in: 0...Int.max, default: "1", help: "The same seed gives the same operators.")
  /// Where the simulator listens.
  static let port = Setting.number(
    "port", in: 0...65535, default: "0", help: "The port on 127.0.0.1; 0 takes any that is free.")
}

extension Setting where Value == Bool {
  /// Whether two exports see the same.
  static let steady = Setting.toggle(
    "steady", help: "Answer the same request the same each time, so that two exports have the same bytes.")
}

extension Scenario {
  /// The settings that say what is simulated.
  static let settings: [SettingDeclaration] = [
    Setting.operators.declaration, Setting.websites.declaration, Setting.accounts.declaration,
    Setting.agents.declaration, Setting.teams.declaration, Setting.inboxes.declaration, Setting.seed.declaration,
    Setting.steady.declaration,
  ]

  /// What is simulated, by settings: both services.
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
