import Foundation
import RollcallCurl
import RollcallSimulator

@testable import Rollcall

/// An export from the simulator over real sockets into a folder of its own.
struct SimulatedExport {
  var scenario: Scenario
  var key = CrispToken.demoKey
  /// Whether sub-inboxes and teams are exported, which adds requests.
  var inboxes = "never"
  var configuration: ExportConfiguration
  /// Where the simulator is: an interrupted run goes on with the same service. Any port that is free if 0.
  var port: UInt16 = 0
  let folder: String

  /// The moment that all rows carry.
  static let snapshotAt = Timestamp(rfc3339: "2026-11-01T00:00:00Z")!

  /// - Parameter faults: what goes wrong, and when.
  init(_ scenario: Scenario, faults: [FaultRule] = [], in folder: String) {
    self.scenario = scenario
    self.scenario.crisp.faults = faults
    self.folder = folder
    configuration = ExportConfiguration(output: .directory("\(folder)/snapshot"))
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
    let simulator = try Simulator.start(scenario, port: port)
    defer { simulator.stop() }
    var settings = SettingValues()
    settings.set("crisp-base-url", to: simulator.baseURL, from: .flag)
    settings.set("crisp-api-identifier", to: CrispToken.demoIdentifier, from: .environment)
    settings.set("crisp-api-key", to: key, from: .environment)
    settings.set("crisp-inboxes", to: inboxes, from: .flag)
    for website in scenario.crisp.websites { settings.set("crisp-website-id", to: website.id, from: .flag) }
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
  func files() throws -> [String: Data] {
    var files: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      files[path] = FileManager.default.contents(atPath: "\(folder)/\(path)")
    }
    return files
  }

  /// The files of the tables: what must be the same in every run.
  func tables() throws -> [String: Data] {
    try files().filter { $0.key.contains("/part-") }
  }
}

/// Lends a new folder to `body`.
func withScratchFolder<R>(_ body: (String) async throws -> R) async throws -> R {
  let path = FileManager.default.temporaryDirectory.appending(path: "rollcall-tests-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try await body(path)
}
