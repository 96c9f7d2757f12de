import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

/// The pages of a version of a service, and the rows that they mean.
///
/// `Tests/Fixtures/pages/<service>/<version>/` has a file for each path that is asked for, and `expected.json` with the
/// rows of each table after the columns that all tables have; `…` stands for a text that is not part of the contract.
struct Recording: Sendable, CustomTestStringConvertible {
  let definition: ServiceDefinition
  let version: String
  let settings: [String: String]
  /// The request for a page of that path, and how often it is sent.
  var request: @Sendable (String) -> (target: String, times: Int) = { ($0, 1) }

  /// The recordings of every service.
  static let all = chatwoot + crisp

  var testDescription: String { "\(definition.name) \(version)" }

  private var root: URL {
    URL(filePath: Repository.path("Tests/Fixtures/pages/\(definition.name)/\(version)"))
  }

  /// The answer to each path.
  func script() throws -> [String: [ScriptedTransport.Response]] {
    var script: [String: [ScriptedTransport.Response]] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: root.path) where path.hasSuffix(".json") {
      guard path != "expected.json" else { continue }
      let (target, times) = request("/\(path.dropLast(5))")
      let bytes = Array(try Data(contentsOf: root.appending(path: path)))
      script[target] = Array(repeating: ScriptedTransport.Response(pieces: bytes.pieces(of: 100)), count: times)
    }
    return script
  }

  func expected() throws -> [String: [[String?]]] {
    let data = try Data(contentsOf: root.appending(path: "expected.json"))
    let tables = try #require(try JSONSerialization.jsonObject(with: data) as? [String: [[Any]]])
    return tables.mapValues { rows in
      rows.map { row in row.map { ($0 as? Bool).map { "\($0)" } ?? $0 as? String } }
    }
  }

  /// Exports the pages in every format.
  func export(_ flags: [String: String] = [:], in folder: ScratchFolder) async throws -> Manifest {
    let service = try definition.make(SettingValues(settings.merging(flags) { $1 }))
    var bench = ExportBench(service, script: try script(), in: folder)
    bench.configuration.formats = OutputFormat.all
    let manifest = try await bench.run()
    // Every page was asked for, and once: the script has each answer once.
    #expect(bench.transport.unanswered.isEmpty && manifest.complete)
    return manifest
  }
}
