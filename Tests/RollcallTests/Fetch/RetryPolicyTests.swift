import Rollcall
import Testing

@Suite struct `Whether to retry` {
  @Test(arguments: [420, 423, 429])
  func `a limit lets everybody wait`(status: Int) {
    #expect(RetrySignal(status: status) == .limit(status: status))
    #expect(RetrySignal(status: status)?.cause == "\(status)")
  }

  @Test(arguments: [408, 500, 502, 503, 504, 520, 599])
  func `a fault lets the one request wait`(status: Int) {
    #expect(RetrySignal(status: status) == .fault(status: status))
    #expect(RetrySignal(status: status)?.cause == "\(status)")
  }

  @Test func `no other status is worth another try`() {
    let retried = (100...999).filter { RetrySignal(status: $0) != nil }
    #expect(retried == [408, 420, 423, 429] + Array(500...599))
  }

  @Test(
    arguments: [.nameNotFound, .connectionFailed, .connectionLost, .timedOut, .badResponse] as [TransportError.Code])
  func `what broke on the way may not break again`(code: TransportError.Code) {
    #expect(RetrySignal(code) == .connection(code))
    #expect(RetrySignal(code)?.cause == code.rawValue)
  }

  @Test(arguments: [.untrusted, .badRequest, .tooLarge] as [TransportError.Code])
  func `a server that is not trusted and a request that cannot be made stay so`(code: TransportError.Code) {
    #expect(RetrySignal(code) == nil)
  }

  private func decide(attempt: Int = 1, spent: Duration = .zero, retryAfter: Duration? = nil) -> RetryPolicy.Decision {
    var longest = LongestWaits()
    return RetryPolicy().decide(attempt: attempt, spent: spent, retryAfter: retryAfter, using: &longest)
  }

  @Test func `without a word from the server the back-off decides`() {
    #expect(decide(attempt: 3) == .retry(after: .seconds(2)))
  }

  @Test(arguments: [1, 7, 200])
  func `the server's word wins over the back-off, shorter or longer`(seconds: Int) {
    #expect(decide(attempt: 5, retryAfter: .seconds(seconds)) == .retry(after: .seconds(seconds)))
  }

  @Test func `a server that asks for no wait at all gets the back-off, or it would be asked without end`() {
    #expect(decide(attempt: 5, retryAfter: .zero) == .retry(after: .seconds(8)))
  }

  @Test func `a wait that ends exactly at the limit is made, a longer one is not begun`() {
    #expect(decide(spent: .seconds(299), retryAfter: .seconds(1)) == .retry(after: .seconds(1)))
    #expect(decide(spent: .seconds(299), retryAfter: .milliseconds(1001)) == .giveUp)
    #expect(decide(retryAfter: .seconds(301)) == .giveUp)
    #expect(decide(attempt: 8, spent: .seconds(241)) == .giveUp)
  }
}
