import Foundation
import RollcallSimulator
import Testing

/// A simulated Crisp with one website, and how to point `rollcall` at it.
struct SimulatedCrisp: ~Copyable {
  let simulator: Simulator
  let websiteID: String

  init(operators: CrispWebsite.Operators, configure: (inout Scenario) -> Void = { _ in }) throws {
    var scenario = Scenario.oneWebsite(operators: 0)
    scenario.crisp.websites[0].operators = operators
    configure(&scenario)
    websiteID = scenario.crisp.websites[0].id
    simulator = try Simulator.start(scenario)
  }

  deinit { simulator.stop() }

  /// The environment of a user of this service, who leaves sub-inboxes out.
  var environment: [String: String] {
    [
      "ROLLCALL_CRISP_INBOXES": "never",
      "ROLLCALL_CRISP_BASE_URL": simulator.baseURL,
      "ROLLCALL_CRISP_API_IDENTIFIER": CrispToken.demoIdentifier,
      "ROLLCALL_CRISP_API_KEY": CrispToken.demoKey,
      "ROLLCALL_CRISP_WEBSITE_ID": websiteID,
    ]
  }

  /// Asks the service without Rollcall, and keeps the answer in a file.
  func download(_ path: String, to file: String) throws {
    let run = try CommandRun.run(
      "/usr/bin/env",
      [
        "curl", "--silent", "--fail", "--header", "X-Crisp-Tier: plugin", "--user",
        "\(CrispToken.demoIdentifier):\(CrispToken.demoKey)", "--output", file, simulator.baseURL + path,
      ])
    try #require(run.exitCode == 0, "\(run)")
  }

  /// Checks a snapshot against the service's own answers, by a program that shares no code with Rollcall.
  func check(_ snapshot: String, snapshotAt: String) throws -> CommandRun {
    let folder = try TemporaryFolder()
    try download("/v1/website/\(websiteID)", to: folder.path("website.json"))
    try download("/v1/website/\(websiteID)/operators/list", to: folder.path("operators.json"))
    let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    // Tests/run makes it, with the readers in it.
    let python = root.appendingPathComponent(".build/readers/bin/python3").path
    try #require(FileManager.default.isExecutableFile(atPath: python), "Tests/run installs the independent readers")
    return try CommandRun.run(
      python,
      [
        root.appendingPathComponent("Tests/Readers/check_snapshot.py").path, snapshot, simulator.baseURL, websiteID,
        snapshotAt,
        folder.path("website.json"), folder.path("operators.json"),
      ])
  }
}
