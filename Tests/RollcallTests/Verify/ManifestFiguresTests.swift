import RollcallTestSupport
import Testing

@testable import Rollcall

/// The checks of a manifest by itself; `DamagedSnapshotTests` has them beside the tables.
@Suite(.timeLimit(.minutes(5))) struct `Statements of a manifest` {
  /// A statement that cannot be, and a part of what is said about it.
  struct Fault: Sendable, CustomTestStringConvertible {
    let words: String
    let change: @Sendable (inout Manifest) -> Void
    var testDescription: String { words }

    init(_ words: String, _ change: @escaping @Sendable (inout Manifest) -> Void) {
      self.words = words
      self.change = change
    }
  }

  private func differences(
    _ change: (inout Manifest) -> Void, _ check: (Manifest, DifferenceList) -> Void
  ) async throws -> [String] {
    var manifest = try await StoredSnapshot.export(.crisp(websites: 2, seed: 1)).manifest
    change(&manifest)
    let differences = DifferenceList()
    check(manifest, differences)
    return differences.first.map(\.message)
  }

  private func figures(_ change: (inout Manifest) -> Void) async throws -> [String] {
    try await differences(change) { ManifestFigures(manifest: $0, differences: $1).run() }
  }

  private func parts(_ change: (inout Manifest) -> Void) async throws -> [String] {
    try await differences(change) { SplitCheck(manifest: $0, differences: $1).run() }
  }

  @Test func `figures and parts of an export are possible`() async throws {
    #expect(try await figures { _ in } == [])
    #expect(try await parts { _ in } == [])
  }

  @Test(arguments: [
    Fault("bytes_in is negative") { $0.statistics.bytesIn = -1 },
    Fault("paused_seconds is not a possible figure") { $0.statistics.pausedSeconds = .nan },
    Fault("latency is not in order") { $0.statistics.latency.p50 = 1e9 },
    Fault("requests of a tenant are negative") { $0.tenants[0].requests = -1 },
    Fault("but those of the tenants are") { $0.tenants[0].requests = .max },
    Fault("retries are more than requests") { $0.statistics.retries["500"] = 1000 },
    Fault("endpoints are not in order") { $0.statistics.endpoints.reverse() },
    Fault("the endpoints do not add up to the whole") { $0.statistics.endpoints.removeLast() },
    Fault("finished_at is before") { $0.finishedAt = Timestamp(milliseconds: $0.startedAt.milliseconds - 1) },
    Fault("cannot have been read from and until then") { $0.tenants[0].readFrom = nil },
    Fault("the times of the first and last do not agree") { $0.statistics.firstRequestAt = nil },
  ])
  func `a figure that cannot be is named`(fault: Fault) async throws {
    let found = try await figures(fault.change)
    #expect(found.contains { $0.contains(fault.words) }, "\(found)")
  }

  @Test(arguments: [
    Fault("has 2 parts, but its encoding has no split") { $0.tables[0].files.append($0.tables[0].files[0]) },
    Fault("has a part without rows") {
      $0.encoding.split = .bytes(1000)
      $0.tables[0].files.append($0.tables[0].files[0])
      $0.tables[0].files[1].rows = 0
    },
    Fault("should have 1 rows each, and the last one no more") { $0.encoding.split = .rows(1) },
  ])
  func `parts that the split does not give are named`(fault: Fault) async throws {
    let found = try await parts(fault.change)
    #expect(found.contains { $0.contains(fault.words) }, "\(found)")
  }
}
