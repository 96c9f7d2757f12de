import RollcallCurl
import RollcallSimulator
import RollcallTestSupport

@testable import Rollcall

/// An export from the simulated Crisp over real sockets into a folder of its own.
struct SimulatedExport {
  var scenario: Scenario
  var key = CrispToken.demoKey
  /// Whether sub-inboxes and teams are exported, which adds requests.
  var inboxes = "never"
  var configuration: ExportConfiguration
  /// Where the simulator is: an interrupted run goes on with the same service. Any port that is free if 0.
  var port: UInt16 = 0
  let folder: ScratchFolder

  /// The moment that all rows carry.
  static let snapshotAt = Timestamp(rfc3339: "2026-11-01T00:00:00Z")!

  /// - Parameter faults: what goes wrong, and when.
  init(_ scenario: Scenario, faults: [FaultRule] = [], in folder: ScratchFolder) {
    self.scenario = scenario
    self.scenario.crisp.faults = faults
    self.folder = folder
    configuration = ExportConfiguration(output: .directory(folder.file("snapshot")))
    configuration.snapshotAt = Self.snapshotAt
    configuration.formats = OutputFormat.all
  }

  /// What came of a run.
  struct Outcome {
    var manifest: Manifest?
    var error: RollcallError?
    /// The requests, in the order of their answers.
    var requests: [LoggedRequest]
    var generatedLists: Int
    var port: UInt16
  }

  func run() async throws -> Outcome {
    let services = try SimulatedServices(scenario, port: port)
    let simulator = services.simulator
    let settings = SettingValues(
      services.crispSettings.merging(["crisp-api-key": key, "crisp-inboxes": inboxes]) { $1 })
    let service = try ServiceDefinition.crisp.make(settings)

    var manifest: Manifest?
    var failure: RollcallError?
    do {
      manifest = try await CurlTransport.withTransport { transport in
        let pipeline = ExportPipeline(
          services: [service], transport: transport, configuration: configuration,
          clock: ExportClock(ImpatientClock()) { .now })
        return try await pipeline.run()
      }
    } catch let error as RollcallError {
      failure = error
    }
    return Outcome(
      manifest: manifest, error: failure, requests: simulator.requests, generatedLists: simulator.generatedLists,
      port: simulator.port)
  }

  /// Every file that the run left, by its path.
  func files() throws -> [String: [UInt8]] { try folder.files(below: ".") }
}
