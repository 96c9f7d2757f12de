import RollcallTestSupport
import Testing

@testable import Rollcall
@testable import RollcallCLI

@Suite struct `Lines about a run` {
  private static let pause = RunPause(
    service: "crisp", endpoint: "GET /v1/website/{website_id}", cause: "429",
    message: "answered 429: too many requests",
    duration: .seconds(20), until: Timestamp(rfc3339: "2026-11-01T02:00:34Z")!)

  /// A run of 2,000 tenants, 500 of which an earlier run finished.
  private func state(finished: Int, requests: Int, until now: Duration) -> RunState {
    var state = RunState()
    state.take(.planned(service: "crisp", tenants: 2000), at: .zero)
    state.take(.progress(ExportProgress(tenants: 500, rows: 9000, elapsed: .zero)), at: .zero)
    for number in 0..<requests {
      let event = RequestEvent(service: "crisp", endpoint: "GET /v1/website/{website_id}", outcome: "ok")
      state.take(.requested(event), at: now * Double(number) / Double(requests))
    }
    state.take(.progress(ExportProgress(tenants: finished, rows: 12_851, elapsed: now)), at: now)
    return state
  }

  @Test func `total, rate and time left come from this run alone`() {
    let now = Duration.seconds(100)
    let state = state(finished: 1250, requests: 1500, until: now)
    // Half of the 1,500 tenants that were left.
    #expect(state.timeLeft(at: now) == .seconds(100))
    #expect(state.expectedRequests == 3000)
    #expect(abs(state.requestsPerSecond(at: now) - 15) < 2, "\(state.requestsPerSecond(at: now))")
    #expect(
      RunScreen(output: "snapshots/2026-11-25", state: state, now: now).lines(width: 80) == [
        "snapshots/2026-11-25                                 0:01:40, about 0:01:40 left",
        "1,250 of 2,000 tenants (62%)",
        "1,500 of about 3,000 requests, 15.0/s, 12,851 rows",
      ])
  }

  @Test func `a tenant list that is being read has no total and no end`() {
    var state = RunState()
    let event = RequestEvent(service: "crisp", endpoint: "GET /v1/plugins/connect/websites", outcome: "ok")
    state.take(.requested(event), at: .seconds(1))
    #expect(state.tenants == nil && state.timeLeft(at: .seconds(60)) == nil && state.expectedRequests == nil)
    let line = RunScreen(output: "x", state: state, now: .seconds(2)).line
    #expect(line == "0:00:02, listing the tenants of crisp, 1 request, 0.5/s, 0 rows")
  }

  @Test func `a pause is counted down, and a silence is told`() {
    var state = state(finished: 1250, requests: 10, until: .seconds(10))
    state.take(.paused(Self.pause), at: .seconds(12))
    func last(_ now: Duration) -> String { RunScreen(output: "x", state: state, now: now).lines(width: 100).last! }
    #expect(last(.seconds(13)) == "waiting: crisp: answered 429: too many requests; going on in 19 s")
    #expect(last(.seconds(31.5)) == "waiting: crisp: answered 429: too many requests; going on in 1 s")
    #expect(last(.seconds(40)) == "last answer 31 s ago")
  }

  @Test(
    arguments: [200, 80, 60, 59, 40, 20, 3, 1],
    ["snapshots/2026", "ein/sehr/langer/名前/" + String(repeating: "x", count: 90)])
  func `no line is wider than the window`(width: Int, output: String) {
    var state = state(finished: 1999, requests: 4321, until: .seconds(7200))
    state.take(.paused(Self.pause), at: .seconds(7200))
    state.take(.repeated(Self.pause), at: .seconds(7200))
    let lines = RunScreen(output: output, state: state, now: .seconds(7201)).lines(width: width)
    #expect(lines.count <= 4)
    #expect(lines.allSatisfy { $0.columns <= width }, "\(lines)")
  }

  private func tenant(_ status: TenantReport.Status) -> TenantReport {
    TenantReport(
      service: "crisp", instance: "https://x", tenantId: "1", status: status, rows: [:], requests: 0, missing: [],
      omitted: [], error: nil)
  }

  @Test func `lost tenants are counted by what became of them`() {
    var state = state(finished: 510, requests: 10, until: .seconds(1))
    for status in [TenantReport.Status.failed, .failed, .incomplete] {
      state.take(
        .lost(tenant(status)), at: .seconds(1))
    }
    let lines = RunScreen(output: "x", state: state, now: .seconds(1)).lines(width: 80)
    #expect(lines[1] == "510 of 2,000 tenants (25%), 2 failed, 1 incomplete")
  }

  @Test func `the rate forgets what is older than ten seconds`() {
    let state = state(finished: 600, requests: 100, until: .seconds(5))
    #expect(state.requestsPerSecond(at: .seconds(5)) == 20)
    #expect(abs(state.requestsPerSecond(at: .seconds(10)) - 80 / 9) < 0.01)
    #expect(state.requestsPerSecond(at: .seconds(16)) == 0)
  }
}

@Suite struct `Lines that are redrawn` {
  @Test func `lines replace those before them, even if the window became narrower`() {
    var block = TerminalBlock()
    #expect(block.draw(["one", "two", "three"], width: 80) == "one\ntwo\nthree")
    #expect(block.draw(["four"], width: 80) == "\r\u{1B}[2A\u{1B}[Jfour")
    #expect(block.erase(width: 80) == "\r\u{1B}[J")
    #expect(block.erase(width: 80) == "")
    _ = block.draw([String(repeating: "x", count: 60), "y"], width: 80)
    // The first line now takes two rows.
    #expect(block.draw(["z"], width: 40) == "\r\u{1B}[2A\u{1B}[Jz")
  }

  @Test(arguments: [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("名前です", 5, "名前…"), ("ab", 1, "…"), ("ab", 0, "")])
  func `a text is cut to columns`(text: String, width: Int, cut: String) { #expect(text.cut(to: width) == cut) }

  @Test func `lines are broken at blanks, below the beginning of their text`() {
    #expect("rollcall: the folder is there".wrapped(to: 40) == "rollcall: the folder is there")
    #expect("rollcall: the folder is there".wrapped(to: 20) == "rollcall: the folder\n  is there")
    let error = "rollcall: no\n  next:  name another folder or remove it\n  kept:  nothing"
    #expect(
      error.wrapped(to: 24) == """
        rollcall: no
          next:  name another
                 folder or
                 remove it
          kept:  nothing
        """)
    #expect("  why:   one two three".wrapped(to: 20) == "  why:   one two\n         three")
    // A path stays whole, and a window without width breaks nothing for ever.
    #expect("see /a/very/long/path/indeed now".wrapped(to: 10) == "see\n  /a/very/long/path/indeed\n  now")
    #expect("one two".wrapped(to: 1) == "one\ntwo")
    // Blanks that align columns stay, except where a line is broken.
    #expect("    owner    Ana      a@b.test  (x)".wrapped(to: 30) == "    owner    Ana      a@b.test\n      (x)")
    #expect("a   b    c".wrapped(to: 5) == "a   b\n  c")
  }
}
