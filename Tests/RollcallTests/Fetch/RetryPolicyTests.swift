import Rollcall
import Testing

@Suite struct `Decisions about retries` {
  @Test(arguments: [420, 423, 429])
  func `a limit makes every request wait`(status: Int) {
    #expect(RetrySignal(status: status) == .limit(status: status))
    #expect(RetrySignal(status: status)?.cause == "\(status)")
  }

  @Test(arguments: [408, 500, 502, 503, 504, 520, 599])
  func `a fault makes only its own request wait`(status: Int) {
    #expect(RetrySignal(status: status) == .fault(status: status))
    #expect(RetrySignal(status: status)?.cause == "\(status)")
  }

  @Test func `a request with any other status is not repeated`() {
    let retried = (100...999).filter { RetrySignal(status: $0) != nil }
    #expect(retried == [408, 420, 423, 429] + Array(500...599))
  }

  @Test(
    arguments: [.nameNotFound, .connectionFailed, .connectionLost, .timedOut, .badResponse] as [TransportError.Code])
  func `a request whose connection broke is repeated`(code: TransportError.Code) {
    #expect(RetrySignal(code) == .connection(code))
    #expect(RetrySignal(code)?.cause == code.rawValue)
  }

  @Test(arguments: [.untrusted, .badRequest, .tooLarge] as [TransportError.Code])
  func `an untrusted server and an impossible request are final`(code: TransportError.Code) {
    #expect(RetrySignal(code) == nil)
  }

  private func decide(attempt: Int = 1, spent: Duration = .zero, retryAfter: Duration? = nil) -> RetryPolicy.Decision {
    var longest = LongestWaits()
    return RetryPolicy().decide(attempt: attempt, spent: spent, retryAfter: retryAfter, using: &longest)
  }

  @Test func `the back-off decides if the server demands no time`() {
    #expect(decide(attempt: 3) == .retry(after: .seconds(2)))
  }

  @Test(arguments: [1, 7, 200])
  func `the server's time takes precedence over the back-off, shorter or longer`(seconds: Int) {
    #expect(decide(attempt: 5, retryAfter: .seconds(seconds)) == .retry(after: .seconds(seconds)))
  }

  @Test func `a server that demands no wait gets the back-off`() {
    #expect(decide(attempt: 5, retryAfter: .zero) == .retry(after: .seconds(8)))
  }

  @Test func `a wait that ends exactly at the limit is made, and a longer one is not begun`() {
    #expect(decide(spent: .seconds(299), retryAfter: .seconds(1)) == .retry(after: .seconds(1)))
    #expect(decide(spent: .seconds(299), retryAfter: .milliseconds(1001)) == .giveUp)
    #expect(decide(retryAfter: .seconds(301)) == .giveUp)
    #expect(decide(attempt: 8, spent: .seconds(241)) == .giveUp)
  }
}
