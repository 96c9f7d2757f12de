import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

@Suite struct `Simulator as a server` {
  @Test func `the log records the requests and no secret`() throws {
    try serving(.oneWebsite(operators: 1)) { crisp in
      _ = try crisp.ask("\(operatorsPath())?a=1", headers: ["X-Secret: hush", "User-Agent: test/1"])
      _ = try crisp.ask("/nowhere", token: nil)
      let log = crisp.requests
      #expect(log.map(\.status) == [200, 404])
      #expect(log[0].method == "GET" && log[0].target == "\(operatorsPath())?a=1")
      #expect(log[0].headers == ["accept": "*/*", "user-agent": "test/1", "x-crisp-tier": "plugin"])
      #expect(log[0].token == CrispToken.demoIdentifier && log[1].token == nil)
      #expect(!"\(log)".contains(CrispToken.demoKey))
    }
  }

  @Test func `a simulator without a log only counts requests`() throws {
    var scenario = Scenario.oneWebsite(operators: 1)
    scenario.keepsRequestLog = false
    try serving(scenario) { crisp in
      _ = try crisp.ask(operatorsPath())
      #expect(crisp.requests.isEmpty && crisp.requestCount == 1)
    }
  }

  @Test func `one connection serves many requests`() throws {
    try serving(.oneWebsite(operators: 1)) { crisp in
      let url = "\(crisp.baseURL)\(operatorsPath())"
      let each = ["--write-out", "%{num_connects} ", "--silent", "-o", "/dev/null", url, "-o", "/dev/null", url]
      let output = try CommandRun.run("curl", each).output
      #expect(output == "1 0 ")
    }
  }

  @Test func `a stop closes held and open connections, and can be repeated`() throws {
    var scenario = Scenario.oneWebsite(operators: 10)
    scenario.crisp.faults = [FaultRule(.delay(.seconds(60)), times: nil)]
    let crisp = try Simulator.start(scenario)
    let curl = try Program("curl", ["--silent", "--max-time", "30", "\(crisp.baseURL)\(operatorsPath())"])
    while crisp.requestCount == 0 { usleep(1_000) }
    let begin = ContinuousClock.now
    crisp.stop()
    crisp.stop()
    let code = curl.wait().code
    #expect(ContinuousClock.now - begin < .seconds(5) && code != 0)
  }

  @Test func `the error about a used port names its address`() throws {
    try serving(.oneWebsite(operators: 1)) { crisp in
      let error = #expect(throws: SystemError.self) { try Simulator.start(Scenario(), port: crisp.port) }
      #expect(error?.description.contains("127.0.0.1:\(crisp.port)") == true)
    }
  }
}
