import Backpressure
import Rollcall
import RollcallTestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct `Retries of a page` {
  private static let page = ScriptedTransport.Response.body(#"["a","b"]"#)

  /// Fetches a page and lets time pass; `sleeps` are the waits that must occur, in this order.
  private func events(_ bench: FetchBench, sleeping sleeps: [Duration]) async throws -> [String] {
    async let events = bench.events()
    for expected in sleeps {
      #expect(try await bench.clock.nextSleep() == expected)
      bench.clock.advance(by: expected)
    }
    let words = try await events
    #expect(bench.clock.sleeperCount == 0 && bench.transport.unanswered.isEmpty)
    return words
  }

  @Test func `a page that succeeds takes one request and no wait`() async throws {
    let bench = FetchBench(Self.page)
    #expect(try await events(bench, sleeping: []) == ["began", "rows a b", "ended after 1"])
  }

  @Test func `a page that is limited twice is requested again after the waits of the back-off`() async throws {
    let bench = FetchBench(.status(429), .status(429), Self.page)
    let events = try await events(bench, sleeping: [.milliseconds(500), .seconds(1)])
    #expect(events == ["began", "rows a b", "ended after 3"])
    let statistics = bench.meter.statistics(rows: 2, in: .seconds(1))
    #expect(statistics.requests == 3 && statistics.retries == ["429": 2])
    #expect(statistics.pausedSeconds == 1.5 && statistics.bytesIn == 9)
  }

  @Test(arguments: [420, 423, 429, 408, 500, 502, 503, 504])
  func `a page is requested again after a limit or a fault`(status: Int) async throws {
    let bench = FetchBench(.status(status), Self.page)
    #expect(try await events(bench, sleeping: [.milliseconds(500)]) == ["began", "rows a b", "ended after 2"])
    #expect(bench.meter.statistics(rows: 0, in: .zero).retries == ["\(status)": 1])
  }

  @Test(arguments: [429, 503], ["7", "Sun, 01 Nov 2026 00:00:07 GMT", "Sun Nov  1 00:00:07 2026"])
  func `a page is requested again when the server says, in seconds or as a date`(status: Int, retryAfter: String)
    async throws
  {
    let bench = FetchBench(.status(status, retryAfter: retryAfter), Self.page)
    #expect(try await events(bench, sleeping: [.seconds(7)]).last == "ended after 2")
  }

  @Test(arguments: ["0", "Sun, 01 Nov 2020 00:00:00 GMT", "soon", ""])
  func `a page is requested again after the back-off if Retry-After is zero or unreadable`(retryAfter: String)
    async throws
  {
    let bench = FetchBench(
      .status(429, retryAfter: retryAfter), .status(503, retryAfter: retryAfter), Self.page)
    #expect(try await events(bench, sleeping: [.milliseconds(500), .seconds(1)]).last == "ended after 3")
  }

  @Test(
    arguments: [.nameNotFound, .connectionFailed, .connectionLost, .timedOut, .badResponse] as [TransportError.Code])
  func `a page is requested again after a failed connection`(code: TransportError.Code) async throws {
    let bench = FetchBench(.refused(code), .refused(code), Self.page)
    let events = try await events(bench, sleeping: [.milliseconds(500), .seconds(1)])
    #expect(events == ["began", "rows a b", "ended after 3"])
    #expect(bench.meter.statistics(rows: 0, in: .zero).retries == [code.rawValue: 2])
    #expect(bench.meter.statistics(rows: 0, in: .zero).pausedSeconds == 0)
  }

  @Test func `a page is requested again after one failure of each kind`() async throws {
    let bench = FetchBench(
      .status(502), .refused(.connectionLost), .status(429, retryAfter: "30"), .status(500, "oops"), Self.page)
    let waits: [Duration] = [.milliseconds(500), .seconds(1), .seconds(30), .seconds(4)]
    #expect(try await events(bench, sleeping: waits).last == "ended after 5")
    #expect(bench.transport.requests == Array(repeating: "/page", count: 5))
  }

  @Test func `a page is requested again even if the refusal itself breaks off`() async throws {
    var refusal = ScriptedTransport.Response.status(503, "out of", retryAfter: "3")
    refusal.breakage = TransportError(.connectionLost, "scripted")
    let bench = FetchBench(refusal, Self.page)
    #expect(try await events(bench, sleeping: [.seconds(3)]).last == "ended after 2")
  }
}
