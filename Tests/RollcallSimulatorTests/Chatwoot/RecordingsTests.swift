import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

@Suite struct `Recordings of real servers` {
  /// Compares the simulator with the recordings of a version, by a program that shares no code with it.
  private func compare(_ version: ChatwootVersion, _ scenario: Scenario) throws -> CommandRun {
    try serving(scenario) { chatwoot in
      try CommandRun.run(
        "python3",
        [
          Repository.path("Tests/Readers/compare_recordings.py"),
          RecordedWorld.root.appending(path: version.text).path, chatwoot.baseURL,
        ] + RecordedWorld.tokenArguments)
    }
  }

  @Test(arguments: [ChatwootVersion.v2_18, .v4_15])
  func `the simulated Chatwoot answers as the real one of that release did`(version: ChatwootVersion) throws {
    let result = try compare(version, try RecordedWorld(version.text).scenario(version))
    #expect(result.exitCode == 0, "\(result.output)")
    #expect(result.output.contains(" 0 differences"), "\(result.output)")
  }

  @Test func `the comparison finds another status, another key and another value`() throws {
    var scenario = try RecordedWorld("4.15.1").scenario(.v4_15)
    scenario.chatwoot.accounts[0].agents[0].name = "Somebody else"
    scenario.chatwoot.accounts[0].teams.removeLast()
    for index in scenario.chatwoot.accounts[0].agents.indices {
      scenario.chatwoot.accounts[0].agents[index].customAttributes = nil
    }
    let result = try compare(.v4_15, scenario)
    #expect(result.exitCode == 1)
    for text in ["has the keys", "Somebody else", "4 elements in place of 5", "status 404 in place of 200"] {
      #expect(result.output.contains(text), "\(text) in \(result.output)")
    }
  }
}
