import Backpressure
import RollcallTestSupport
import Testing

@testable import Rollcall

@Suite(.timeLimit(.minutes(5))) struct `Order of an export` {
  private static let pages = (0..<30).map { "tenant-\($0)" }

  private static func ids(of page: String) -> [String] { (0..<3).map { "\(page)-row-\($0)" } }

  private static var script: [String: [ScriptedTransport.Response]] {
    Dictionary(uniqueKeysWithValues: pages.map { ("/\($0)", [.page(ids(of: $0))]) })
  }

  /// Runs an export whose answers arrive in a random order, and returns that order.
  private func arrivals(seed: UInt64, workers: Int) async throws -> [String] {
    try await withScratchFolder { folder in
      let dice = Lock(RepeatableRandom(seed: seed))
      var bench = ExportBench(EchoService(pages: Self.pages), script: Self.script, in: folder) { _ in
        for _ in 0..<dice.withLock({ Int.random(in: 0...60, using: &$0) }) { await Task.yield() }
      }
      bench.configuration.workers = workers
      let manifest = try await bench.run()
      let comment: Comment = "seed \(seed), \(workers) workers"
      #expect(try folder.echoes() == Self.pages.flatMap(Self.ids), comment)
      #expect(manifest.tenants.map(\.tenantId) == Self.pages, comment)
      #expect(manifest.tenants.allSatisfy { $0.status == .complete && $0.requests == 1 }, comment)
      #expect(bench.transport.mostUnderWay <= workers && bench.transport.unanswered.isEmpty, comment)
      if workers > 1 { #expect(bench.transport.mostUnderWay > 1, comment) }
      return bench.transport.answered
    }
  }

  @Test(arguments: [2, 3, 8], [1, 2, 3, 4] as [UInt64])
  func `the rows have the order of the plan, whatever the order of the responses`(workers: Int, seed: UInt64)
    async throws
  {
    let arrivals = try await arrivals(seed: seed, workers: workers)
    // Without this the test would prove nothing.
    #expect(arrivals != Self.pages.map { "/\($0)" }, "seed \(seed)")
  }

  @Test func `the requests have the order of the plan if there is one worker`() async throws {
    #expect(try await arrivals(seed: 9, workers: 1) == Self.pages.map { "/\($0)" })
  }

  @Test(arguments: [1, 2, 5])
  func `no request beyond the window starts while the first one hangs`(workers: Int) async throws {
    try await withScratchFolder { folder in
      let isOpen = Lock(false)
      var bench = ExportBench(EchoService(pages: Self.pages), script: Self.script, in: folder) { path in
        if path == "/tenant-0" { try await eventually { isOpen.withLock { $0 } } }
      }
      bench.configuration.workers = workers
      let running = bench
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { _ = try await running.run() }
        try await eventually { running.transport.requests.count == workers }
        for _ in 0..<200 { await Task.yield() }
        #expect(running.transport.requests.count == workers)
        isOpen.withLock { $0 = true }
        try await group.waitForAll()
      }
      #expect(try folder.echoes().count == 90)
    }
  }

  @Test func `the progress never decreases`() async throws {
    try await withScratchFolder { folder in
      let seen = Lock<[(tenants: Int, rows: Int)]>([])
      let bench = ExportBench(EchoService(pages: Self.pages), script: Self.script, in: folder)
      _ = try await bench.run { progress in
        seen.withLock { $0.append((progress.tenants, progress.rows)) }
      }
      let counts = seen.withLock { $0 }
      #expect(zip(counts, counts.dropFirst()).allSatisfy { $0.tenants <= $1.tenants && $0.rows <= $1.rows })
      #expect(counts.last! == (30, 90))
    }
  }
}
