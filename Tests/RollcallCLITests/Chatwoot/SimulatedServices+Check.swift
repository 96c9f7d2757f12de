import RollcallSimulator
import RollcallTestSupport

extension SimulatedServices {
  /// Checks a snapshot of all accounts against the service's own answers, by a program that shares no code with
  /// Rollcall.
  func checkChatwoot(_ snapshot: String, snapshotAt: String) throws -> CommandRun {
    try CommandRun.run(
      Repository.python(),
      [
        Repository.path("Tests/Readers/check_chatwoot.py"), snapshot, snapshotAt, simulator.baseURL,
        ChatwootToken.demoToken,
      ] + scenario.chatwoot.accounts.map { "\($0.id)" }, environment: ["PYTHONDONTWRITEBYTECODE": "1"])
  }
}
