import FoundationEssentials
import Rollcall
import RollcallCurl
import RollcallSimulator

/// The responses to an export's requests, kept as files, so that an export can be repeated without a network.
///
/// Instructions and allocations are counted with it: an export from a recording does everything that an export does
/// except for sockets, in one process, the same each time.
enum Recording {
  /// Exports from a simulator and keeps its responses: `WORKLOAD SIZE DIR`.
  static func record(_ arguments: [String]) async throws {
    guard arguments.count == 3, let size = Int(arguments[1]) else { throw Failure(Options.help) }
    let workload = try CountedWorkload.named(arguments[0])
    let simulator = try Simulator.start(workload.scenario(size))
    defer { simulator.stop() }
    try FileManager.default.createDirectory(atPath: arguments[2], withIntermediateDirectories: true)
    try await CurlTransport.withTransport { curl in
      try await export(
        workload, baseURL: simulator.baseURL, over: RecordingTransport(curl, folder: arguments[2]))
    }
  }

  /// Exports from the kept responses: `WORKLOAD DIR`.
  static func replay(_ arguments: [String]) async throws {
    guard arguments.count == 2 else { throw Failure(Options.help) }
    try await export(
      try .named(arguments[0]), baseURL: "http://127.0.0.1", over: ReplayTransport(folder: arguments[1]))
  }

  private static func export(_ workload: CountedWorkload, baseURL: String, over transport: any HTTPTransport)
    async throws
  {
    let folder = try Cleanup.makeFolder(in: "/tmp")
    defer { Cleanup.remove(folder: folder) }
    var configuration = ExportConfiguration(output: .directory("\(folder)/snapshot"))
    configuration.formats = [workload.format]
    // zlib's instructions are not ours, and would hide those that are.
    configuration.compression = .none
    configuration.snapshotAt = Timestamp(milliseconds: 0)
    let pipeline = try ExportPipeline(
      services: [workload.service], settings: workload.settings(baseURL: baseURL), transport: transport,
      configuration: configuration)
    let manifest = try await pipeline.run()
    guard manifest.complete else { throw Failure("the export is not complete") }
    Output.line(manifest.tables.map { "\($0.name) \($0.rows)" }.joined(separator: ", "))
  }
}
