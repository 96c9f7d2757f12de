import Rollcall
import RollcallTestSupport
import Testing

/// Pages that fail for longer than the patience of 20 seconds: with the longest waits, six attempts at 0, 0.5, 1.5, 3.5,
/// 7.5 and 15.5 seconds.
@Suite(.timeLimit(.minutes(5))) struct `Diagnosis of an outage` {
  private typealias Response = ScriptedTransport.Response

  private static let page = Response.body("[\"x\"]")

  private static func down(_ response: Response = .status(503), times: Int = 6) -> [Response] {
    Array(repeating: response, count: times)
  }

  /// Fetches pages side by side, each of a tenant of its own, with all sleeps cut short.
  ///
  /// - Returns: how each ended, in words, and the failure of the run.
  private func fetch(_ pages: [String], _ bench: FetchBench) async throws -> (
    ends: [String: String], failure: RollcallError?
  ) {
    try await bench.clock.skippingSleeps {
      try await withThrowingTaskGroup(of: (String, String, RollcallError?).self) { fetches in
        for page in pages {
          fetches.addTask {
            do {
              return (page, try await bench.events(page).last ?? "nothing", nil)
            } catch let error as RollcallError {
              return (page, "\(error.code) of the run", error)
            }
          }
        }
        var ends: [String: String] = [:]
        var failure: RollcallError?
        for try await (page, end, error) in fetches {
          ends[page] = end
          failure = failure ?? error
        }
        return (ends, failure)
      }
    }
  }

  private func bench(_ script: [String: [Response]], maximumTime: Duration = .seconds(20)) -> FetchBench {
    FetchBench(script, maximumTime: maximumTime)
  }

  @Test(arguments: [Response.status(500), .status(503), .refused(.connectionLost), .refused(.timedOut)])
  fileprivate func `a failed request ends the run when other tenants fail as well`(response: ScriptedTransport.Response)
    async throws
  {
    let pages = ["a", "b", "c", "d", "e"]
    let bench = bench(Dictionary(uniqueKeysWithValues: pages.map { ("/\($0)", Self.down(response)) }))
    let (_, failure) = try await fetch(pages, bench)
    let error = try #require(failure)
    #expect(error.code == .unavailable && error.code.exitCode == 69)
    #expect(error.message.hasPrefix("echo is down since 2026-11-01T00:00:0"), "\(error)")
    #expect(error.cause == "requests of 5 tenants have failed since then, and none has succeeded", "\(error)")
    #expect(error.advice?.contains("--resume") == true && error.request?.hasSuffix(", 6 attempts") == true, "\(error)")
    #expect(error.tenant != nil)
  }

  @Test func `a failed request of one tenant fails that tenant only`() async throws {
    let bench = bench(["/a": Self.down()])
    #expect(try await fetch(["a"], bench).ends == ["a": "failed unavailable after 6"])
  }

  @Test func `a failed connection of one tenant ends the run if there were connections before`() async throws {
    let lost = Response.refused(.connectionFailed)
    let bench = bench(["/c": [Self.page] + Self.down(lost), "/a": Self.down(lost)])
    #expect(try await fetch(["c"], bench).ends == ["c": "ended after 1"])
    let error = try #require(try await fetch(["a"], bench).failure)
    #expect(error.code.exitCode == 69)
  }

  @Test func `a failed connection of one tenant fails that tenant only while others are served`() async throws {
    let bench = bench([
      "/a": Self.down(.refused(.connectionFailed)), "/c": [.status(503), .status(503), Self.page], "/d": [Self.page],
    ])
    let (ends, failure) = try await fetch(["a", "c"], bench)
    #expect(failure == nil && ends == ["a": "failed unavailable after 6", "c": "ended after 3"])
    #expect(try await fetch(["d"], bench).ends == ["d": "ended after 1"])
  }

  @Test func `two failed tenants fail alone while others are served`() async throws {
    let bench = bench(["/a": Self.down(), "/b": Self.down(), "/c": [.status(503), .status(503), Self.page]])
    let (ends, failure) = try await fetch(["a", "b", "c"], bench)
    #expect(failure == nil)
    #expect(ends == ["a": "failed unavailable after 6", "b": "failed unavailable after 6", "c": "ended after 3"])
    #expect(bench.transport.requests.count == 6 + 6 + 3)
  }

  @Test func `two failed tenants fail alone if an earlier request succeeds again`() async throws {
    let bench = bench(["/c": [Self.page, Self.page, Self.page], "/a": Self.down(), "/b": Self.down()])
    #expect(try await fetch(["c"], bench).ends == ["c": "ended after 1"])
    let (ends, failure) = try await fetch(["a", "b"], bench)
    #expect(failure == nil && ends == ["a": "failed unavailable after 6", "b": "failed unavailable after 6"])
    // Once for both of them, since the answer is the sign of life that the second one needs; or once for each, if the
    // machine let the second one begin only after the first one's end.
    #expect((2...3).contains(bench.transport.requests.count { $0 == "/c" }))
  }

  @Test func `two failed tenants end the run if an earlier request fails as well, and the error says so`() async throws
  {
    let bench = bench(["/c": [Self.page] + Self.down(times: 6), "/a": Self.down(), "/b": Self.down()])
    #expect(try await fetch(["c"], bench).ends == ["c": "ended after 1"])
    let error = try #require(try await fetch(["a", "b"], bench).failure)
    #expect(error.code.exitCode == 69)
    #expect(error.cause?.hasSuffix("; GET /c, which had succeeded before, was sent again and failed as well") == true)
  }

  @Test func `two failed tenants fail alone if an earlier request is only limited`() async throws {
    let bench = bench(["/c": [Self.page, .status(429), .status(429)], "/a": Self.down(), "/b": Self.down()])
    _ = try await fetch(["c"], bench)
    let (ends, failure) = try await fetch(["a", "b"], bench)
    #expect(failure == nil && ends == ["a": "failed unavailable after 6", "b": "failed unavailable after 6"])
  }

  @Test func `a failed request that was limited ends the run as limited, whatever others meet`() async throws {
    let bench = bench(["/a": Self.down(.status(429)), "/b": Self.down(.status(429))])
    let (_, failure) = try await fetch(["a", "b"], bench)
    #expect(failure?.code == .limited && failure?.code.exitCode == 75)
    #expect(failure?.message.hasPrefix("limited") == true)
  }

  @Test(arguments: [404, 403])
  func `a failed tenant fails alone while others are refused`(status: Int) async throws {
    let bench = bench(["/a": Self.down(), "/b": Self.down(), "/c": [.status(503), .status(status)]])
    let (ends, failure) = try await fetch(["a", "b", "c"], bench)
    #expect(failure == nil && ends["a"] == "failed unavailable after 6" && ends["c"] == "failed refused after 2")
  }
}

@Suite(.timeLimit(.minutes(5))) struct `Names without an address` {
  /// The failure of a page, and how long it took by the test's clock.
  private func failure(_ bench: FetchBench) async throws -> (PageFailure?, Duration) {
    let clock = bench.clock.exportClock
    let start = clock.elapsed()
    return (try await bench.failureWithoutWaiting(), clock.elapsed() - start)
  }

  @Test(arguments: [TransportError.Code.nameNotFound, .connectionFailed])
  func `a name or port that never answered is given up soon`(
    code: TransportError.Code
  ) async throws {
    let bench = FetchBench(["/page": Array(repeating: .refused(code), count: 3)])
    let (error, elapsed) = try await failure(bench)
    #expect(error?.code == .unavailable && error?.code.exitCode == 69 && error?.scope == .service)
    #expect(error?.advice?.hasPrefix("check the base URL") == true)
    #expect(elapsed <= .seconds(15) && bench.transport.requests.count == 3)
  }

  @Test func `a name that was found before is tried as long as anything else`() async throws {
    for sign in [ScriptedTransport.Response.status(503), .status(429), .refused(.connectionLost)] {
      let bench = FetchBench(["/page": [sign] + Array(repeating: .refused(.nameNotFound), count: 10)])
      let (error, elapsed) = try await failure(bench)
      #expect(error?.code == .unavailable && elapsed > .seconds(200) && bench.transport.unanswered.isEmpty)
    }
  }
}
