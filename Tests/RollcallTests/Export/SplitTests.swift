import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

/// Parts come from the rows alone, whatever breaks, fails or is interrupted on the way.
@Suite(.timeLimit(.minutes(10))) struct `The parts of an export` {
  private static let pages = ["small", "large/1", "large/2", "gone/1", "gone/2", "last"]
  /// The second is smaller than anybody may ask for, so that there are parts enough.
  private static let splits: [SnapshotSplit] = [.rows(700), .bytes(40_000)]
  private static let compressions: [Compression] = [.none, .gzip(level: 1)]

  /// The list of a page, long enough for several parts and blocks if it is a large one.
  private static func list(of page: String) -> [UInt8] {
    var random = RepeatableRandom(seed: UInt64(page.utf8.count))
    let ids = (0..<(page.contains("/") ? 3_000 : 5))
      .map { index in
        // Much of it cannot be compressed, so that there are parts enough then, too.
        let noise = (0..<4).map { _ in String(random.next(), radix: 36) }.joined()
        return "\"\(page)-\(index)-\(noise)\\u00e9\""
      }
    return Array("[\(ids.joined(separator: " ,"))]".utf8)
  }

  /// Answers to all pages, one of them never. Each breaks off a few times at random places, if there is a random.
  private static func script(using random: inout RepeatableRandom?) -> [String: [ScriptedTransport.Response]] {
    var script: [String: [ScriptedTransport.Response]] = [:]
    for page in pages {
      let content = list(of: page)
      var responses: [ScriptedTransport.Response] = []
      if random != nil {
        for _ in 0..<Int.random(in: 0...2, using: &random!) {
          var broken = ScriptedTransport.Response.broken()
          broken.pieces = [Array(content.prefix(Int.random(in: 0..<content.count, using: &random!)))]
          responses.append(broken)
        }
      }
      responses.append(page == "gone/2" ? .status(404) : ScriptedTransport.Response(pieces: [content]))
      script["/\(page)"] = responses
    }
    return script
  }

  private func bench(
    _ script: [String: [ScriptedTransport.Response]], _ compression: Compression, _ split: SnapshotSplit?,
    workers: Int = 1, compressors: Int = 1, in folder: ScratchFolder
  ) -> ExportBench {
    var bench = ExportBench(EchoService(pages: Self.pages), script: script, in: folder)
    bench.configuration.formats = OutputFormat.all
    bench.configuration.compression = compression
    bench.configuration.split = split
    bench.configuration.workers = workers
    bench.configuration.compressors = compressors
    bench.configuration.checkpointInterval = .zero
    return bench
  }

  /// Expects that the folder holds what the manifest lists, and nothing else.
  private func tables(_ manifest: Manifest, in folder: ScratchFolder) throws -> [String: [UInt8]] {
    #expect(manifest.tenants.map(\.status) == [.complete, .complete, .failed, .complete])
    let tables = try folder.tables(below: "snapshot")
    let reports = manifest.tables.flatMap(\.files)
    #expect(reports.map(\.path).sorted() == tables.keys.sorted())
    for report in reports {
      #expect(report.bytes == tables[report.path]?.count, "\(report.path)")
      #expect(report.sha256 == tables[report.path].map { StoredSnapshot.sha256($0) }, "\(report.path)")
    }
    return tables
  }

  private func run(
    _ script: [String: [ScriptedTransport.Response]], _ compression: Compression, _ split: SnapshotSplit?,
    workers: Int = 1, compressors: Int = 1
  ) async throws -> (manifest: Manifest, tables: [String: [UInt8]]) {
    try await withScratchFolder { folder in
      let bench = bench(script, compression, split, workers: workers, compressors: compressors, in: folder)
      let manifest = try await bench.run()
      return (manifest, try tables(manifest, in: folder))
    }
  }

  /// The rows of a table in a format, part after part.
  private func rows(
    _ run: (manifest: Manifest, tables: [String: [UInt8]]), _ table: Table, _ format: OutputFormat
  ) throws -> [String] {
    let report = try #require(run.manifest.tables.first { $0.name == table })
    let snapshot = StoredSnapshot(files: run.tables, manifest: run.manifest)
    return try report.files.filter { $0.format == format.name }
      .flatMap { file in
        let lines = try snapshot.lines(of: file.path)
        let rows = format.name == "csv" ? Array(lines.dropFirst()) : lines
        if format.name == "csv" { #expect(lines.first == table.columns.map(\.name).joined(separator: ",")) }
        #expect(rows.count == file.rows, "\(file.path)")
        return rows
      }
  }

  @Test(arguments: compressions, splits)
  func `all parts together have the rows of a table that is not split`(compression: Compression, split: SnapshotSplit)
    async throws
  {
    var none: RepeatableRandom?
    let whole = try await run(Self.script(using: &none), compression, nil)
    let parted = try await run(Self.script(using: &none), compression, split)
    #expect(whole.tables.count == 8 && whole.manifest.encoding.split == nil && parted.manifest.encoding.split == split)
    for table in Table.allCases {
      for format in OutputFormat.all {
        #expect(try rows(parted, table, format) == rows(whole, table, format))
        let parts = try #require(parted.manifest.tables.first { $0.name == table }).files
          .filter { $0.format == format.name }
        guard table == .entitlements else {
          #expect(parts.map(\.rows) == [0])
          continue
        }
        #expect(parts.count > 5)
        switch split {
        case .rows(let count): #expect(parts.dropLast().allSatisfy { $0.rows == count })
        case .bytes(let size):
          #expect(parts.dropLast().allSatisfy { (size / 2...size * 3 / 2).contains($0.bytes) }, "\(parts.map(\.bytes))")
        }
      }
    }
  }

  @Test(arguments: compressions, splits)
  func `parts are the same for any workers and compressors, and after any failure`(
    compression: Compression, split: SnapshotSplit
  ) async throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random: RepeatableRandom? = RepeatableRandom(seed: seed)
    var none: RepeatableRandom?
    let expected = try await run(Self.script(using: &none), compression, split).tables
    for (workers, compressors) in [(1, 4), (3, 2), (8, 3)] {
      let run = try await run(
        Self.script(using: &random), compression, split, workers: workers, compressors: compressors)
      try #require(run.tables == expected, "seed \(seed), \(workers) workers, \(compressors) compressors")
    }
  }

  @Test(arguments: compressions, splits)
  func `parts are the same when the run is stopped and resumed`(compression: Compression, split: SnapshotSplit)
    async throws
  {
    var none: RepeatableRandom?
    let calm = Self.script(using: &none)
    let expected = try await run(calm, compression, split).tables
    for (stop, workers) in [("large/1", 1), ("large/2", 3), ("gone/2", 1), ("last", 4)] {
      try await withScratchFolder { folder in
        let comment: Comment = "stopped at \(stop)"
        var limited = calm
        limited["/\(stop)"] = [.status(429, retryAfter: "86400")]
        let stopped = bench(limited, compression, split, workers: workers, in: folder)
        #expect(try await stopped.failure()?.code == .limited, comment)
        if try FileSystem.exists(folder.file("snapshot.partial/checkpoint.json")) {
          try leaveMore(in: folder, isCompressed: compression != .none)
        }
        var last = bench(calm, compression, split, workers: 2, compressors: 2, in: folder)
        last.configuration.remains = .resume
        let manifest = try await last.run()
        #expect(try tables(manifest, in: folder) == expected, comment)
        #expect(try folder.names == ["snapshot"], comment)
      }
    }
  }

  /// Leaves what a run may write after its last checkpoint before it dies.
  private func leaveMore(in folder: ScratchFolder, isCompressed: Bool) throws {
    let checkpoint = try Checkpoint(decoding: folder.contents(of: "snapshot.partial/checkpoint.json") ?? [])
    for file in checkpoint.files {
      let path = "snapshot.partial/\(file.path)"
      _ = try folder.write(try #require(folder.contents(of: path)) + Array("more".utf8), to: path)
      let last = try #require(PartPath(file.path))
      for number in [last.number + 1, last.number + 3] {
        _ = try folder.write([1, 2, 3], to: "snapshot.partial/\(last.numbered(number).text)")
      }
    }
  }
}
