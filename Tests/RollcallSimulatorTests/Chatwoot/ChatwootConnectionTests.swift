import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

@Suite struct `Connections of the simulated Chatwoot` {
  private func scenario(_ limits: ChatwootConnectionLimits?) -> Scenario {
    var scenario = Scenario.chatwoot(agents: 2)
    scenario.chatwoot.connectionLimits = limits
    return scenario
  }

  /// The number of connections that curl opened for each of so many requests, one after the other.
  private func connections(_ chatwoot: Simulator, requests: Int) throws -> [Int] {
    let url = "\(chatwoot.baseURL)/api/v1/accounts/1/agents"
    let requests = (0..<requests).flatMap { _ in ["--output", "/dev/null", url] }
    let token = ["--header", "Api-Access-Token: \(ChatwootToken.demoToken)"]
    let run = try CommandRun.run("curl", ["--silent", "--write-out", "%{num_connects} "] + token + requests)
    return run.output.split(separator: " ").compactMap { Int($0) }
  }

  @Test func `a connection ends after its last request, and the next request opens another`() throws {
    try serving(scenario(ChatwootConnectionLimits(requests: 3, idleSeconds: 65))) { chatwoot in
      let opened = try connections(chatwoot, requests: 7)
      #expect(opened == [1, 0, 0, 1, 0, 0, 1])
    }
  }

  @Test func `a connection of the newest release serves 998 requests and ends with the next`() throws {
    try serving(scenario(nil)) { chatwoot in
      let opened = try connections(chatwoot, requests: 1_000)
      #expect(opened.indices.filter { opened[$0] == 1 } == [0, 999])
    }
  }

  @Test func `a connection without a request ends after a while, and one with a slow answer does not`() throws {
    var scenario = scenario(ChatwootConnectionLimits(requests: nil, idleSeconds: 1))
    scenario.chatwoot.faults = [FaultRule(.delay(.seconds(3)), on: .exact("/api/v1/profile"))]
    let script = """
      import http.client, sys, time
      connection = http.client.HTTPConnection(sys.argv[1])
      def ask(path):
        connection.request("GET", path, headers={"Api-Access-Token": sys.argv[2]})
        answer = connection.getresponse()
        answer.read()
        return answer.status
      statuses = [ask("/api/v1/accounts/1/agents"), ask("/api/v1/profile")]
      time.sleep(3)
      print(statuses, connection.sock.recv(1) == b"")
      """
    try serving(scenario) { chatwoot in
      let address = String(chatwoot.baseURL.dropFirst("http://".count))
      let output = try Python.run(script, [address, ChatwootToken.demoToken])
      #expect(output == "[200, 200] True\n")
    }
  }

  @Test func `names of header fields are in lower case since Puma 7, and only Crisp says the date`() throws {
    for (version, name) in [(ChatwootVersion.v4_15, "x-request-id:"), (.v4_8, "X-Request-Id:")] {
      var scenario = Scenario(
        CrispScenario.generated(websites: 1, operatorsEach: 1), ChatwootScenario.generated(agents: 1))
      scenario.chatwoot.version = version
      try serving(scenario) { both in
        let output = try CommandRun.run("curl", ["--silent", "--include", "\(both.baseURL)/api"]).output
        #expect(output.contains("\r\n\(name)"))
        #expect(try both.askChatwoot("/api").headers["date"] == nil)
        #expect(try both.ask(operatorsPath()).headers["date"]?.hasSuffix(" GMT") == true)
      }
    }
  }

  @Test func `refusals come in chunks until 4.1.0, and with a length after it`() throws {
    for (version, isChunked) in [(ChatwootVersion.v4_0, true), (.v4_1, true), (.v4_7, false), (.v4_15, false)] {
      var scenario = Scenario.chatwoot(agents: 1)
      scenario.chatwoot.version = version
      let refusal = try serving(scenario) { try $0.askChatwoot("/api/v1/accounts/9/agents") }
      #expect(refusal.status == 404 && refusal.text == #"{"error":"Resource could not be found"}"#)
      #expect((refusal.headers["transfer-encoding"] == "chunked") == isChunked, "\(version)")
      #expect((refusal.headers["content-length"] != nil) != isChunked, "\(version)")
    }
  }
}
