import Rollcall
import RollcallSimulator

extension Command {
  /// `rollcall simulate`.
  static let simulate = Command(
    name: "simulate",
    synopsis: "[options]",
    summary: "Serve a simulated \(Scenario.titles) on 127.0.0.1, to try Rollcall without an account.",
    examples: (Scenario.services.flatMap { $0.examples } + examples)
      .map { ("rollcall simulate \($0.arguments)", $0.meaning) },
    settings: Scenario.settings + Scenario.disturbances + [Setting.port.declaration],
    exitCodes: [
      ExitMeaning(0, meaning: "ended by Ctrl-C or a signal"),
      ExitMeaning(69, meaning: "it cannot listen on 127.0.0.1, or not on that port"),
    ],
    work: .inTasks(needs: { _ in .simulation }, run: { invocation, _ in try await simulate(invocation) }))

  private static let examples: [(arguments: String, meaning: String)] = [
    ("--day 1", "the same people a day later: some have left, others have come"),
    ("--latency 200ms --rate-limit 40/10s --fail 2%", "services that are slow, limited, and fail at times"),
  ]

  private static func simulate(_ invocation: Invocation) async throws -> Int32 {
    var scenario = try Scenario(settings: invocation.settings)
    try scenario.disturb(invocation.settings)
    let signals = EndingSignals()
    let simulator = try startSimulator(scenario, port: UInt16(try invocation.settings.required(.port)))
    defer { simulator.stop() }
    try simulator.prepare()
    try Console.print(instructions(scenario, at: simulator.baseURL))
    _ = try await signals.next()
    return ExitCode.success
  }

  /// The lines that a user copies into another terminal.
  private static func instructions(_ scenario: Scenario, at baseURL: String) -> String {
    var lines = ["\(Scenario.titles) are simulated at \(baseURL) until Ctrl-C. In another terminal:", ""]
    var export = "rollcall export"
    for part in scenario.parts {
      var settings = part.exportSettings(at: baseURL)
      if let tenants = part.namedTenants {
        settings.append(tenants)
      } else if part.operatorCount > 0 {
        export += " --\(part.definition.allTenants.name)"
      }
      for (name, value) in settings {
        let declaration = part.definition.settings.first { $0.name == name }
        lines.append("export \(declaration?.environmentName ?? name)=\(value)")
      }
    }
    return (lines + ["\(export) --output snapshot"]).joined(separator: "\n")
  }

  /// Starts a simulator, or gives the reason why it cannot.
  static func startSimulator(_ scenario: Scenario, port: UInt16) throws -> Simulator {
    do {
      return try Simulator.start(scenario, port: port)
    } catch {
      throw RollcallError(
        .unavailable, "cannot listen on 127.0.0.1\(port == 0 ? "" : ", port \(port)"): \(error)",
        advice: "choose another --port")
    }
  }
}
