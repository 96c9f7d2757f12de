import Foundation
import Glibc
import RollcallTestSupport
import Testing

@testable import Rollcall

/// What an interrupted run left becomes the snapshot that the run would have given.
@Suite(.timeLimit(.minutes(10))) struct `Resumed runs` {
  /// Tenants with one page each, some of them far larger than a block.
  private struct Work {
    let tenants: [String]
    let pages: [String: [String]]

    init(seed: UInt64, tenants count: Int = 5) {
      var random = RepeatableRandom(seed: seed)
      tenants = (0..<count).map { "t\($0)" }
      var pages: [String: [String]] = [:]
      for tenant in tenants {
        let rows = [0, 1, 30, 1_500, 4_000].randomElement(using: &random)!
        pages["/\(tenant)"] = (0..<rows).map { "\(tenant)-\($0)-\(String(random.next(), radix: 36))" }
      }
      self.pages = pages
    }

    var service: EchoService { EchoService(pages: tenants) }

    /// What answers each page, but for one that meets a limit which does not end soon.
    func script(limited: String? = nil) -> [String: [ScriptedTransport.Response]] {
      var script = pages.mapValues { [ScriptedTransport.Response.page($0)] }
      if let limited { script["/\(limited)"] = [.status(429, retryAfter: "86400")] }
      return script
    }
  }

  private func bench(
    _ service: any Service, _ script: [String: [ScriptedTransport.Response]], in folder: ScratchFolder,
    _ compression: Compression = .none, workers: Int = 1
  ) -> ExportBench {
    var bench = ExportBench(service, script: script, in: folder)
    bench.configuration.compression = compression
    bench.configuration.formats = OutputFormat.all
    bench.configuration.workers = workers
    bench.configuration.remains = .resume
    bench.configuration.checkpointInterval = .zero
    return bench
  }

  @Test(arguments: [Compression.none, .gzip(level: 6)], [1, .random(in: 0 ... .max)] as [UInt64])
  func `a resumed run gives the bytes of an undisturbed one, wherever it was stopped`(
    compression: Compression, seed: UInt64
  )
    async throws
  {
    let work = Work(seed: seed)
    try await withScratchFolder { folder in
      _ = try await bench(work.service, work.script(), in: folder, compression).run()
      let expected = try folder.tables(below: "snapshot")
      for stop in work.tenants.indices {
        try await withScratchFolder { folder in
          let comment: Comment = "seed \(seed), stopped at tenant \(stop), \(compression)"
          // Stopped there, and at the next one again.
          for limited in [work.tenants[stop], work.tenants[min(stop + 1, work.tenants.count - 1)]] {
            let stopped = bench(work.service, work.script(limited: limited), in: folder, compression)
            #expect(try await stopped.failure()?.code == .limited, comment)
          }
          let last = bench(work.service, work.script(), in: folder, compression, workers: 3)
          let manifest = try await last.run()
          #expect(manifest.complete && manifest.tenants.map(\.tenantId) == work.tenants, comment)
          #expect(try folder.tables(below: "snapshot") == expected, comment)
          #expect(try folder.names == ["snapshot"] && folder.files(below: "snapshot")["checkpoint.json"] == nil)
          // What was finished is not asked for again.
          let first = min(stop + 1, work.tenants.count - 1)
          #expect(last.transport.requests.sorted() == work.tenants[first...].map { "/\($0)" }, comment)
        }
      }
    }
  }

  @Test func `a run that is told to end saves the finished tenants`() async throws {
    let work = Work(seed: 4)
    try await withScratchFolder { folder in
      let asked = RollcallError(.terminated, "asked to end")
      let stopped = bench(work.service, work.script(), in: folder, workers: 1)
      let failure = try await stopped.failure { [transport = stopped.transport] in
        try await eventually { transport.answered.count >= 3 }
        return asked
      }
      #expect(failure == nil || failure?.code.exitCode == 143 && failure?.remains?.contains("--resume") == true)
      if failure != nil { _ = try await bench(work.service, work.script(), in: folder).run() }
      let bytes = try folder.tables(below: "snapshot")
      try await withScratchFolder { folder in
        _ = try await bench(work.service, work.script(), in: folder).run()
        #expect(try folder.tables(below: "snapshot") == bytes)
      }
    }
  }

  @Test func `a resumed run starts from the beginning if there are no remains`() async throws {
    try await withScratchFolder { folder in
      try #require(mkdir(folder.file("snapshot.partial"), 0o700) == 0)
      #expect(try await bench(EchoService("a"), ["/a": [.page("a")]], in: folder).run().complete)
    }
  }

  @Test func `a resumed run keeps the snapshot time of the interrupted one`() async throws {
    try await withScratchFolder { folder in
      let limited = ["/a": [ScriptedTransport.Response.page("a")], "/b": [.status(429, retryAfter: "86400")]]
      var first = bench(EchoService("a", "b"), limited, in: folder)
      first.configuration.snapshotAt = nil
      _ = try #require(try await first.failure())
      var second = bench(EchoService("a", "b"), ["/b": [.page("b")]], in: folder)
      second.configuration.snapshotAt = Timestamp(rfc3339: "2030-01-01T00:00:00Z")
      let refusal = try #require(try await second.failure())
      #expect(refusal.code == .configuration && refusal.message.contains("snapshot-at was"))
      second.configuration.snapshotAt = nil
      let manifest = try await second.run()
      #expect(manifest.startedAt == manifest.snapshotAt && manifest.statistics.requests == 3)
      // What the interrupted run measured is in it.
      #expect(manifest.statistics.endpoints.map(\.requests) == [3] && manifest.statistics.latency.count == 2)
      let lines = try folder.lines(of: "snapshot/entitlements/part-00000.csv").dropFirst()
      #expect(lines.allSatisfy { $0.hasPrefix("\"\(manifest.snapshotAt)\"") } && lines.count == 2)
    }
  }

  @Test func `a resumed run must have the same settings, but not the same speed`() async throws {
    try await withScratchFolder { folder in
      let limited = ["/a": [ScriptedTransport.Response.page("a")], "/b": [.status(429, retryAfter: "86400")]]
      let first = bench(EchoService("a", "b"), limited, in: folder)
      _ = try #require(try await first.failure())
      var second = bench(EchoService("a", "b"), ["/b": [.page("b")]], in: folder)
      second.configuration.workers = 8
      // What was typed is a record, and decides nothing.
      second.configuration.run.options = ["workers": "8", "crisp-website-id": "another"]
      let changes: [(name: String, change: (inout ExportConfiguration) -> Void)] = [
        ("tables", { $0.tables = [.grants] }), ("compression", { $0.compression = .gzip(level: 1) }),
        ("format", { $0.formats = [$0.formats[0]] }), ("csv-line-ending", { $0.formatOptions.csvLineEnding = .crlf }),
        ("spreadsheet-safe", { $0.formatOptions.spreadsheetSafe = true }), ("fail-fast", { $0.failsFast = true }),
        ("split-rows", { $0.split = .rows(9) }), ("split-bytes", { $0.split = .bytes(1 << 20) }),
      ]
      for (name, change) in changes {
        var other = second
        change(&other.configuration)
        let refusal = try #require(try await other.failure())
        #expect(refusal.code == .configuration && refusal.message.contains("\(name) was "), "\(refusal)")
        #expect(other.transport.requests.isEmpty)
      }
      #expect(try await second.run().complete)
    }
  }

  @Test func `a resumed run repeats all tenants that failed in an outage`() async throws {
    try await withScratchFolder { folder in
      let gone = [ScriptedTransport.Response](repeating: .status(503), count: 30)
      let tenants = EchoService("a", "b", "c", "d")
      let first = bench(
        tenants, ["/a": [.page("a")] + gone, "/b": gone, "/c": gone, "/d": gone], in: folder)
      let failure = try #require(try await first.failure())
      #expect(failure.code == .unavailable && failure.remains?.contains("1 tenant") == true, "\(failure)")
      // Not tenant by tenant.
      #expect(!first.transport.requests.contains("/d"))
      let second = bench(tenants, ["/b": [.page("b")], "/c": [.page("c")], "/d": [.page("d")]], in: folder)
      #expect(try await second.run().complete)
      #expect(try folder.echoes() == ["a", "b", "c", "d"])
    }
  }

  @Test func `a resumed run repeats a tenant that lost a part in an outage`() async throws {
    try await withScratchFolder { folder in
      let gone = [ScriptedTransport.Response](repeating: .status(503), count: 30)
      let tenants = EchoService("a", "b", "b/part~", "c", "d")
      let first = bench(
        tenants,
        [
          "/a": [.page("a")], "/b": [.page("b")] + gone, "/b/part~": [.status(500), .status(500)], "/c": gone,
          "/d": gone,
        ], in: folder)
      let failure = try #require(try await first.failure())
      #expect(failure.code == .unavailable && failure.remains?.contains("1 tenant") == true, "\(failure)")
      let second = bench(
        tenants, ["/b": [.page("b")], "/b/part~": [.page("p")], "/c": [.page("c")], "/d": [.page("d")]], in: folder)
      #expect(try await second.run().complete)
      #expect(try folder.echoes() == ["a", "b", "p", "c", "d"])
    }
  }

  @Test func `a resumed run continues after tenants that all lack a part for good`() async throws {
    try await withScratchFolder { folder in
      let lost = [ScriptedTransport.Response](repeating: .status(500), count: 2)
      let names = ["a", "b", "c", "d"]
      let tenants = EchoService(pages: names.flatMap { [$0, "\($0)/part~"] })
      var script: [String: [ScriptedTransport.Response]] = [:]
      for name in names {
        script["/\(name)"] = [.page(name)]
        script["/\(name)/part~"] = lost
      }
      script["/d"] = [.status(429, retryAfter: "86400")]
      let failure = try #require(try await bench(tenants, script, in: folder).failure())
      #expect(failure.code == .limited && failure.remains?.contains("3 tenants") == true, "\(failure)")
    }
  }

  @Test(arguments: [ScriptedTransport.Response.status(401), .refused(.nameNotFound)])
  fileprivate func `a resumed run that gets nothing keeps the remains`(
    answer: ScriptedTransport.Response
  ) async throws {
    try await withScratchFolder { folder in
      let tenants = EchoService("a", "b", "c")
      let first = bench(tenants, ["/a": [.page("a")], "/b": [.status(429, retryAfter: "86400")]], in: folder)
      #expect(try await first.failure()?.code == .limited)
      let second = bench(tenants, ["/b": Array(repeating: answer, count: 9)], in: folder)
      let failure = try #require(try await second.failure())
      #expect([69, 77].contains(failure.code.exitCode) && failure.remains?.contains("1 tenant") == true, "\(failure)")
      let third = bench(tenants, ["/b": [.page("b")], "/c": [.page("c")]], in: folder)
      #expect(try await third.run().complete)
      #expect(try folder.echoes() == ["a", "b", "c"])
    }
  }

  @Test func `a resumed run that was finished only gets the name, and only with the same settings`() async throws {
    try await withScratchFolder { folder in
      let fixture = ServiceFixture.crisp(websites: 2, seed: 1)
      var run = bench(try fixture.definition.make(fixture.settings), fixture.script, in: folder)
      _ = try await run.run()
      let count = run.transport.requests.count
      let files = try folder.files(below: "snapshot")
      try #require(rename(folder.file("snapshot"), folder.file("snapshot.partial")) == 0)
      run.configuration.formatOptions.csvLineEnding = .crlf
      let refusal = try #require(try await run.failure())
      #expect(refusal.code == .configuration && refusal.message.contains("csv-line-ending was"))
      #expect(try folder.names == ["snapshot.partial"] && folder.files(below: "snapshot.partial") == files)
      run.configuration.formatOptions.csvLineEnding = .lf
      #expect(try await run.run().complete)
      #expect(try folder.names == ["snapshot"] && folder.files(below: "snapshot") == files)
      #expect(run.transport.requests.count == count)
    }
  }
}
