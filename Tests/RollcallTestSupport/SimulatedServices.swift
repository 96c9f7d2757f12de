import Rollcall
import RollcallSimulator

/// Simulated services in this process, and the settings to reach them.
package struct SimulatedServices: ~Copyable {
  package let simulator: Simulator
  package let scenario: Scenario

  /// - Parameter port: 0 lets the system choose a free one.
  package init(_ scenario: Scenario, port: UInt16 = 0) throws {
    self.scenario = scenario
    simulator = try Simulator.start(scenario, port: port)
  }

  deinit { simulator.stop() }

  /// The settings of a user of all services, who exports all tenants of the scenario by their ids.
  package var settings: [String: String] { crispSettings.merging(chatwootSettings) { $1 } }

  /// The same as variables of the environment.
  package var both: [String: String] { Self.variables(settings) }

  /// The addresses and the tokens alone, as variables of the environment.
  package var access: [String: String] {
    both.filter { name, _ in ["BASE_URL", "IDENTIFIER", "KEY", "TOKEN"].contains { name.hasSuffix($0) } }
  }

  /// Settings as variables of the environment.
  package static func variables(_ settings: [String: String]) -> [String: String] {
    var variables: [String: String] = [:]
    for (name, text) in settings {
      variables["ROLLCALL_" + name.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()] = text
    }
    return variables
  }
}

/// Serves the scenario for as long as `body` runs.
package func serving<R>(_ scenario: Scenario, port: UInt16 = 0, _ body: (Simulator) throws -> R) throws -> R {
  let simulator = try Simulator.start(scenario, port: port)
  defer { simulator.stop() }
  return try body(simulator)
}

/// Serves the scenario for as long as `body` runs.
package func serving<R>(
  _ scenario: Scenario, port: UInt16 = 0, _ body: (Simulator) async throws -> R
) async throws -> R {
  let simulator = try Simulator.start(scenario, port: port)
  defer { simulator.stop() }
  return try await body(simulator)
}

extension SettingValues {
  /// Texts of settings by their names, as if a user had given them.
  package init(_ texts: [String: String], from origin: Origin = .flag) {
    self.init()
    for (name, text) in texts { set(name, to: text, from: origin) }
  }
}
