import Rollcall
import RollcallTestSupport
import Testing

@testable import Backpressure

@Suite(.timeLimit(.minutes(5))) struct `Waits that a service demands` {
  private typealias Response = ScriptedTransport.Response

  @Test(arguments: [(429, "7200", "in 2 hours"), (503, "86400", "in 24 hours"), (503, "600", "in 10 minutes")])
  func `a wait that is too long is not begun, and the error says when it would end`(
    status: Int, retryAfter: String, words: String
  ) async throws {
    let bench = FetchBench(.status(status, retryAfter: retryAfter))
    let error = try #require(try await bench.failureWithoutWaiting())
    #expect(
      error.message.hasSuffix(words) && error.message.contains("; it wants no request before 2026-11-0"), "\(error)")
    #expect(bench.transport.requests.count == 1)
  }

  @Test func `a wait until a date is measured by the server's clock`() async throws {
    let limited = Response(
      status: 429, headers: ["date": "Thu, 01 Jan 2015 00:00:00 GMT", "retry-after": "Thu, 01 Jan 2015 00:00:09 GMT"])
    let bench = FetchBench(["/page": [limited, .body("[]")]])
    async let events = bench.events()
    #expect(try await bench.clock.nextSleep() == .seconds(9))
    bench.clock.advance(by: .seconds(9))
    #expect(try await events.last == "ended after 2")
  }
}
