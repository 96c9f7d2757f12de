import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

/// `--if-exists skip`: what is there is the result, if it is exactly that.
@Suite struct `A snapshot that is there already` {
  private static let fixture = ServiceFixture.small[0]

  private func bench(
    _ script: [String: [ScriptedTransport.Response]] = [:], in folder: ScratchFolder
  ) throws -> ExportBench {
    let fixture = Self.fixture
    var bench = ExportBench(try fixture.definition.make(fixture.settings), script: script, in: folder)
    bench.configuration.existing = ExistingPolicy.skip
    return bench
  }

  private func refusal(
    in folder: ScratchFolder, _ change: (inout ExportConfiguration) -> Void = { _ in }
  ) async throws -> RollcallError {
    let before = try folder.files(below: "snapshot")
    var bench = try bench(in: folder)
    change(&bench.configuration)
    let error = try #require(try await bench.failure())
    #expect(error.code == .cannotCreate && error.advice != nil, "\(error)")
    // Nothing is asked, made or changed.
    #expect(try bench.transport.requests.isEmpty && folder.names == ["snapshot"])
    #expect(try folder.files(below: "snapshot") == before)
    return error
  }

  @Test func `the complete, sound result of the same settings ends the run without a request`() async throws {
    try await withScratchFolder { folder in
      let first = try await bench(Self.fixture.script, in: folder).run()
      let files = try folder.files(below: "snapshot")
      var second = try bench(in: folder)
      // What changes no byte does not count, and the time is that of the snapshot unless another one is wanted.
      second.configuration.workers = 9
      second.configuration.snapshotAt = nil
      second.configuration.remains = .resume
      second.configuration.run.options = ["workers": "9"]
      #expect(try await second.run() == first)
      #expect(second.transport.requests.isEmpty)
      #expect(try folder.files(below: "snapshot") == files && folder.names == ["snapshot"])
    }
  }

  @Test func `where nothing is, the run takes place`() async throws {
    try await withScratchFolder { folder in
      let bench = try bench(Self.fixture.script, in: folder)
      let manifest = try await bench.run()
      #expect(manifest.complete && !bench.transport.requests.isEmpty)
    }
  }

  @Test func `a result of other settings is refused by their names`() async throws {
    try await withScratchFolder { folder in
      _ = try await bench(Self.fixture.script, in: folder).run()
      let changes: [(name: String, change: (inout ExportConfiguration) -> Void)] = [
        ("tables", { $0.tables = [.grants] }), ("compression", { $0.compression = .gzip(level: 1) }),
        ("format", { $0.formats = OutputFormat.all }),
        ("spreadsheet-safe", { $0.formatOptions.spreadsheetSafe = true }),
        ("snapshot-at", { $0.snapshotAt = Timestamp(milliseconds: 0) }), ("split-rows", { $0.split = .rows(9) }),
      ]
      for (name, change) in changes {
        let error = try await refusal(in: folder, change)
        #expect(error.cause?.contains("other settings: \(name) was ") == true, "\(error)")
      }
    }
  }

  @Test func `a result that is not complete is refused, with the way to repair it`() async throws {
    try await withScratchFolder { folder in
      let ids = try await bench(Self.fixture.script, in: folder).run().tenants.map(\.tenantId)
      try FileManager.default.removeItem(atPath: folder.file("snapshot"))
      let script = Self.fixture.script(failing: [ids[1]], among: ids)
      #expect(try await !bench(script, in: folder).run().complete)
      let error = try await refusal(in: folder)
      #expect(
        error.cause?.hasPrefix("it is not complete: \(Self.fixture.definition.name) \(ids[1]) could not be read: ")
          == true, "\(error)")
      #expect(error.advice?.hasPrefix("--repair \(folder.file("snapshot")) --output NEW") == true, "\(error)")
    }
  }

  @Test func `a damaged result is refused, and the damage named`() async throws {
    try await withScratchFolder { folder in
      _ = try await bench(Self.fixture.script, in: folder).run()
      let path = "snapshot/entitlements/part-00000.csv"
      var bytes = try #require(folder.contents(of: path))
      bytes[bytes.count - 3] ^= 1
      try folder.write(bytes, to: path)
      let error = try await refusal(in: folder)
      #expect(error.cause?.contains("entitlements/part-00000.csv") == true, "\(error)")
      #expect(error.advice?.contains("rollcall verify") == true, "\(error)")
    }
  }

  @Test func `a file, and a folder that is no snapshot, are refused`() async throws {
    try await withScratchFolder { folder in
      try folder.make("snapshot")
      #expect(try await refusal(in: folder).cause?.contains("manifest.json") == true)
    }
    try await withScratchFolder { folder in
      try folder.write([1], to: "snapshot")
      let error = try #require(try await bench(in: folder).failure())
      #expect(error.code == .cannotCreate && folder.contents(of: "snapshot") == [1], "\(error)")
    }
  }
}
