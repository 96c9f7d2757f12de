import Foundation
import RollcallSimulator
import Testing

/// A simulated Crisp and Chatwoot, and how to point `rollcall` at them.
struct SimulatedServices: ~Copyable {
  let simulator: Simulator
  let scenario: Scenario

  init(_ scenario: Scenario) throws {
    self.scenario = scenario
    simulator = try Simulator.start(scenario)
  }

  deinit { simulator.stop() }

  /// The environment of a user of Crisp, who exports all websites of the scenario by their ids, without sub-inboxes.
  var crisp: [String: String] {
    [
      "ROLLCALL_CRISP_BASE_URL": simulator.baseURL, "ROLLCALL_CRISP_API_IDENTIFIER": CrispToken.demoIdentifier,
      "ROLLCALL_CRISP_API_KEY": CrispToken.demoKey, "ROLLCALL_CRISP_INBOXES": "never",
      "ROLLCALL_CRISP_WEBSITE_ID": scenario.crisp.websites.map(\.id).joined(separator: ","),
    ]
  }

  /// The environment of a user of Chatwoot, who exports all accounts of the scenario by their ids.
  var chatwoot: [String: String] {
    [
      "ROLLCALL_CHATWOOT_BASE_URL": simulator.baseURL, "ROLLCALL_CHATWOOT_API_TOKEN": ChatwootToken.demoToken,
      "ROLLCALL_CHATWOOT_ACCOUNT_ID": scenario.chatwoot.accounts.map { "\($0.id)" }.joined(separator: ","),
    ]
  }

  var both: [String: String] { crisp.merging(chatwoot) { $1 } }

  /// Checks a snapshot of all accounts against the service's own answers, by a program that shares no code with
  /// Rollcall.
  func checkChatwoot(_ snapshot: String, snapshotAt: String) throws -> CommandRun {
    let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    // Tests/run makes it, with the readers in it.
    let python = root.appendingPathComponent(".build/readers/bin/python3").path
    try #require(FileManager.default.isExecutableFile(atPath: python), "Tests/run installs the independent readers")
    let program = root.appendingPathComponent("Tests/Readers/check_chatwoot.py").path
    return try CommandRun.run(
      python,
      [program, snapshot, snapshotAt, simulator.baseURL, ChatwootToken.demoToken]
        + scenario.chatwoot.accounts.map { "\($0.id)" }, environment: ["PYTHONDONTWRITEBYTECODE": "1"])
  }
}

extension TemporaryFolder {
  /// A manifest below the folder, as a program sees it.
  func manifest(_ snapshot: String = "snapshot") throws -> [String: Any] {
    let data = try Data(contentsOf: url.appendingPathComponent("\(snapshot)/manifest.json"))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  /// What the manifest says of each tenant.
  func tenants(_ snapshot: String = "snapshot") throws -> [[String: Any]] {
    try #require(try manifest(snapshot)["tenants"] as? [[String: Any]])
  }
}
