import Backpressure
import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

/// What holds for every service in every format, without naming either: both come from their registries.
@Suite(.timeLimit(.minutes(5))) struct `Every service in every format` {
  static let compressions: [Compression] = [.none, .gzip(level: 1), .gzip(level: 6)]

  /// Exports a fixture with answers that arrive in a random order.
  private func export(
    _ fixture: ServiceFixture, _ formats: [OutputFormat], _ compression: Compression, workers: Int, as name: String,
    in folder: ScratchFolder
  ) async throws -> Manifest {
    let dice = Lock(RepeatableRandom(seed: UInt64(workers)))
    var bench = ExportBench(
      try fixture.definition.make(fixture.settings), script: fixture.script, in: folder
    ) { _ in
      for _ in 0..<dice.withLock({ Int.random(in: 0...20, using: &$0) }) { await Task.yield() }
    }
    bench.configuration.output = .directory(folder.file(name))
    bench.configuration.formats = formats
    bench.configuration.compression = compression
    bench.configuration.workers = workers
    let manifest = try await bench.run()
    #expect(bench.transport.unanswered.isEmpty && bench.transport.mostUnderWay <= workers)
    return manifest
  }

  @Test func `every service has a fixture`() {
    #expect(ServiceFixture.all.map(\.definition.name) == ServiceDefinition.all.map(\.name))
  }

  @Test(arguments: ServiceFixture.all, OutputFormat.all)
  func `the bytes are the same for any number of workers`(fixture: ServiceFixture, format: OutputFormat) async throws {
    try await withScratchFolder { folder in
      for (index, compression) in Self.compressions.enumerated() {
        var first: [String: [UInt8]]?
        for workers in [1, 2, 3, 8] {
          let name = "snapshot-\(index)-\(workers)"
          let manifest = try await export(fixture, [format], compression, workers: workers, as: name, in: folder)
          #expect(manifest.complete && manifest.tenants.count == 40)
          let files = try folder.tables(below: name)
          #expect(files.count == Table.allCases.count && files.values.allSatisfy { !$0.isEmpty })
          #expect(files == first ?? files, "\(workers) workers, \(compression)")
          first = files
        }
      }
    }
  }

  @Test(arguments: ServiceFixture.all, OutputFormat.all)
  func `the content is the same for every compression`(fixture: ServiceFixture, format: OutputFormat) async throws {
    try await withScratchFolder { folder in
      var contents: [[Table: [String]]] = []
      for (index, compression) in Self.compressions.enumerated() {
        let manifest = try await export(fixture, [format], compression, workers: 3, as: "\(index)", in: folder)
        var content: [Table: [String]] = [:]
        for table in manifest.tables {
          let file = try #require(table.files.first)
          content[table.name] = try folder.lines(of: "\(index)/\(file.path)")
          #expect(file.uncompressedBytes == content[table.name]!.map { $0.utf8.count + 1 }.reduce(0, +))
          #expect(file.path.hasSuffix(".\(format.fileExtension)") == (compression == .none))
        }
        contents.append(content)
        try folder.expectChecksums("\(index)")
      }
      #expect(contents[0] == contents[1] && contents[0] == contents[2])
    }
  }

  @Test(arguments: ServiceFixture.all)
  func `one fetch for all formats gives the same files as one for each format`(fixture: ServiceFixture) async throws {
    try await withScratchFolder { folder in
      let manifest = try await export(fixture, OutputFormat.all, .none, workers: 4, as: "all", in: folder)
      #expect(manifest.tables.allSatisfy { $0.files.map(\.format) == OutputFormat.all.map(\.name) })
      var single: [String: [UInt8]] = [:]
      for format in OutputFormat.all {
        _ = try await export(fixture, [format], .none, workers: 4, as: format.name, in: folder)
        single.merge(try folder.tables(below: format.name)) { $1 }
      }
      #expect(try folder.tables(below: "all") == single)
    }
  }

  @Test(arguments: ServiceFixture.all, OutputFormat.all)
  func `no secret is in any file`(fixture: ServiceFixture, format: OutputFormat) async throws {
    try await withScratchFolder { folder in
      _ = try await export(fixture, [format], .none, workers: 4, as: "snapshot", in: folder)
      #expect(fixture.secrets.count > 1)
      for (path, bytes) in try folder.files(below: "snapshot") {
        let text = String(decoding: bytes, as: UTF8.self)
        for secret in fixture.secrets { #expect(!text.contains(secret), "\(secret) in \(path)") }
      }
    }
  }
}

extension ScratchFolder {
  /// Expects that `sha256sum` finds every file of a snapshot as its list says, and no file beside those.
  func expectChecksums(_ name: String = "snapshot", sourceLocation: SourceLocation = #_sourceLocation) throws {
    let arguments = ["--check", "--strict", "--quiet", "SHA256SUMS"]
    let run = try CommandRun.run("sha256sum", arguments, in: URL(filePath: file(name)))
    #expect(run.exitCode == 0, "\(run)", sourceLocation: sourceLocation)
    let listed = try lines(of: "\(name)/SHA256SUMS").map { String($0.dropFirst(66)) }
    let present = try files(below: name).keys.filter { $0 != "SHA256SUMS" }
    #expect(listed.sorted() == present.sorted(), sourceLocation: sourceLocation)
  }
}
