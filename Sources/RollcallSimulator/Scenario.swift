/// The simulation as one value: the same scenario with the same seed serves the same bodies, byte for byte.
package struct Scenario: Sendable {
  /// Every service that can be simulated.
  package static let services: [any ServiceScenario.Type] = [CrispScenario.self, ChatwootScenario.self]

  /// The seed of every generated value.
  package var seed: UInt64
  /// The part of each service, in the order of `services`.
  package private(set) var parts: [any ServiceScenario]
  /// Whether every request is kept for `Simulator.requests`. Tests need it; a benchmark turns it off, as the log grows
  /// with each request.
  package var keepsRequestLog = true
  /// The delay before every answer, in addition to that of a fault.
  package var latency: Duration?

  /// Makes a scenario of these parts; the other services have no tenants.
  package init(seed: UInt64 = 1, _ parts: any ServiceScenario...) {
    self.seed = seed
    self.parts = Self.services.map { service in parts.first { type(of: $0) == service } ?? service.init() }
  }

  /// Makes a scenario of the sizes that a user chose.
  ///
  /// - Parameters:
  ///   - day: the number of days that have passed since the population was generated; 0 for that population.
  ///   - isSteady: whether the same request has the same answer each time.
  package init(seed: UInt64, sizes: SimulationSizes, day: Int = 0, isSteady: Bool) {
    self.seed = seed
    parts = Self.services.map { $0.init(sizes, seed: seed, day: day, isSteady: isSteady) }
  }

  /// Limits the requests that each service answers.
  package mutating func limit(to limit: RateLimit) {
    for index in parts.indices { parts[index].limit = limit }
  }

  /// Lets a share of the requests fail, by the seed.
  /// - Parameter millionths: the share of requests.
  package mutating func fail(millionths: Int) {
    for index in parts.indices {
      parts[index].randomFaults = RandomFaults(millionths: millionths, seed: seed, type(of: parts[index]).failures)
    }
  }

  /// The part of one service.
  package subscript<Part: ServiceScenario>(_ service: Part.Type) -> Part {
    get { parts.lazy.compactMap { $0 as? Part }.first ?? Part() }
    set { parts = parts.map { $0 is Part ? newValue : $0 } }
  }

  /// The settings of an export from these services: their addresses and their tokens.
  package func exportSettings(at baseURL: String) -> [(name: String, value: String)] {
    parts.flatMap { $0.exportSettings(at: baseURL) }
  }
}
