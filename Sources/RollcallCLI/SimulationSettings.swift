import Rollcall
import RollcallSimulator

extension Setting where Value == Int {
  /// The seed of everything simulated.
  static let seed = Setting.number(
    "seed", in: 0...Int.max, default: "1", help: "The same seed gives the same operators.")
  /// The port of the simulator.
  static let port = Setting.number(
    "port", in: 0...65535, default: "0", help: "The port on 127.0.0.1; 0 takes any that is free.")

  /// A size of a simulated service.
  static func size(_ setting: SimulationSetting) -> Setting {
    .number(setting.name, in: setting.range, default: String(setting.defaultValue), help: setting.help)
  }
}

extension Setting where Value == Bool {
  /// Whether two exports receive the same responses.
  static let steady = Setting.toggle(
    "steady", help: "Answer the same request the same each time, so that two exports have the same bytes.")
}

extension Scenario {
  private static let sizes = services.flatMap { $0.settings }

  /// The settings of a simulation.
  static let settings: [SettingDeclaration] =
    sizes.map { Setting.size($0).declaration } + [Setting.seed.declaration, Setting.steady.declaration]

  /// The names of the simulated services in a sentence.
  static let titles = services.map { $0.title }.joined(separator: " and ")

  /// Makes the scenario of all services from settings.
  init(settings: SettingValues) throws {
    let sizes = try Self.sizes.map { ($0.name, try settings.required(.size($0))) }
    self.init(
      seed: UInt64(try settings.required(.seed)), sizes: SimulationSizes(Dictionary(uniqueKeysWithValues: sizes)),
      isSteady: try settings.value(.steady) ?? false)
    keepsRequestLog = false
  }
}

extension ServiceScenario {
  /// The service that an export reads.
  var definition: ServiceDefinition { ServiceDefinition.all.first { $0.name == Self.name }! }
}
