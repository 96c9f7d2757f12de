import Rollcall
import Testing

@testable import RollcallCurl

/// The machine alone: each test is a list of events and what has to be done after each.
@Suite struct `State machine of a transfer` {
  private let transfer = Transfer()

  private func text(_ text: String, wasPaused: Bool = false) -> Transfer.Machine.BytesAction {
    .bytes(Array(text.utf8), wasPaused: wasPaused)
  }

  @Test func `the head is complete after its empty line, not before`() {
    transfer.head("HTTP/1.1 200 OK", "Retry-After:  7 ")
    #expect(transfer.takeHead() == .suspend(1))
    #expect(transfer.takeHeadWaiter() == nil)
    transfer.head("")
    #expect(transfer.takeHeadWaiter() == 1 && transfer.takeHeadWaiter() == nil)
    #expect(transfer.takeHead() == .head(CurlResponseHead(status: 200, headers: ["retry-after": "7"])))
  }

  @Test func `only known fields of the head are kept, and the last of each counts`() {
    transfer.head(
      "HTTP/2 429", "set-cookie: session=secret", "RETRY-AFTER: 1", "Location:https://a.test/?b=c:d", "no colon",
      "retry-after:\t2", "content-type: text/html", "")
    let headers = ["retry-after": "2", "location": "https://a.test/?b=c:d", "content-type": "text/html"]
    #expect(transfer.takeHead() == .head(CurlResponseHead(status: 429, headers: headers)))
  }

  @Test func `every value is kept of the fields that each cache adds to`() {
    transfer.head("HTTP/1.1 200 OK", "Age: 7", "x-edge-cache: MISS", "AGE: 0", "X-Edge-Cache: HIT", "X-Other: 1", "")
    let headers = ["age": "7, 0", "x-edge-cache": "MISS, HIT"]
    #expect(transfer.takeHead() == .head(CurlResponseHead(status: 200, headers: headers)))
  }

  @Test(arguments: [["HTTP/1.1 100 Continue"], ["HTTP/1.1 103 Early Hints", "Retry-After: 1"]])
  func `an interim head is not the head, and none of its fields remain`(interim: [String]) {
    for line in interim + [""] { transfer.head(line) }
    #expect(transfer.takeHead() == .suspend(1))
    #expect(transfer.takeHeadWaiter() == nil)
    transfer.head("HTTP/1.1 204 No Content", "")
    #expect(transfer.takeHeadWaiter() == 1)
    #expect(transfer.takeHead() == .head(CurlResponseHead(status: 204, headers: [:])))
  }

  @Test func `trailers do not change the head`() {
    transfer.head("HTTP/1.1 200 OK", "")
    #expect(transfer.bytes("body"))
    #expect(transfer.head("Retry-After: 99", "HTTP/1.1 500 Not A Head", ""))
    #expect(transfer.takeHead() == .head(CurlResponseHead(status: 200, headers: [:])))
  }

  @Test func `a head beyond the limit ends the transfer`() {
    let line = "X-Long: \(String(repeating: "x", count: 64 * 1024 - 10))"
    #expect(transfer.head("HTTP/1.1 200 OK", line, line, line))
    #expect(!transfer.head(line))
    // What libcurl says then, that its callback failed, helps nobody.
    transfer.complete(TransportError(.badResponse, "Failed writing header"))
    #expect(transfer.takeHead() == .failure(TransportError(.tooLarge, "its head is larger than 256 KiB")))
  }

  @Test func `a transfer without a head is a bad response`() {
    transfer.complete(nil)
    #expect(
      transfer.takeHead() == .failure(TransportError(.badResponse, "the response ended before a status that is one")))
  }

  @Test func `an error before the head is thrown instead of it`() {
    #expect(transfer.takeHead() == .suspend(1))
    transfer.complete(TransportError(.timedOut, "t"))
    #expect(transfer.takeWaiter() == 1)
    #expect(transfer.takeHead() == .failure(TransportError(.timedOut, "t")))
  }

  @Test func `bytes accumulate until they are taken`() {
    #expect(transfer.take() == .suspend(2))
    #expect(transfer.bytes("ab") && transfer.takeWaiter() == 2 && transfer.bytes("cd"))
    #expect(transfer.take() == text("abcd"))
    #expect(transfer.take() == .suspend(2))
    transfer.complete(nil)
    #expect(transfer.takeWaiter() == 2 && transfer.take() == .end && transfer.take() == .end)
  }

  @Test func `the transfer pauses at the limit and continues once the bytes are taken`() {
    #expect(transfer.bytes("12345678") && transfer.bytes("90ab"))
    #expect(!transfer.bytes("c") && !transfer.bytes("c"))
    #expect(transfer.take() == text("1234567890ab", wasPaused: true))
    #expect(transfer.bytes("c"))
    #expect(transfer.take() == text("c", wasPaused: false))
  }

  @Test func `an error is thrown after the bytes before it`() {
    #expect(transfer.bytes("ab"))
    transfer.complete(TransportError(.connectionLost, "gone"))
    #expect(transfer.take() == text("ab"))
    #expect(transfer.take() == .failure(TransportError(.connectionLost, "gone")))
  }

  @Test func `the transfer ignores every end but the first`() {
    transfer.complete(nil)
    transfer.complete(TransportError(.connectionLost, "later"))
    #expect(transfer.take() == .end)
  }

  @Test func `a wait is cancelled at most once, and only while it lasts`() {
    #expect(transfer.take() == .suspend(2))
    #expect(!transfer.cancelWait(7) && transfer.cancelWait(2) && !transfer.cancelWait(2))
    #expect(transfer.takeWaiter() == nil)
    #expect(transfer.take() == .suspend(2))
    #expect(transfer.takeWaiter() == 2 && !transfer.cancelWait(2))
  }

  @Test func `an abandoned transfer is stopped once, and its later bytes are dropped`() {
    #expect(transfer.bytes("12345678901") && !transfer.bytes("x"))
    #expect(transfer.abandon() && !transfer.abandon())
    #expect(transfer.bytes("more") && transfer.bytes("than the limit allows"))
    #expect(transfer.take() == .end)
  }

  @Test func `a complete transfer needs no stop`() {
    transfer.complete(nil)
    #expect(!transfer.abandon())
  }

  @Test func `a second consumer of a transfer stops the process`() async {
    await #expect(processExitsWith: .failure) {
      var machine = CurlTransferStateMachine<Int>()
      _ = machine.takeHead(waitingAs: 1)
      _ = machine.takeBytes(waitingAs: 2)
    }
  }
}

/// A machine with a limit of ten bytes, whose waiters are 1 for the head and 2 for bytes.
private final class Transfer {
  typealias Machine = CurlTransferStateMachine<Int>

  private var machine = Machine(limit: 10)

  @discardableResult
  func head(_ lines: String...) -> Bool {
    lines.allSatisfy { line in Array("\(line)\r\n".utf8).withUnsafeBytes { machine.receiveHeader($0) } }
  }

  func takeHeadWaiter() -> Int? { machine.takeHeadWaiter() }
  func takeWaiter() -> Int? { machine.takeWaiter() }
  func cancelWait(_ waiter: Int) -> Bool { machine.cancelWait(waiter) }
  func complete(_ error: TransportError?) { machine.complete(error) }
  func abandon() -> Bool { machine.abandon() }

  func bytes(_ text: String) -> Bool { Array(text.utf8).withUnsafeBytes { machine.receive($0) } }

  func take() -> Machine.BytesAction { machine.takeBytes(waitingAs: 2) }

  func takeHead() -> Machine.HeadAction { machine.takeHead(waitingAs: 1) }
}
