import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

/// A real Chatwoot of some version, as `Tests/Fixtures/chatwoot/<version>` has it, with what its database held and what
/// its users could read. Nothing here depends on the version: what a token sees is taken from the recordings.
struct RecordedChatwoot: Sendable, CustomTestStringConvertible {
  let version: String
  /// Whose token asks, as the folders name them.
  var owner = "boss"

  static let token = "recorded-chatwoot-token"
  var testDescription: String { version }

  private static let root = URL(filePath: Repository.path("Tests/Fixtures/chatwoot"))

  /// All versions that were recorded.
  static let all: [RecordedChatwoot] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    return names.filter { FileManager.default.fileExists(atPath: "\(root.path)/\($0)/expected.json") }.sorted()
      .map { RecordedChatwoot(version: $0) }
  }()

  private var folder: URL { Self.root.appending(path: version) }

  private func document(_ name: String) throws -> JSONValue {
    try JSONValue(try Data(contentsOf: folder.appending(path: name)))
  }

  /// What the database held, by account.
  func database() throws -> [String: JSONValue] { try document("expected.json")["accounts"].members }

  /// What was read in account 1, by whom.
  func readings() throws -> RecordedReadings { RecordedReadings(try document("readable.json")) }

  func server() throws -> RecordedServer {
    try RecordedServer(
      folder.appending(path: owner), replacing: ["<token of \(owner)>": Self.token])
  }

  func service(_ flags: (String, String)...) throws -> any Service {
    var settings = SettingValues()
    settings.set("chatwoot-base-url", to: "https://chatwoot.test", from: .flag)
    settings.set("chatwoot-api-token", to: Self.token, from: .environment)
    for (name, text) in flags { settings.set(name, to: text, from: .flag) }
    return try ServiceDefinition.chatwoot.make(settings)
  }

  struct Outcome {
    let manifest: Manifest
    let rows: ExportedRows
    let server: RecordedServer
  }

  /// Exports the accounts of the token's owner.
  func export(workers: Int = 4) async throws -> Outcome {
    try await withScratchFolder { folder in
      let (manifest, server) = try await export(into: folder, workers: workers)
      return Outcome(manifest: manifest, rows: try ExportedRows(in: folder), server: server)
    }
  }

  /// Lends the path of a snapshot of the accounts of the token's owner.
  func withSnapshot<Result: Sendable>(_ body: (String) throws -> Result) async throws -> Result {
    try await withScratchFolder { folder in
      _ = try await export(into: folder, workers: 4)
      return try body(folder.file("snapshot"))
    }
  }

  private func export(into folder: ScratchFolder, workers: Int) async throws -> (Manifest, RecordedServer) {
    let server = try server()
    let service = try service(("chatwoot-all-accounts", "true"))
    var configuration = ExportConfiguration(output: .directory(folder.file("snapshot")))
    configuration.compression = .none
    configuration.formats = [try #require(OutputFormat.named("jsonl"))]
    configuration.snapshotAt = ExportBench.snapshotAt
    configuration.workers = workers
    let clock = ManualClock()
    let pipeline = ExportPipeline(
      services: [service], transport: server, configuration: configuration, clock: clock.exportClock,
      generator: LongestWaits())
    let manifest = try await clock.skippingSleeps { try await pipeline.run() }
    let report = try SnapshotVerification(path: folder.file("snapshot")).run()
    #expect(report.isSound, "\(report.differences)")
    return (manifest, server)
  }
}

/// What users of an account read on a real server.
struct RecordedReadings {
  struct Conversation {
    let inbox: String
    let team: String?
    let participants: Set<String>
  }

  let conversations: [String: Conversation]
  /// The conversations that were read, by user and path.
  let read: [String: [String: Set<String>]]

  /// - Parameter document: the content of `readable.json`.
  init(_ document: JSONValue) {
    conversations = document["conversations"].members
      .mapValues { conversation in
        Conversation(
          inbox: "\(conversation["inbox"])", team: conversation["team"] == .null ? nil : "\(conversation["team"])",
          participants: Set(conversation["participants"].elements.map(\.description)))
      }
    read = document["readable"].members
      .mapValues { $0.members.mapValues { Set($0.elements.compactMap(\.text)) } }
  }
}
