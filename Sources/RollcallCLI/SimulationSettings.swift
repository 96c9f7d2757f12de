import Rollcall
import RollcallSimulator

extension Setting where Value == Int {
  /// How many operators each simulated website has.
  static let operators = Setting.number(
    "operators", in: 1...100_000_000, default: "10000", help: "Operators on each simulated website.")
  /// How many websites are simulated.
  static let websites = Setting.number("websites", in: 1...100_000, default: "1", help: "Simulated Crisp websites.")
  /// Where everything simulated comes from.
  static let seed = Setting.number(
    "seed", in: 0...Int.max, default: "1", help: "The same seed gives the same operators.")
  /// Where the simulator listens.
  static let port = Setting.number(
    "port", in: 0...65535, default: "0", help: "The port on 127.0.0.1; 0 takes any that is free.")
}

extension Scenario {
  /// What is simulated, by settings.
  init(settings: SettingValues) throws {
    self = .manyWebsites(
      try settings.required(.websites), operatorsEach: try settings.required(.operators),
      seed: UInt64(try settings.required(.seed)))
    keepsRequestLog = false
  }
}
