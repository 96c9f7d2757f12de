import RollcallSimulator
import RollcallTestSupport

/// A simulated Crisp with one website, and how to point `rollcall` at it.
struct SimulatedCrisp: ~Copyable {
  private let services: SimulatedServices
  let websiteID: String

  init(operators: CrispWebsite.Operators, configure: (inout Scenario) -> Void = { _ in }) throws {
    var scenario = Scenario.oneWebsite(operators: 0)
    scenario.crisp.websites[0].operators = operators
    configure(&scenario)
    websiteID = scenario.crisp.websites[0].id
    services = try SimulatedServices(scenario)
  }

  var simulator: Simulator { services.simulator }

  /// The environment of a user of this service, who exports that website without sub-inboxes.
  var environment: [String: String] { services.crisp.merging(["ROLLCALL_CRISP_WEBSITE_ID": websiteID]) { $1 } }

  /// Asks the service without Rollcall, and keeps the answer in a file.
  func download(_ path: String, to file: String) throws {
    let run = try CommandRun.run(
      "curl",
      [
        "--silent", "--fail", "--header", "X-Crisp-Tier: plugin", "--user",
        "\(CrispToken.demoIdentifier):\(CrispToken.demoKey)", "--output", file, simulator.baseURL + path,
      ])
    _ = try run.succeeded()
  }

  /// Checks a snapshot against the service's own answers, by a program that shares no code with Rollcall.
  func check(_ snapshot: String, snapshotAt: String) throws -> CommandRun {
    let folder = try ScratchFolder()
    try download("/v1/website/\(websiteID)", to: folder.file("website.json"))
    try download("/v1/website/\(websiteID)/operators/list", to: folder.file("operators.json"))
    return try CommandRun.run(
      Repository.python(),
      [
        Repository.path("Tests/Readers/check_snapshot.py"), snapshot, simulator.baseURL, websiteID, snapshotAt,
        folder.file("website.json"), folder.file("operators.json"),
      ], environment: ["PYTHONDONTWRITEBYTECODE": "1"])
  }
}
