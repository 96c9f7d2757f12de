import Foundation
import Gzip
import Testing

@testable import Rollcall

/// An `ExportPipeline` into a folder of its own, with everything around it under the test's control.
struct ExportBench {
  let clock = ManualClock()
  let transport: ScriptedTransport
  var configuration: ExportConfiguration
  private let services: [any Service]

  /// The moment that all rows carry.
  static let snapshotAt = Timestamp(rfc3339: "2026-11-01T00:00:00Z")!

  init(
    _ services: any Service..., script: [String: [ScriptedTransport.Response]], in folder: ScratchFolder,
    arrival: @escaping @Sendable (String) async throws -> Void = { _ in }
  ) {
    self.services = services
    transport = ScriptedTransport(script, arrival: arrival)
    configuration = ExportConfiguration(output: .directory(folder.file("snapshot")))
    configuration.compression = .none
    configuration.snapshotAt = Self.snapshotAt
    configuration.maximumRetryTime = .seconds(20)
  }

  /// Runs the export; back-off costs no time.
  func run(progress: @Sendable (ExportProgress) -> Void = { _ in }) async throws -> Manifest {
    let pipeline = ExportPipeline(
      services: services, transport: transport, configuration: configuration, clock: clock.exportClock,
      generator: LongestWaits())
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { [clock] in
        while true { clock.advance(by: try await clock.nextSleep()) }
      }
      defer { group.cancelAll() }
      return try await pipeline.run(progress: progress)
    }
  }

  /// The failure of a run that gives no snapshot.
  func failure() async throws -> ExportError? {
    do {
      _ = try await run()
      return nil
    } catch let error as ExportError {
      return error
    }
  }
}

/// A folder for one test, which removes it.
struct ScratchFolder {
  let path: String

  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// The names of what is in the folder.
  var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() } }

  /// Expects that a run left nothing behind.
  func expectNothing(sourceLocation: SourceLocation = #_sourceLocation) throws {
    #expect(try names == [], sourceLocation: sourceLocation)
  }

  /// Every file below a folder in it, by its path inside that folder.
  func files(below name: String) throws -> [String: [UInt8]] {
    let root = file(name)
    var files: [String: [UInt8]] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: root) {
      var isDirectory: ObjCBool = false
      guard FileManager.default.fileExists(atPath: "\(root)/\(path)", isDirectory: &isDirectory),
        !isDirectory.boolValue
      else { continue }
      files[path] = Array(try Data(contentsOf: URL(filePath: "\(root)/\(path)")))
    }
    return files
  }

  /// The files of the tables alone: what must be the same in every run.
  func tables(below name: String) throws -> [String: [UInt8]] {
    try files(below: name).filter { $0.key.contains("/") }
  }

  /// A file's lines, decompressed if its name says so.
  func lines(of name: String) throws -> [String] {
    var bytes = Array(try Data(contentsOf: URL(filePath: file(name))))
    if name.hasSuffix(".gz") { bytes = try gunzipped(bytes) }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// The ids of the rows of `EchoService` in a snapshot of CSV.
  func echoes(in snapshot: String = "snapshot") throws -> [String] {
    try lines(of: "\(snapshot)/entitlements/part-00000.csv").dropFirst()
      .map { line in
        let cells = line.split(separator: ",", omittingEmptySubsequences: false)
        return cells[3].trimmingCharacters(in: CharacterSet(charactersIn: "\""))
      }
  }
}

/// Lends a new folder to `body`.
func withScratchFolder<R>(_ body: (ScratchFolder) async throws -> R) async throws -> R {
  let path = FileManager.default.temporaryDirectory.appending(path: "rollcall-tests-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try await body(ScratchFolder(path: path))
}

private func gunzipped(_ bytes: [UInt8]) throws -> [UInt8] {
  var inflater = try Inflater()
  var content: [UInt8] = []
  try inflater.inflate(bytes.span) { content += $0 }
  try inflater.finish()
  return content
}

extension ScriptedTransport.Response {
  /// A page of `EchoService`.
  static func page(_ ids: [String]) -> Self { .body("[\(ids.map { "\"\($0)\"" }.joined(separator: ","))]") }

  static func page(_ ids: String...) -> Self { .page(ids) }
}
