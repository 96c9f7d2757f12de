import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

/// An export whose requests fail at random, on a clock that makes no one wait.
struct DisturbedExport {
  let fixture: ServiceFixture
  let seed: UInt64
  var probability = 0.3

  /// What came of it.
  struct Outcome {
    var manifest: Manifest?
    var error: RollcallError?
    /// The tables' files, by their path.
    var files: [String: [UInt8]] = [:]
    var faults: [RandomFault: Int] = [:]
    /// Whether the run that met the faults ended early, and this is what became of it afterwards.
    var isResumed = false

    /// The rows of each table that are of a tenant.
    func rows(of tenant: String) -> [String: [Substring]] {
      files.mapValues { bytes in
        String(decoding: bytes, as: UTF8.self).split(separator: "\n")
          .filter { $0.contains("\"tenant_id\":\"\(tenant)\"") }
      }
    }
  }

  /// Runs it, and goes on in a network without faults if it left something to go on with.
  func run() async throws -> Outcome {
    let folder = try ScratchFolder.inMemory()
    let outcome = try await run(in: folder, probability: probability)
    guard outcome.error?.remains != nil else {
      if outcome.error != nil { try folder.expectNothing() }
      return outcome
    }
    #expect(try folder.names == ["snapshot.partial"])
    var resumed = try await run(in: folder, probability: 0, resuming: true)
    #expect(resumed.error == nil)
    resumed.isResumed = true
    resumed.faults = outcome.faults
    return resumed
  }

  private func run(in folder: ScratchFolder, probability: Double, resuming: Bool = false) async throws -> Outcome {
    let clock = ManualClock()
    let transport = FaultyTransport(
      fixture.script, seed: seed, probability: probability, clock: clock.exportClock)
    var configuration = ExportConfiguration(output: .directory(folder.file("snapshot")))
    configuration.formats = [try #require(OutputFormat.named("jsonl"))]
    configuration.compression = .none
    configuration.snapshotAt = ExportBench.snapshotAt
    configuration.workers = Int(seed % 4) + 1
    configuration.remains = resuming ? .resume : .refuse
    let pipeline = ExportPipeline(
      services: [try fixture.definition.make(fixture.settings)], transport: transport, configuration: configuration,
      clock: clock.exportClock, generator: RepeatableRandom(seed: seed))
    var outcome = Outcome()
    do {
      outcome.manifest = try await clock.skippingSleeps { try await pipeline.run() }
      outcome.files = try folder.tables(below: "snapshot")
    } catch let error as RollcallError {
      outcome.error = error
    }
    outcome.faults = transport.faults
    return outcome
  }
}

extension DisturbedExport.Outcome {
  /// What is wrong with it: a difference from the undisturbed export that nothing tells of.
  func silentDifference(from calm: Self) -> String? {
    if error != nil { return nil }
    guard let manifest, let calmManifest = calm.manifest else { return "there is neither a snapshot nor an error" }
    if manifest.complete { return files == calm.files ? nil : "it is called complete, and differs" }
    let lacksTenants = manifest.sources.contains { !$0.missing.isEmpty }
    guard lacksTenants || manifest.tenants.contains(where: { $0.status != .complete }) else {
      return "nothing says why it is not complete"
    }
    let present = manifest.tenants.map(\.tenantId)
    let absent = calmManifest.tenants.map(\.tenantId).filter { !present.contains($0) }
    if !absent.isEmpty, !lacksTenants { return "tenants \(absent) are not there" }
    for tenant in manifest.tenants {
      let rows = rows(of: tenant.tenantId)
      let calmRows = calm.rows(of: tenant.tenantId)
      switch tenant.status {
      case .complete: if rows != calmRows { return "tenant \(tenant.tenantId) is called complete, and differs" }
      case .failed:
        if tenant.error == nil { return "tenant \(tenant.tenantId) failed for no reason" }
        if rows.values.contains(where: { !$0.isEmpty }) { return "tenant \(tenant.tenantId) failed and has rows" }
      case .incomplete:
        if tenant.missing.isEmpty { return "tenant \(tenant.tenantId) lacks nothing that is named" }
        for (path, lines) in rows where !Set(lines).isSubset(of: calmRows[path] ?? []) {
          return "incomplete tenant \(tenant.tenantId) has rows in \(path) that there are not"
        }
      }
    }
    return nil
  }
}

extension ServiceFixture {
  /// Crisp with five websites that the token's plugin lists, on three pages and an empty one.
  static var crispPlugin: ServiceFixture {
    let named = ServiceFixture.crisp(websites: 5, seed: 5)
    var settings = SettingValues()
    settings.set("crisp-base-url", to: "https://crisp.test", from: .flag)
    settings.set("crisp-api-identifier", to: "fixture-identifier", from: .environment)
    settings.set("crisp-api-key", to: "fixture-key-0123456789abcdef", from: .environment)
    settings.set("crisp-all-websites", to: "true", from: .flag)
    var script = named.script
    script["/v1/plugin/connect/account"] = [.body(#"{"error":false,"reason":"resolved","data":{"plugin_id":"p"}}"#)]
    for (index, page) in [[0, 1], [2, 3], [4], []].enumerated() {
      let elements = page.map { #"{"website_id":"website-\#($0)","token":"fixture-token"}"# }
      script["/v1/plugin/connect/websites/all/\(index + 1)?filter_configured=0"] = [
        .body(#"{"error":false,"reason":"listed","data":[\#(elements.joined(separator: ","))]}"#)
      ]
    }
    // A page that is taken for the last one makes the walk go one further.
    script["/v1/plugin/connect/websites/all/5?filter_configured=0"] = [
      .body(#"{"error":false,"reason":"listed","data":[]}"#)
    ]
    return ServiceFixture(
      definition: .crisp, settings: settings, script: script, secrets: named.secrets + ["fixture-token"])
  }
}
