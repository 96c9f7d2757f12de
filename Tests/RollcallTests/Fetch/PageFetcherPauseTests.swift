import Rollcall
import RollcallTestSupport
import Testing

@testable import Backpressure

@Suite(.timeLimit(.minutes(5))) struct `Limits met by one worker` {
  private static let page = ScriptedTransport.Response.body(#"["x"]"#)

  /// What two pages come to: the first meets a pause of 20 seconds, the second comes five seconds later.
  private func expectSharedPause(after status: Int) async throws {
    let bench = FetchBench([
      "/limited": [.status(status, retryAfter: "20"), Self.page], "/other": [Self.page],
    ])
    async let limited = bench.events("limited")
    #expect(try await bench.clock.nextSleep() == .seconds(20))
    bench.clock.advance(by: .seconds(5))
    async let other = bench.events("other")
    try await eventually { bench.pacer.occupancy.waiting == 2 }
    #expect(bench.transport.requests == ["/limited"])
    bench.clock.advance(by: .seconds(15))
    #expect(try await limited.last == "ended after 2")
    #expect(try await other.last == "ended after 1")
    #expect(bench.transport.requests == ["/limited", "/limited", "/other"])
    #expect(bench.meter.statistics(rows: 0, in: .zero).pausedSeconds == 20)
  }

  @Test(arguments: [420, 423, 429]) func `a limit pauses the other workers before their next request`(status: Int)
    async throws
  {
    try await expectSharedPause(after: status)
  }

  @Test(arguments: [500, 503]) func `a fault with a time to wait pauses the other workers, too`(status: Int)
    async throws
  {
    try await expectSharedPause(after: status)
  }

  @Test func `a fault without a time to wait does not pause the other workers`() async throws {
    let bench = FetchBench(["/faulty": [.status(503), Self.page], "/other": [Self.page]])
    async let faulty = bench.events("faulty")
    #expect(try await bench.clock.nextSleep() == .milliseconds(500))
    #expect(try await bench.events("other").last == "ended after 1")
    bench.clock.advance(by: .milliseconds(500))
    #expect(try await faulty.last == "ended after 2")
    #expect(bench.meter.statistics(rows: 0, in: .zero).pausedSeconds == 0)
  }

  @Test func `a pause does not use up the time for retries of the requests that wait`() async throws {
    let bench = FetchBench([
      "/limited": [.status(429, retryAfter: "290"), Self.page], "/other": [.status(429, retryAfter: "60"), Self.page],
    ])
    async let limited = bench.events("limited")
    #expect(try await bench.clock.nextSleep() == .seconds(290))
    async let other = bench.events("other")
    try await eventually { bench.pacer.occupancy.waiting == 2 }
    bench.clock.advance(by: .seconds(290))
    // The other one is asked for the first time now, and has its own five minutes from here.
    #expect(try await bench.clock.nextSleep() == .seconds(60))
    bench.clock.advance(by: .seconds(60))
    #expect(try await limited.last == "ended after 2")
    #expect(try await other.last == "ended after 2")
  }

  @Test func `a limit halves the requests at a time, and served requests restore them`() async throws {
    let bench = FetchBench(["/page": [.status(429)] + Array(repeating: Self.page, count: 1 + 2 + 3)])
    async let first = bench.events()
    bench.clock.advance(by: try await bench.clock.nextSleep())
    #expect(try await first.last == "ended after 2")
    #expect(bench.pacer.occupancy.width == 2)
    for _ in 0..<4 { _ = try await bench.events() }
    #expect(bench.pacer.occupancy.width == 4 && bench.pacer.occupancy.underWay == 0)
  }
}

@Suite(.timeLimit(.minutes(5))) struct `Places of requests under way` {
  @Test(
    arguments: [
      .body("[\"a\"]"), .status(404), .status(503), .refused(.connectionLost), .broken("[\"a\""), .body("!"),
    ] as [ScriptedTransport.Response])
  func `a request's place is free again however the request ends`(response: ScriptedTransport.Response) async throws {
    let bench = FetchBench(response, maximumTime: .zero)
    _ = try await bench.events()
    #expect(bench.pacer.occupancy.underWay == 0)
  }

  @Test func `a request's place is free again after a limit that ends the run`() async throws {
    let bench = FetchBench(.status(429, retryAfter: "3600"))
    #expect(try await bench.failure()?.code == .limited)
    #expect(bench.pacer.occupancy.underWay == 0)
  }

  @Test func `a request's place is free once its status is known, although its rows wait for room`() async throws {
    let bench = FetchBench(.body("[\"a\"]"))
    let lane = BoundedChannel<PageEvent>(capacity: 1)
    async let fetch: Void = bench.fetch(into: lane)
    try await eventually { lane.occupancy.suspendedSenders == 1 }
    #expect(bench.transport.underWay == 1 && bench.pacer.occupancy.underWay == 0)
    while try await lane.next() != nil {}
    try await fetch
  }
}

@Suite(.timeLimit(.minutes(5))) struct `Budget of requests of a fetch` {
  @Test func `a budget that is exactly enough does not limit the fetch`() async throws {
    let bench = FetchBench(["/page": [.status(503), .body("[\"a\"]")]], budget: 2)
    async let events = bench.events()
    bench.clock.advance(by: try await bench.clock.nextSleep())
    #expect(try await events.last == "ended after 2")
  }

  @Test func `a budget counts repeated requests, and ends the run before one too many`() async throws {
    let bench = FetchBench(["/page": [.status(503), .status(503)]], budget: 2)
    async let failure = bench.failure()
    for _ in 0..<2 { bench.clock.advance(by: try await bench.clock.nextSleep()) }
    let error = try #require(try await failure)
    #expect(error.code == .limited && error.code.exitCode == 75 && error.scope == nil)
    #expect(error.message == "the budget of 2 requests to echo is spent")
    #expect(error.advice?.contains("--resume") == true && error.request == "GET /page, 2 attempts")
    #expect(bench.transport.requests.count == 2)
  }
}
