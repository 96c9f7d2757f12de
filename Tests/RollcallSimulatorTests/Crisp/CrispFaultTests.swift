import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

@Suite struct `Faults of the simulated Crisp` {
  private let path = operatorsPath()

  /// The reply to the request that the fault hits; the next one must be well.
  private func reply(to fault: Fault, operators: Int = 500) throws -> Reply {
    var scenario = Scenario.oneWebsite(operators: operators)
    scenario.crisp.faults = [FaultRule(fault, on: .suffix("/operators/list"))]
    return try serving(scenario) { crisp in
      let reply = try crisp.ask(path)
      let next = try crisp.ask(path)
      #expect(next.exitCode == 0 && next.list.count == operators)
      return reply
    }
  }

  /// 20,000 operators come from a file, 500 from memory.
  @Test(arguments: [500, 20_000], [0, 1, 100_001])
  func `a reset comes after exactly the given number of bytes`(operators: Int, bytes: Int) throws {
    let reply = try reply(to: .resetAfter(bytes: bytes), operators: operators)
    #expect(reply.exitCode == 56 && reply.status == 200 && reply.body.count == bytes)
  }

  @Test func `a truncated body ends the connection before its length`() throws {
    let reply = try reply(to: .truncatedBody(bytes: 777))
    #expect(reply.exitCode == 18 && reply.body.count == 777)
    #expect(reply.headers["content-length"] != nil)
  }

  @Test func `a truncated chunked body ends without its last chunk`() throws {
    let reply = try reply(to: .truncatedChunks(bytes: 70_000))
    #expect(reply.exitCode == 18 && reply.headers["transfer-encoding"] == "chunked" && reply.body.count == 70_000)
  }

  @Test func `a chunked body can be whole, and a whole response can hold half a body`() throws {
    let chunked = try reply(to: .chunked)
    #expect(chunked.exitCode == 0 && chunked.list.count == 500 && chunked.headers["content-length"] == nil)
    let cut = try reply(to: .cutBody(bytes: 500))
    #expect(cut.exitCode == 0 && cut.headers["content-length"] == "500" && cut.body.count == 500 && cut.json.isEmpty)
  }

  @Test func `a connection can be closed or reset before the response`() throws {
    #expect(try reply(to: .closeBeforeResponse).exitCode == 52)
    #expect(try reply(to: .resetBeforeResponse).exitCode == 56)
  }

  @Test func `limits can have a waiting time or none, and three kinds of body`() throws {
    let json = try reply(to: .crispError(429, "rate_limited", retryAfter: .seconds(3)))
    #expect(json.status == 429 && json.reason == "rate_limited" && json.headers["retry-after"] == "3")
    let empty = try reply(to: .status(420, retryAfter: .date(secondsFromNow: 60)))
    #expect(empty.status == 420 && empty.body.isEmpty)
    let date = try #require(empty.headers["retry-after"])
    #expect(date.wholeMatch(of: /[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/) != nil)
    let html = try reply(to: .html(423))
    #expect(html.status == 423 && html.headers["content-type"] == "text/html" && html.headers["retry-after"] == nil)
  }

  @Test func `the cache answers for an API that is down`() throws {
    let reply = try reply(to: .crispOffline)
    #expect(reply.status == 502 && reply.text == "502 Bad Gateway" && reply.headers["bloom-status"] == "OFFLINE")
  }

  @Test func `a response can lie about its type or its success`() throws {
    #expect(try reply(to: .contentType("text/html")).headers["content-type"] == "text/html")
    let lie = try reply(to: .crispErrorWithStatus200)
    #expect(lie.status == 200 && lie.json["error"] as? Bool == true)
  }

  @Test func `a delayed response and a slow body do not delay other requests`() throws {
    var scenario = Scenario.oneWebsite(operators: 20)
    scenario.crisp.faults = [
      FaultRule(.delay(.milliseconds(400)), on: .suffix("/list"), times: 1),
      FaultRule(.slowBody(bytes: 2_000, pause: .milliseconds(100)), on: .suffix("/list"), fromRequest: 2),
    ]
    try serving(scenario) { crisp in
      let delayed = try crisp.ask(path)
      #expect(delayed.seconds >= 0.4 && delayed.list.count == 20)
      let slow = try crisp.ask(path)
      #expect(slow.seconds >= 0.2 && slow.list.count == 20)
    }
  }

  @Test func `each rule counts its own matches by path and method`() throws {
    var scenario = Scenario.manyWebsites(2, operatorsEach: 1)
    scenario.crisp.faults = [
      FaultRule(.status(500), on: .exact(operatorsPath(website: 1)), method: "GET", fromRequest: 2, times: 2),
      FaultRule(.status(503), on: .prefix("/v1/plugin/"), times: nil),
    ]
    try serving(scenario) { crisp in
      let hit = try crisp.statuses(operatorsPath(website: 1), times: 4)
      #expect(hit == [200, 500, 500, 200])
      let spared = try crisp.statuses(path)
      #expect(spared == [200])
      let always = try crisp.statuses("/v1/plugin/connect/account", times: 2)
      #expect(always == [503, 503])
    }
  }
}
