import Rollcall
import RollcallSimulator

extension Setting where Value == Int {
  /// The seed of everything simulated.
  static let seed = Setting.number(
    "seed", in: 0...Int.max, default: "1", help: "The same seed gives the same operators.")
  /// The age of the population.
  static let day = Setting.number(
    "day", in: 0...1_000, default: "0",
    help: """
      The population as it is so many days later: people have joined, left and changed roles, teams and inboxes, and \
      tenants have come and gone.
      """)
  /// The port of the simulator.
  static let port = Setting.number(
    "port", in: 0...65535, default: "0", help: "The simulation's port on 127.0.0.1; 0 takes any that is free.")

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

extension Setting where Value == Duration {
  /// The delay before every answer.
  static let latency = Setting.shortDuration("latency", help: "Let every answer wait for so long.")
}

extension Setting where Value == Rate {
  /// The requests that a service answers.
  static let rateLimit = Setting.rate(
    "rate-limit", help: "Answer so many requests to each service in such a time, and 429 to all others.")
}

extension Setting where Value == Share {
  /// The requests that fail.
  static let fail = Setting.share(
    "fail", help: "Let that share of the requests fail: with an error of the server or a broken connection.")
}

extension Scenario {
  private static let sizes = services.flatMap { $0.settings }

  /// The settings of a simulation.
  static let settings: [SettingDeclaration] =
    sizes.map { Setting.size($0).declaration } + [
      Setting.seed.declaration, Setting.day.declaration, Setting.steady.declaration,
    ]

  /// The settings of a service that is not always well.
  static let disturbances = [
    Setting.latency.declaration, Setting.rateLimit.declaration, Setting.fail.declaration,
  ]

  /// The names of the simulated services in a sentence.
  static let titles = services.map { $0.title }.joined(separator: " and ")

  /// Makes the scenario of all services from settings.
  init(settings: SettingValues) throws {
    let sizes = try Self.sizes.map { ($0.name, try settings.required(.size($0))) }
    self.init(
      seed: UInt64(try settings.required(.seed)), sizes: SimulationSizes(Dictionary(uniqueKeysWithValues: sizes)),
      day: try settings.required(.day), isSteady: try settings.value(.steady) ?? false)
    keepsRequestLog = false
  }

  /// Adds the disturbances that a user chose.
  mutating func disturb(_ settings: SettingValues) throws {
    latency = try settings.value(.latency)
    if let rate = try settings.value(.rateLimit) {
      limit(to: RateLimit(requests: rate.count, windowSeconds: rate.seconds))
    }
    if let share = try settings.value(.fail) { fail(millionths: share.millionths) }
  }
}

extension ServiceScenario {
  /// The service that an export reads.
  var definition: ServiceDefinition { ServiceDefinition.all.first { $0.name == Self.name }! }
}
