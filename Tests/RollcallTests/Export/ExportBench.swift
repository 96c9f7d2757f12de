import Foundation
import RollcallTestSupport
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
  func run(
    progress: @escaping @Sendable (ExportProgress) -> Void = { _ in },
    until interruption: (@Sendable () async throws -> RollcallError)? = nil
  ) async throws -> Manifest {
    let pipeline = ExportPipeline(
      services: services, transport: transport, configuration: configuration, clock: clock.exportClock,
      generator: LongestWaits())
    return try await clock.skippingSleeps {
      try await pipeline.run(
        report: { if case .progress(let news) = $0 { progress(news) } }, until: interruption)
    }
  }

  /// The failure of a run that gives no snapshot.
  func failure(until interruption: (@Sendable () async throws -> RollcallError)? = nil) async throws -> RollcallError? {
    do {
      _ = try await run(until: interruption)
      return nil
    } catch let error as RollcallError {
      return error
    }
  }
}

extension ScriptedTransport.Response {
  /// A page of `EchoService`.
  static func page(_ ids: [String]) -> Self { .body("[\(ids.map { "\"\($0)\"" }.joined(separator: ","))]") }

  static func page(_ ids: String...) -> Self { .page(ids) }
}
