import Rollcall
import RollcallSimulator

extension Command {
  /// `rollcall simulate`.
  static let simulate = Command(
    name: "simulate",
    synopsis: "[options]",
    summary: "Serve a simulated Crisp and Chatwoot on 127.0.0.1, to try Rollcall without an account.",
    examples: [
      ("rollcall simulate --operators 1000000", "one website with a million operators"),
      ("rollcall simulate --websites 1000 --operators 20 --port 8080", "a thousand small ones, at a known place"),
      ("rollcall simulate --accounts 3 --agents 200 --teams 20 --inboxes 40", "three Chatwoot accounts"),
    ],
    settings: Scenario.settings + [Setting.port.declaration],
    exitCodes: [
      ExitMeaning(0, meaning: "ended by Ctrl-C or a signal"),
      ExitMeaning(69, meaning: "it cannot listen on 127.0.0.1, or not on that port"),
    ],
    work: .inTasks(needs: { _ in .simulation }, run: { invocation, _ in try await simulate(invocation) }))

  private static func simulate(_ invocation: Invocation) async throws -> Int32 {
    let scenario = try Scenario(settings: invocation.settings)
    let signals = EndingSignals()
    let simulator = try startSimulator(scenario, port: UInt16(try invocation.settings.required(.port)))
    defer { simulator.stop() }
    try simulator.prepare()
    let accounts = scenario.chatwoot.accounts.map { String($0.id) }.joined(separator: ",")
    try Console.print(
      """
      Crisp and Chatwoot are simulated at \(simulator.baseURL) until Ctrl-C. In another terminal:

      export ROLLCALL_CRISP_BASE_URL=\(simulator.baseURL)
      export ROLLCALL_CRISP_API_IDENTIFIER=\(CrispToken.demoIdentifier)
      export ROLLCALL_CRISP_API_KEY=\(CrispToken.demoKey)
      export ROLLCALL_CHATWOOT_BASE_URL=\(simulator.baseURL)
      export ROLLCALL_CHATWOOT_API_TOKEN=\(ChatwootToken.demoToken)
      \(accounts.isEmpty ? "" : "export ROLLCALL_CHATWOOT_ACCOUNT_ID=\(accounts)\n")\
      rollcall export --crisp-all-websites --output snapshot
      """)
    _ = try await signals.next()
    return ExitCode.success
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
