import Backpressure
import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

@Suite(.timeLimit(.minutes(5))) struct `Failed tenants of a run` {
  /// Long enough that blocks of it are written before the tenant fails.
  private static let long = (0..<20).map { "\($0)-\(String(repeating: "x", count: 30_000))" }

  private static func report(_ manifest: Manifest, _ tenant: String) -> TenantReport? {
    manifest.tenants.first { $0.tenantId == tenant }
  }

  /// What goes wrong with the last page of tenant `bad`.
  static let failures: [(response: ScriptedTransport.Response, code: RollcallError.Code, reason: String?)] = [
    (.status(402), .refused, "status_402"), (.status(403), .refused, "status_403"),
    (.status(404), .refused, "status_404"), (.status(400), .undecodable, nil), (.status(203), .undecodable, nil),
    (.body("[\"cut\"] x"), .undecodable, nil), (.body("{}"), .undecodable, nil),
  ]

  @Test(arguments: failures, [Compression.none, .gzip(level: 1)])
  func `a failed tenant leaves no row and does not affect the others`(
    failure: (response: ScriptedTransport.Response, code: RollcallError.Code, reason: String?), compression: Compression
  ) async throws {
    try await withScratchFolder { folder in
      var bench = ExportBench(
        EchoService("a", "bad", "bad/2", "bad/3", "c"),
        script: [
          "/a": [.page("a1", "a2")], "/bad": [.page(Self.long)], "/bad/2": [failure.response],
          "/bad/3": [.page("bad3")], "/c": [.page("c1")],
        ], in: folder)
      bench.configuration.compression = compression
      let manifest = try await bench.run()
      #expect(!manifest.complete && manifest.tenants.map(\.status) == [.complete, .failed, .complete])
      let bad = try #require(Self.report(manifest, "bad"))
      #expect(bad.error?.code == failure.code && bad.error?.reason == failure.reason && bad.error?.message != "")
      #expect(bad.requests == 3 && bad.rows.values.allSatisfy { $0 == 0 })
      #expect(Self.report(manifest, "a")?.rows["entitlements"] == 2)
      #expect(manifest.tables.map(\.rows).reduce(0, +) == 3)

      var undisturbed = ExportBench(
        EchoService("a", "c"), script: ["/a": [.page("a1", "a2")], "/c": [.page("c1")]], in: folder)
      undisturbed.configuration.compression = compression
      undisturbed.configuration.output = .directory(folder.file("undisturbed"))
      #expect(try await undisturbed.run().complete)
      #expect(try folder.tables(below: "snapshot") == folder.tables(below: "undisturbed"))
    }
  }

  @Test func `a tenant that fails after all retries has the error of the last one`() async throws {
    try await withScratchFolder { folder in
      let bench = ExportBench(
        EchoService("bad", "good"),
        script: ["/bad": Array(repeating: .status(503), count: 6), "/good": [.page("g")]], in: folder)
      let manifest = try await bench.run()
      let bad = try #require(Self.report(manifest, "bad"))
      #expect(bad.error?.code == .unavailable && bad.requests == 6 && bench.transport.unanswered.isEmpty)
      #expect(manifest.statistics.requests == 7 && manifest.statistics.retries == ["503": 5])
      #expect(try folder.echoes() == ["g"])
    }
  }

  @Test func `a run whose tenants all fail has the first failure, and leaves nothing`() async throws {
    try await withScratchFolder { folder in
      // The second one fails long before the first.
      let bench = ExportBench(
        EchoService("slow", "quick", "third"),
        script: [
          "/slow": [.status(500), .status(404)], "/quick": [.status(403)],
          "/third": Array(repeating: .body("!"), count: 3),
        ], in: folder)
      let failure = try #require(try await bench.failure())
      #expect(failure.tenant?.id == "slow" && failure.reason == "status_404" && failure.code.exitCode == 77)
      #expect(failure.request == "GET /slow, 2 attempts")
      try folder.expectNothing()
    }
  }

  @Test func `a tenant that breaks half-way and succeeds in the end is exported once`() async throws {
    try await withScratchFolder { folder in
      let rows = Self.long.map { "\"\($0)\"" }.joined(separator: ",")
      let bench = ExportBench(
        EchoService("a", "b"),
        script: ["/a": [.broken("[\(rows),"), .broken("[\(rows)"), .page(Self.long + ["last"])], "/b": [.page("b")]],
        in: folder)
      let manifest = try await bench.run()
      #expect(manifest.complete && manifest.statistics.retries == ["connection lost": 2])
      #expect(try folder.echoes() == Self.long + ["last", "b"])
    }
  }
}

@Suite(.timeLimit(.minutes(5))) struct `Failed runs` {
  /// Answers of the pages named never arrive.
  private func hanging(_ paths: String...) -> @Sendable (String) async throws -> Void {
    { if paths.contains($0) { try await Task.sleep(for: .seconds(3600)) } }
  }

  @Test func `a run that fails ends at once, although other tenants come first in line`() async throws {
    try await withScratchFolder { folder in
      let bench = ExportBench(
        EchoService("first", "second", "refused", "never"),
        script: [
          "/first": [.page("f")], "/second": [.page("s")], "/refused": [.status(429, retryAfter: "3600")],
          "/never": [.page("n")],
        ],
        in: folder, arrival: hanging("/first", "/never"))
      let failure = try #require(try await bench.failure())
      #expect(failure.code.exitCode == 75 && failure.tenant?.id == "refused")
      #expect(bench.transport.underWay == 0)
      #expect(try folder.names == ["snapshot.partial"])
    }
  }

  @Test func `a run that ends because of a limit says that it can be resumed`() async throws {
    try await withScratchFolder { folder in
      var bench = ExportBench(
        EchoService("a", "b"), script: ["/a": [.page("a")], "/b": [.status(429, retryAfter: "3600")]], in: folder)
      bench.configuration.workers = 1
      let failure = try #require(try await bench.failure())
      #expect(failure.code.exitCode == 75)
      #expect(failure.remains?.contains("1 tenant; the same command with --resume") == true)
      #expect(try folder.names == ["snapshot.partial"])
    }
  }

  @Test func `a run that is cancelled leaves nothing`() async throws {
    try await withScratchFolder { folder in
      let bench = ExportBench(
        EchoService("a", "b"), script: ["/a": [.page("a")], "/b": [.page("b")]], in: folder, arrival: hanging("/b"))
      await withTaskGroup(of: Void.self) { group in
        group.addTask {
          await #expect(throws: CancellationError.self) { try await bench.run() }
        }
        try? await eventually { bench.transport.requests.count == 2 }
        group.cancelAll()
      }
      #expect(bench.transport.underWay == 0)
      try folder.expectNothing()
    }
  }

  @Test func `a run with a full disk stops its fetches and leaves nothing`() async {
    // A limit on the size of files is the whole process's, so this takes one of its own.
    await #expect(processExitsWith: .exitCode(74)) {
      try await withScratchFolder { folder in
        var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        signal(SIGXFSZ, SIG_IGN)
        let rows = (0..<500).map { "\($0)-\(String(repeating: "y", count: 1000))" }
        let bench = ExportBench(
          EchoService("a", "b", "c"), script: ["/a": [.page(rows)], "/b": [.page("b")], "/c": [.page("c")]],
          in: folder
        ) { if $0 != "/a" { try await Task.sleep(for: .seconds(3600)) } }
        let failure = try #require(try await bench.failure())
        #expect(bench.transport.underWay == 0 && failure.advice?.contains("ulimit") == true)
        try folder.expectNothing()
        try FileManager.default.removeItem(atPath: folder.path)
        exit(failure.code.exitCode)
      }
    }
  }

  @Test func `a run whose folder was removed says so`() async throws {
    try await withScratchFolder { folder in
      let bench = ExportBench(EchoService("a"), script: ["/a": [.page("a")]], in: folder) { _ in
        // The last file of all, so that what fails is what comes at the end.
        while !FileManager.default.fileExists(atPath: folder.file("snapshot.partial/grants/part-00000.csv")) {
          try await Task.sleep(for: .milliseconds(1))
        }
        try FileManager.default.removeItem(atPath: folder.file("snapshot.partial"))
      }
      let failure = try #require(try await bench.failure())
      #expect(failure.code.exitCode == 73 && failure.message.contains("datapackage.json"), "\(failure)")
      try folder.expectNothing()
    }
  }

  @Test func `a run without a place for its snapshot sends no request`() async throws {
    try await withScratchFolder { folder in
      var bench = ExportBench(EchoService("a"), script: [:], in: folder)
      bench.configuration.output = .directory(folder.file("missing/snapshot"))
      let failure = try #require(try await bench.failure())
      #expect(failure.code.exitCode == 73)
      #expect(bench.transport.requests.isEmpty)
      try folder.expectNothing()
    }
  }
}
