import Backpressure
import Rollcall
import RollcallTestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct `Pages that are given up` {
  @Test(arguments: [
    (401, 77), (402, 77), (403, 77), (404, 77), (400, 65), (302, 65), (304, 65), (203, 65), (201, 65), (416, 65),
  ])
  func `a page with a refusing status is given up at once`(status: Int, exitCode: Int32) async throws {
    let bench = FetchBench(.status(status))
    let error = try #require(try await bench.failure())
    #expect(error.code.exitCode == exitCode && bench.transport.requests.count == 1)
    #expect(
      error.tenant == Tenant(service: "echo", instance: "https://echo.test", id: "page") && error.request == "GET /page"
    )
  }

  @Test func `a page with a head beyond the limit is given up at once, and only its tenant fails`() async throws {
    let bench = FetchBench(.refused(.tooLarge))
    let error = try #require(try await bench.failure())
    #expect(error.scope == .tenant && error.code.exitCode == 65 && bench.transport.requests.count == 1)
  }

  @Test(arguments: [TransportError.Code.untrusted, .badRequest])
  func `a page whose failure no retry can change is given up at once`(code: TransportError.Code) async throws {
    let bench = FetchBench(.refused(code))
    let error = try #require(try await bench.failure())
    #expect(error.scope == .service && error.code == (code == .untrusted ? .unavailable : .configuration))
    #expect(error.description.contains("scripted") && bench.transport.requests.count == 1)
  }

  @Test(arguments: ["[\"a\"", "[\"a\",", "[\"a", ""])
  func `a page whose response ends too early is given up after three attempts`(body: String) async throws {
    let bench = FetchBench(["/page": Array(repeating: .body(body), count: 3)])
    let error = try #require(try await bench.failureWithoutWaiting())
    #expect(error.code.exitCode == 65 && error.scope == .tenant && error.request == "GET /page, 3 attempts")
  }

  @Test(arguments: ["<html>", "upstream connect error", "no \"quotes", "OK"])
  func `a page that is not JSON because something else answers is given up after three attempts`(body: String)
    async throws
  {
    let bench = FetchBench(["/page": Array(repeating: .body(body), count: 3)])
    let error = try #require(try await bench.failureWithoutWaiting())
    #expect(error.code.exitCode == 65 && error.scope == .tenant && error.request == "GET /page, 3 attempts")
    #expect(error.message.contains("not JSON"), "\(error)")
  }

  @Test(arguments: ["<html>", "upstream connect error", "", "[\"a\""])
  func `a page is not given up if its second response is right`(body: String) async throws {
    let bench = FetchBench(["/page": [.body(body), .body("[\"a\"]")]])
    #expect(try await bench.failureWithoutWaiting() == nil && bench.transport.unanswered.isEmpty)
  }

  @Test(arguments: ["[\"a\",]", "{}", "[1]", "[\"a\"] x", "[\"a\\ud80\"]"])
  func `a page with an impossible response is given up at once`(body: String) async throws {
    let bench = FetchBench(.body(body))
    let error = try #require(try await bench.failure())
    #expect(error.code.exitCode == 65 && error.scope == .tenant && bench.transport.requests.count == 1)
  }

  @Test(arguments: [
    (429, RollcallError.Code.limited, Int32(75)), (423, .limited, 75), (420, .limited, 75), (503, .unavailable, 69),
    (500, .unavailable, 69), (408, .unavailable, 69),
  ])
  func `a page is given up when the time for retries is over`(status: Int, code: RollcallError.Code, exitCode: Int32)
    async throws
  {
    // Waits of 0.5, 1, 2, 4 and 8 seconds fit into 16; 16 more do not.
    let bench = FetchBench(
      ["/page": Array(repeating: .status(status), count: 6)], maximumTime: .seconds(16))
    let error = try #require(try await bench.failureWithoutWaiting())
    #expect(error.code == code && error.code.exitCode == exitCode)
    #expect(error.request == "GET /page, 6 attempts" && bench.transport.unanswered.isEmpty)
    #expect(error.scope == (code == .limited ? .run : .tenant))
  }

  @Test(arguments: [TransportError.Code.nameNotFound, .connectionFailed, .connectionLost, .timedOut, .badResponse])
  func `a page is given up when its connection keeps failing`(code: TransportError.Code) async throws {
    let bench = FetchBench(["/page": Array(repeating: .refused(code), count: 3)], maximumTime: .seconds(3))
    let error = try #require(try await bench.failureWithoutWaiting())
    #expect(error.code == .unavailable && error.request == "GET /page, 3 attempts")
  }

  @Test(arguments: [TransportError.Code.connectionLost, .timedOut, .badResponse])
  func `a page whose response never arrives whole fails only its tenant`(code: TransportError.Code)
    async throws
  {
    let bench = FetchBench(.refused(code), maximumTime: .zero)
    #expect(try await bench.failure()?.scope == .tenant)
  }

  @Test(arguments: [TransportError.Code.nameNotFound, .connectionFailed])
  func `a page whose service cannot be reached fails the whole service`(code: TransportError.Code) async throws {
    let bench = FetchBench(.refused(code), maximumTime: .zero)
    #expect(try await bench.failure()?.scope == .service)
  }

  @Test(arguments: ["301", "86400", "99999999999999999999", "Mon, 02 Nov 2026 00:00:00 GMT"])
  func `a page is given up at once if the server demands a longer wait than allowed`(retryAfter: String) async throws {
    let bench = FetchBench(.status(429, retryAfter: retryAfter))
    let error = try #require(try await bench.failure())
    #expect(error.code == .limited && bench.transport.requests.count == 1)
    #expect(bench.meter.statistics(rows: 0, in: .zero).retries.isEmpty)
  }

  @Test func `a page that is given up finishes its lane`() async throws {
    let bench = FetchBench(.status(404))
    #expect(try await bench.events() == ["began", "failed refused after 1"])
  }

  @Test func `the error about a page shows no secret that the service repeats`() async throws {
    let bench = FetchBench(.status(403, "you sent echo-secret-token, which is wrong"))
    let error = try #require(try await bench.failure())
    #expect(error.message.contains("you sent •••, which is wrong"))
  }

  @Test func `the explanation of a refusal is read up to 64 KiB`() async throws {
    let piece = String(repeating: "x", count: 60 * 1024)
    var refusal = ScriptedTransport.Response.body(piece, piece, "never asked for")
    refusal.status = 403
    let bench = FetchBench(refusal)
    #expect(try await bench.failure()?.code == .refused)
    #expect(bench.meter.statistics(rows: 0, in: .zero).bytesIn == 0)
  }
}
