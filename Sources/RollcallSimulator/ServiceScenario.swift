/// One service of a simulation: what it serves, and everything that the commands of `rollcall` say about it.
///
/// A new service is one folder and one line in `Scenario.services`.
package protocol ServiceScenario: Sendable {
  /// The name of the service on the command line of an export.
  static var name: String { get }
  /// The name of the service in a sentence.
  static var title: String { get }
  /// The sizes that a user can choose.
  static var settings: [SimulationSetting] { get }
  /// Arguments of a simulation, and the result of each.
  static var examples: [(arguments: String, meaning: String)] { get }
  /// The header fields whose values a request log may show, in lower case.
  static var loggedHeaders: Set<String> { get }
  /// The header fields that may carry a token, in lower case: a request log shows their names alone.
  static var tokenHeaders: Set<String> { get }
  /// The service's own ways to fail inside.
  static var failures: [Fault] { get }

  /// Makes a service without tenants.
  init()
  /// Makes a service of the given sizes.
  init(_ sizes: SimulationSizes, seed: UInt64, day: Int, isSteady: Bool)

  /// A limit on the requests that it answers; nil for none.
  var limit: RateLimit? { get set }
  /// Faults of a share of its requests.
  var randomFaults: RandomFaults? { get set }
  /// The number of generated operators in all tenants.
  var operatorCount: Int { get }
  /// The settings of an export from this service: its address and its token.
  func exportSettings(at baseURL: String) -> [(name: String, value: String)]
  /// The setting of an export that names the tenants, if there are few enough to name them.
  var namedTenants: (name: String, value: String)? { get }
  /// Makes the service.
  func service(seed: UInt64) -> any SimulatedService
}

/// A number that shapes a simulated service.
package struct SimulationSetting: Sendable {
  /// The name on the command line.
  package let name: String
  package let range: ClosedRange<Int>
  package let defaultValue: Int
  /// A sentence for the help.
  package let help: String

  init(_ name: String, in range: ClosedRange<Int>, default defaultValue: Int, help: String) {
    self.name = name
    self.range = range
    self.defaultValue = defaultValue
    self.help = help
  }
}

/// The numbers that a user chose, by setting.
package struct SimulationSizes: Sendable {
  private let values: [String: Int]

  /// - Parameter values: the numbers by the names of their settings; the others have their defaults.
  package init(_ values: [String: Int] = [:]) {
    self.values = values
  }

  subscript(setting: SimulationSetting) -> Int { values[setting.name] ?? setting.defaultValue }
}
