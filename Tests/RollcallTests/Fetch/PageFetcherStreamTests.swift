import Rollcall
import RollcallTestSupport
import Testing

@testable import Backpressure

@Suite(.timeLimit(.minutes(5))) struct `Rows of a response on their way into the lane` {
  /// A JSON array of strings, the first of which is long enough to go out before the rest is there.
  private static let long = String(repeating: "l", count: 300 * 1024)

  @Test func `rows go out before the response is complete`() async throws {
    let reached = Lock(false)
    let bench = FetchBench(.body("[\"\(Self.long)\",", "\"b\"]"))
    let lane = BoundedChannel<PageEvent>(capacity: 1)
    try await withThrowingTaskGroup { group in
      group.addTask {
        try await bench.fetch(into: lane)
        reached.withLock { $0 = true }
      }
      #expect(try await lane.next()?.words == "began")
      #expect(try await lane.next()?.words == "rows \(Self.long)")
      #expect(try await lane.next()?.words == "rows b")
      #expect(try await lane.next()?.words == "ended after 1")
      #expect(try await lane.next() == nil)
      try await group.waitForAll()
    }
    #expect(reached.withLock { $0 })
  }

  @Test func `a response that breaks half-way is taken back and starts again from the first row`() async throws {
    let bench = FetchBench(.broken("[\"\(Self.long)\",", "\"b\","), .body("[\"\(Self.long)\",\"b\",\"c\"]"))
    async let events = bench.events()
    #expect(try await bench.clock.nextSleep() == .milliseconds(500))
    bench.clock.advance(by: .milliseconds(500))
    let rows = "rows \(Self.long)"
    #expect(try await events == ["began", rows, "broke", rows, "rows b c", "ended after 2"])
  }

  @Test func `a response that breaks repeatedly is taken back each time`() async throws {
    let bench = FetchBench(.broken("[\"a\","), .broken("[\"a\",\"b\""), .broken("["), .body("[\"a\"]"))
    async let events = bench.events()
    for _ in 0..<3 { bench.clock.advance(by: try await bench.clock.nextSleep()) }
    #expect(try await events == ["began", "broke", "broke", "broke", "rows a", "ended after 4"])
  }

  @Test func `a response that turns out wrong at its end is taken back before the failure`() async throws {
    let bench = FetchBench(.body("[\"\(Self.long)\",", "\"b\",17]"))
    #expect(try await bench.events() == ["began", "rows \(Self.long)", "broke", "failed undecodable after 1"])
  }

  @Test func `a response that never began is not taken back`() async throws {
    let bench = FetchBench(.status(404, "[\"a\"]"))
    #expect(try await bench.events() == ["began", "failed refused after 1"])
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `a response in any pieces gives the same rows`(seed: UInt64) async throws {
    var dice = RepeatableRandom(seed: seed)
    let ids = (0..<40).map { "\($0)-é🙂\\\"[,]{}" }
    let body = Array("[\(ids.map { "\"\($0)\"" }.joined(separator: " ,\n"))]".utf8)
    var pieces: [[UInt8]] = []
    var rest = body[...]
    while !rest.isEmpty {
      let piece = rest.prefix(Int.random(in: 0...9, using: &dice))
      pieces.append(Array(piece))
      rest = rest.dropFirst(piece.count)
    }
    let bench = FetchBench(ScriptedTransport.Response(pieces: pieces))
    let expected = "rows " + ids.map { $0.replacing("\\\"", with: "\"") }.joined(separator: " ")
    #expect(try await bench.events() == ["began", expected, "ended after 1"], "seed \(seed)")
  }

  @Test func `a response that waits for its turn keeps its time for retries`() async throws {
    let rows = "rows \(Self.long)"
    let bench = FetchBench(.broken("[\"\(Self.long)\",", "\"b\","), .body("[\"\(Self.long)\"]"))
    let lane = BoundedChannel<PageEvent>(capacity: 1)
    try await withThrowingTaskGroup { group in
      group.addTask { try await bench.fetch(into: lane) }
      // The page is not first in line: its rows wait, the service meanwhile loses patience and drops the connection.
      try await eventually { lane.occupancy.suspendedSenders == 1 }
      bench.clock.advance(by: .seconds(3600))
      #expect(try await lane.next()?.words == "began")
      #expect(try await lane.next()?.words == rows)
      #expect(try await lane.next()?.words == "broke")
      #expect(try await bench.clock.nextSleep() == .milliseconds(500))
      bench.clock.advance(by: .milliseconds(500))
      #expect(try await lane.next()?.words == rows)
      #expect(try await lane.next()?.words == "ended after 2")
      try await group.waitForAll()
    }
  }
}
