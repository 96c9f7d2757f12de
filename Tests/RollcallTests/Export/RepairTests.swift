import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

/// A snapshot that is made again: what was complete is copied, and the rest is asked for.
@Suite(.timeLimit(.minutes(10))) struct `Repaired snapshots` {
  private typealias Response = ScriptedTransport.Response

  private static let pages = ["a", "b", "c/1", "c/2~", "d", "e"]
  private static let tenants = ["a", "b", "c", "d", "e"]

  private static func page(_ name: String) -> Response {
    .page((0..<40).map { "\(name)-\($0) \"é,\n" }.map { $0.replacing("\"", with: "\\\"").replacing("\n", with: "\\n") })
  }

  /// The answers to all pages, but for some that answer something else.
  private static func script(_ others: [String: Response] = [:]) -> [String: [Response]] {
    var script: [String: [Response]] = [:]
    for name in pages { script["/\(name)"] = Array(repeating: others[name] ?? page(name), count: 5) }
    return script
  }

  private func bench(
    _ script: [String: [Response]], in folder: ScratchFolder, as name: String, repairing old: String? = nil
  ) throws -> ExportBench {
    var bench = ExportBench(EchoService(pages: Self.pages), script: script, in: folder)
    bench.configuration.output = .directory(folder.file(name))
    bench.configuration.formats = OutputFormat.all
    bench.configuration.workers = 1
    bench.configuration.checkpointInterval = .zero
    if let old { bench.configuration.repair = try SnapshotRepair(path: folder.file(old)) }
    return bench
  }

  /// Makes a whole snapshot, and one in which these pages failed.
  private func make(in folder: ScratchFolder, without others: [String: Response]) async throws {
    #expect(try await bench(Self.script(), in: folder, as: "clean").run().complete)
    #expect(try await !bench(Self.script(others), in: folder, as: "old").run().complete)
  }

  private func expectRepaired(in folder: ScratchFolder) throws {
    #expect(try folder.tables(below: "new") == folder.tables(below: "clean"))
    #expect(try folder.names.filter { !["clean", "old", "other"].contains($0) } == ["new"])
  }

  @Test func `failed and incomplete tenants are asked for again, and the others copied in their places`() async throws {
    try await withScratchFolder { folder in
      try await make(in: folder, without: ["b": .status(404), "c/2~": .status(500)])
      let before = try folder.files(below: "old")
      let bench = try bench(Self.script(), in: folder, as: "new", repairing: "old")
      let manifest = try await bench.run()
      #expect(manifest.complete && bench.transport.requests == ["/b", "/c/1", "/c/2~"])
      try expectRepaired(in: folder)
      #expect(try folder.files(below: "old") == before)
      #expect(manifest.tenants.map(\.tenantId) == Self.tenants)
      // The figures are those of this run, and the times those of the reading.
      #expect(manifest.tenants.map(\.requests) == [0, 1, 2, 0, 0] && manifest.statistics.requests == 3)
      let old = try SnapshotReader(path: folder.file("old")).manifest
      for index in [0, 3, 4] {
        #expect(manifest.tenants[index].readFrom == old.tenants[index].readFrom)
        #expect(manifest.tenants[index].readUntil == old.tenants[index].readUntil)
      }
      #expect(manifest.snapshotAt == old.snapshotAt && manifest.startedAt == old.startedAt)
    }
  }

  @Test func `a repair that is stopped goes on, and only as the same repair`() async throws {
    try await withScratchFolder { folder in
      try await make(in: folder, without: ["b": .status(404), "d": .status(404)])
      let limit = ["d": Response.status(429, retryAfter: "86400")]
      let failure = try await bench(Self.script(limit), in: folder, as: "new", repairing: "old").failure()
      #expect(failure?.code == .limited && failure?.remains?.contains("3 tenants") == true, "\(failure!)")

      _ = try await bench(Self.script(["a": .status(404)]), in: folder, as: "other").run()
      for (old, words) in [(nil, "is the repair of a snapshot"), ("other", "of another snapshot")]
        as [(String?, String)]
      {
        var wrong = try bench([:], in: folder, as: "new", repairing: old)
        wrong.configuration.remains = .resume
        let refusal = try #require(try await wrong.failure())
        #expect(refusal.code == .configuration && refusal.message.contains(words), "\(refusal)")
      }
      var rest = try bench(Self.script(), in: folder, as: "new", repairing: "old")
      rest.configuration.remains = .resume
      let manifest = try await rest.run()
      #expect(manifest.complete && rest.transport.requests == ["/d"])
      try expectRepaired(in: folder)
    }
  }

  @Test func `the remains of an export are not those of a repair`() async throws {
    try await withScratchFolder { folder in
      try await make(in: folder, without: ["b": .status(404)])
      let limit = ["d": Response.status(429, retryAfter: "86400")]
      _ = try #require(try await bench(Self.script(limit), in: folder, as: "new").failure())
      var repair = try bench([:], in: folder, as: "new", repairing: "old")
      repair.configuration.remains = .resume
      let refusal = try #require(try await repair.failure())
      #expect(refusal.code == .configuration && refusal.message.hasSuffix("it is no repair"), "\(refusal)")
    }
  }

  @Test func `a repair can be told to end while it copies`() async throws {
    try await withScratchFolder { folder in
      try await make(in: folder, without: ["e": .status(404)])
      let asked = RollcallError(.terminated, "asked to end")
      let bench = try bench(Self.script(), in: folder, as: "new", repairing: "old")
      let failure = try await bench.failure { asked }
      guard let failure else { return try expectRepaired(in: folder) }
      #expect(failure.code == .terminated)
      var rest = try self.bench(Self.script(), in: folder, as: "new", repairing: "old")
      rest.configuration.remains = .resume
      #expect(try await rest.run().complete)
      try expectRepaired(in: folder)
    }
  }

  @Test func `a repair that gains nothing leaves nothing, and ends as the first tenant failed`() async throws {
    for (status, code) in [(404, RollcallError.Code.refused), (401, .refused), (500, .unavailable)] {
      try await withScratchFolder { folder in
        let gone = ["b": Response.status(404), "d": .status(404)]
        try await make(in: folder, without: gone)
        let again = gone.mapValues { _ in Response.status(status) }
        let script = Self.script(again).mapValues { Array(repeating: $0[0], count: 60) }
        let failure = try await bench(script, in: folder, as: "new", repairing: "old").failure()
        #expect(failure?.code == code && failure?.remains == nil, "\(status): \(failure.debugDescription)")
        #expect(try folder.names == ["clean", "old"])
      }
    }
  }

  @Test func `a repair that gains something says what still fails`() async throws {
    try await withScratchFolder { folder in
      try await make(in: folder, without: ["b": .status(404), "d": .status(404)])
      let manifest = try await bench(Self.script(["d": .status(404)]), in: folder, as: "new", repairing: "old").run()
      #expect(
        !manifest.complete && manifest.tenants.map(\.status) == [.complete, .complete, .complete, .failed, .complete])
      // The next one repairs the rest.
      let last = try bench(Self.script(), in: folder, as: "last", repairing: "new")
      let repaired = try await last.run()
      #expect(repaired.complete && last.transport.requests == ["/d"])
      #expect(try folder.tables(below: "last") == folder.tables(below: "clean"))
    }
  }

  @Test func `a complete snapshot is copied as it is`() async throws {
    try await withScratchFolder { folder in
      _ = try await bench(Self.script(), in: folder, as: "clean").run()
      let copy = try bench([:], in: folder, as: "new", repairing: "clean")
      let manifest = try await copy.run()
      #expect(manifest.complete && copy.transport.requests.isEmpty)
      try expectRepaired(in: folder)
    }
  }

  @Test func `a damaged snapshot is refused before anything is asked or made`() async throws {
    try await withScratchFolder { folder in
      try await make(in: folder, without: ["b": .status(404)])
      for path in try folder.files(below: "old").keys.sorted() where path.hasSuffix(".csv") {
        let bytes = try #require(folder.contents(of: "old/\(path)"))
        var damaged = bytes
        damaged[bytes.count - 2] ^= 1
        try folder.write(damaged, to: "old/\(path)")
        let bench = try bench([:], in: folder, as: "new", repairing: "old")
        let failure = try #require(try await bench.failure())
        #expect(failure.code == .undecodable && failure.message.contains(path), "\(failure)")
        #expect(try bench.transport.requests.isEmpty && folder.names == ["clean", "old"])
        try folder.write(bytes, to: "old/\(path)")
      }
    }
  }

  @Test func `other settings are refused by their names, and another compressor is not`() async throws {
    try await withScratchFolder { folder in
      try await make(in: folder, without: ["b": .status(404)])
      let changes: [(name: String, change: (inout ExportConfiguration) -> Void)] = [
        ("tables", { $0.tables = [.grants] }), ("compression", { $0.compression = .gzip(level: 1) }),
        ("format", { $0.formats = [$0.formats[0]] }), ("csv-line-ending", { $0.formatOptions.csvLineEnding = .crlf }),
        ("split-rows", { $0.split = .rows(9) }), ("snapshot-at", { $0.snapshotAt = Timestamp(milliseconds: 0) }),
      ]
      for (name, change) in changes {
        var other = try bench([:], in: folder, as: "new", repairing: "old")
        change(&other.configuration)
        let refusal = try #require(try await other.failure())
        #expect(refusal.code == .configuration && refusal.message.contains(": \(name) was "), "\(refusal)")
        #expect(try folder.names == ["clean", "old"])
      }
      let repair = try SnapshotRepair(path: folder.file("old"))
      var run = repair.identity
      (run.zlibVersion, run.isal) = ("another", "another")
      #expect(throws: Never.self) { try repair.check(run, snapshotAt: nil) }
      run.rollcallVersion = "0.0.1"
      let refusal = #expect(throws: RollcallError.self) { try repair.check(run, snapshotAt: nil) }
      #expect(refusal?.message.contains("the version of rollcall was") == true)
    }
  }

  @Test func `what the list of tenants lacked stays missing, and the note says so`() async throws {
    try await withScratchFolder { folder in
      try await make(in: folder, without: ["b": .status(404)])
      var manifest = try SnapshotReader(path: folder.file("old")).manifest
      manifest.sources[0].missing = [MissingPart(part: "page 7", reason: "it is doubtful")]
      try folder.write(manifest.encoded(), to: "old/manifest.json")
      // Its digest stands there.
      try #require(unlink(folder.file("old/SHA256SUMS")) == 0)
      let note = try SnapshotRepair(path: folder.file("old")).note
      #expect(note.contains("4 tenants of \(folder.file("old")) are copied, asked for again: echo b;"), "\(note)")
      #expect(note.contains("without page 7: only another export lists them"), "\(note)")
      let repaired = try await bench(Self.script(), in: folder, as: "new", repairing: "old").run()
      #expect(!repaired.complete && repaired.sources[0].missing.map(\.part) == ["page 7"])
    }
  }
}
