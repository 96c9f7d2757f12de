import Rollcall
import RollcallTestSupport
import Testing

@testable import Backpressure

@Suite(.timeLimit(.minutes(5))) struct `Cancelled fetches` {
  /// Starts a fetch, cancels it once `isReady`, and expects it to end with nothing but its cancellation.
  private func cancel(
    _ bench: FetchBench, into lane: BoundedChannel<PageEvent> = BoundedChannel(capacity: 10),
    when isReady: () async throws -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        await #expect(throws: CancellationError.self) { try await bench.fetch(into: lane) }
      }
      try await isReady()
      group.cancelAll()
      try await group.waitForAll()
    }
    #expect(bench.clock.sleeperCount == 0 && bench.transport.underWay == 0)
  }

  @Test func `a fetch that is cancelled before a retry ends at once`() async throws {
    let bench = FetchBench(.status(503))
    try await cancel(bench) { _ = try await bench.clock.nextSleep() }
    #expect(bench.transport.requests.count == 1)
  }

  @Test func `a fetch that is cancelled during a pause ends at once`() async throws {
    let bench = FetchBench(.status(429, retryAfter: "60"))
    try await cancel(bench) {
      let pause = try await bench.clock.nextSleep()
      #expect(pause == .seconds(60))
    }
    #expect(bench.transport.requests.count == 1)
  }

  @Test func `a fetch that is cancelled before its turn sends nothing`() async throws {
    let bench = FetchBench(["/page": []])
    bench.pacer.pause(for: .seconds(60))
    try await cancel(bench) { _ = try await bench.clock.nextSleep() }
    #expect(bench.transport.requests.isEmpty)
  }

  @Test func `a fetch that is cancelled while its rows wait for room ends at once`() async throws {
    let bench = FetchBench(.body("[\"a\"]"))
    let lane = BoundedChannel<PageEvent>(capacity: 1)
    try await cancel(bench, into: lane) { try await eventually { lane.occupancy.suspendedSenders == 1 } }
    #expect(try await lane.next()?.words == "began")
  }

  @Test func `a fetch that is cancelled before the response ends at once`() async throws {
    let bench = FetchBench(.body("[\"a\"]"), arrival: { _ in try await Task.sleep(for: .seconds(3600)) })
    try await cancel(bench) { try await eventually { bench.transport.underWay == 1 } }
  }

  @Test func `a fetch that is cancelled during a refusal does not report the refusal`() async throws {
    let bench = FetchBench(.status(401, "explanation"), arrival: { _ in withUnsafeCurrentTask { $0?.cancel() } })
    await #expect(throws: CancellationError.self) { try await bench.events() }
  }

  @Test func `a fetch whose window fails ends with the window's error`() async throws {
    let bench = FetchBench(.body("[\"a\"]"))
    let lane = BoundedChannel<PageEvent>(capacity: 1)
    let end = RollcallError(.inputOutput, "the disk is full")
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await #expect(throws: end) { try await bench.fetch(into: lane) }
      }
      group.addTask {
        try? await eventually { lane.occupancy.suspendedSenders == 1 }
        lane.close(throwing: end)
      }
    }
    #expect(bench.transport.underWay == 0)
  }
}
