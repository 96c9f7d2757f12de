import RollcallTestSupport
import Testing

@testable import Rollcall

@Suite(.timeLimit(.minutes(2))) struct `Budget of requests of a run` {
  private static let pages = ["a", "b", "c"]
  private static let script: [String: [ScriptedTransport.Response]] = [
    "/a": [.page("a")], "/b": [.status(503), .page("b")], "/c": [.page("c")],
  ]

  private func bench(_ folder: ScratchFolder, budget: Int) -> ExportBench {
    var bench = ExportBench(EchoService(pages: Self.pages), script: Self.script, in: folder)
    bench.configuration.workers = 1
    bench.configuration.requestBudget = budget
    return bench
  }

  @Test(arguments: 1...3)
  func `a run with a budget that is too small ends as limited after exactly as many requests`(budget: Int) async throws
  {
    try await withScratchFolder { folder in
      let bench = bench(folder, budget: budget)
      let failure = try #require(try await bench.failure())
      #expect(failure.code.exitCode == 75)
      #expect(failure.message == "the budget of \(budget) requests to echo is spent")
      #expect(bench.transport.requests == Array(["/a", "/b", "/b"].prefix(budget)))
    }
  }

  @Test func `a run with a budget that is exactly enough is complete`() async throws {
    try await withScratchFolder { folder in
      let manifest = try await bench(folder, budget: 4).run()
      #expect(manifest.complete && manifest.statistics.requests == 4)
    }
  }

  @Test func `a run uses all of its budget, and the resumed run has a budget of its own`() async throws {
    try await withScratchFolder { folder in
      let names = (0..<10).map { "t\($0)" }
      var bench = ExportBench(
        EchoService(pages: names),
        script: Dictionary(uniqueKeysWithValues: names.map { ("/\($0)", [.page($0)]) }), in: folder)
      bench.configuration.workers = 4
      bench.configuration.requestBudget = 4
      bench.configuration.remains = .resume
      for _ in 1...2 {
        let failure = try await bench.failure()
        #expect(failure?.code == .limited)
      }
      #expect(try await bench.run().complete)
      #expect(bench.transport.requests.sorted() == names.map { "/\($0)" })
      #expect(try folder.echoes() == names)
    }
  }

  @Test func `each service has a budget of its own`() async throws {
    try await withScratchFolder { folder in
      var bench = ExportBench(
        EchoService("a", "b"), EchoService("c", "d"),
        script: ["/a": [.page("a")], "/b": [.page("b")], "/c": [.page("c")], "/d": [.page("d")]], in: folder)
      bench.configuration.requestBudget = 2
      let manifest = try await bench.run()
      #expect(manifest.complete)
    }
  }
}

@Suite(.timeLimit(.minutes(2))) struct `Requests per minute of a run` {
  @Test func `a run spreads its requests, whatever the number of workers`() async throws {
    try await withScratchFolder { folder in
      let names = (0..<7).map { "t\($0)" }
      var bench = ExportBench(
        EchoService(pages: names),
        script: Dictionary(uniqueKeysWithValues: names.map { ("/\($0)", [.page($0)]) }), in: folder)
      bench.configuration.requestsPerMinute = 120
      let manifest = try await bench.run()
      #expect(manifest.complete)
      // Seven of them, half a second apart.
      #expect(manifest.finishedAt.milliseconds - manifest.startedAt.milliseconds == 3_000)
      #expect(manifest.statistics.pausedSeconds == 3)
      #expect(try folder.echoes() == names)
    }
  }
}

@Suite(.timeLimit(.minutes(2))) struct `Services that limit a run` {
  @Test func `a limit that outlasts the time for retries ends the run with 75`() async throws {
    try await withScratchFolder { folder in
      let limits = Array(repeating: ScriptedTransport.Response.status(429), count: 6)
      let bench = ExportBench(
        EchoService("a", "b", "c"), script: ["/a": [.page("a")], "/b": limits, "/c": limits], in: folder)
      let failure = try #require(try await bench.failure())
      #expect(failure.code.exitCode == 75)
    }
  }

  /// With one request at a time left, and long pages behind it in line whose heads are there and whose rows wait.
  @Test func `a limit does not stop the run while other rows wait for their turn`() async throws {
    try await withScratchFolder { folder in
      let long = (0..<20).map { "\($0)-\(String(repeating: "x", count: 30_000))" }
      var limited = Array(repeating: ScriptedTransport.Response.status(429), count: 4)
      limited.append(.page("a"))
      let bench = ExportBench(
        EchoService("a", "b", "c", "d", "e", "f"),
        script: [
          "/a": limited, "/b": [.page(long)], "/c": [.page(long)], "/d": [.status(429), .page(long)],
          "/e": [.page(long)], "/f": [.page("f")],
        ], in: folder)
      let manifest = try await bench.run()
      #expect(manifest.complete && manifest.statistics.retries == ["429": 5])
      #expect(try folder.echoes() == ["a"] + long + long + long + long + ["f"])
    }
  }
}

@Suite(.timeLimit(.minutes(2))) struct `Outages of a service during a run` {
  private static func down(_ count: Int) -> [ScriptedTransport.Response] {
    Array(repeating: .status(503), count: count)
  }

  @Test(arguments: [1, 4])
  func `an outage in the middle of a run ends it, not tenant by tenant`(workers: Int) async throws {
    try await withScratchFolder { folder in
      let names = (0..<40).map { "t\($0)" }
      var script = Dictionary(uniqueKeysWithValues: names.map { ("/\($0)", Self.down(6)) })
      // What succeeded before is asked again to make sure, by each that fails to the end.
      for name in names.prefix(5) { script["/\(name)"] = [.page(name)] + Self.down(12) }
      var bench = ExportBench(EchoService(pages: names), script: script, in: folder)
      bench.configuration.workers = workers
      let failure = try #require(try await bench.failure())
      #expect(failure.code.exitCode == 69)
      #expect(failure.message.hasPrefix("echo is down since 2026-11-01T00:00:0") && failure.tenant != nil)
      // With one worker the first tenant has failed alone before the second one does.
      #expect(Set(bench.transport.requests).count <= 5 + max(2, workers))
    }
  }

  @Test func `an outage before the first success ends the run`() async throws {
    try await withScratchFolder { folder in
      let names = (0..<40).map { "t\($0)" }
      let bench = ExportBench(
        EchoService(pages: names),
        script: Dictionary(
          uniqueKeysWithValues: names.map { ("/\($0)", Array(repeating: .refused(.connectionFailed), count: 6)) }),
        in: folder)
      let failure = try #require(try await bench.failure())
      #expect(failure.code.exitCode == 69)
      #expect(Set(bench.transport.requests).count <= 4)
    }
  }

  @Test(arguments: [1, 2, 4], [["t4", "t5"], ["t0", "t1"]])
  func `two neighbouring tenants that are down fail alone`(workers: Int, neighbours: [String]) async throws {
    try await withScratchFolder { folder in
      let names = (0..<8).map { "t\($0)" }
      // Pages for who asks to make sure.
      var script = Dictionary(
        uniqueKeysWithValues: names.map { ("/\($0)", Array(repeating: ScriptedTransport.Response.page($0), count: 3)) })
      for name in neighbours { script["/\(name)"] = Self.down(6) }
      var bench = ExportBench(EchoService(pages: names), script: script, in: folder)
      bench.configuration.workers = workers
      let manifest = try await bench.run()
      #expect(manifest.tenants.filter { $0.status == .failed }.map(\.tenantId) == neighbours)
      #expect(try folder.echoes() == names.filter { !neighbours.contains($0) })
    }
  }

  @Test func `a last tenant that is down fails alone`() async throws {
    try await withScratchFolder { folder in
      let bench = ExportBench(
        EchoService("a", "b"), script: ["/a": [.page("a")], "/b": Self.down(6)], in: folder)
      let manifest = try await bench.run()
      #expect(manifest.tenants.map(\.status) == [.complete, .failed])
    }
  }
}
