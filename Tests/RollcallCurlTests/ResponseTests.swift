import Foundation
import Rollcall
import RollcallCurl
import RollcallSimulator
import RollcallTestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct `Responses over the network` {
  @Test func `a response has its status, its relevant fields and its content`() async throws {
    try await withServer { server in
      let received = try await get("\(server.baseURL)/status?code=429")
      #expect(received.status == 429 && received.text == "why" && received.error == nil)
      #expect(received.headers == ["retry-after": "7"])
    }
  }

  @Test func `a request carries the given headers and Rollcall's name`() async throws {
    try await withServer { server in
      _ = try await get(
        "\(server.baseURL)/ok", headers: [("Authorization", Secret("Basic abc")), ("X-Crisp-Tier", Secret("plugin"))])
      _ = try await get("\(server.baseURL)/ok", isLocal: true)
      let requests = try await server.report().requests.map(\.headers)
      #expect(requests[0]["authorization"] == "Basic abc" && requests[0]["x-crisp-tier"] == "plugin")
      #expect(requests[0]["user-agent"] == "rollcall/\(RollcallVersion.current)")
      #expect(requests[0]["accept-encoding"] == "gzip" && requests[1]["accept-encoding"] == "identity")
      #expect(requests[1]["authorization"] == nil && requests[1]["if-none-match"] == nil)
    }
  }

  @Test(arguments: [0, 1, 400_000])
  func `a compressed response is decompressed`(times: Int) async throws {
    try await withServer { server in
      let received = try await get("\(server.baseURL)/gzip?text=snapshot&times=\(times)")
      #expect(received.text == String(repeating: "snapshot", count: times) && received.error == nil)
    }
  }

  @Test func `a local response is decompressed although no compression was requested`() async throws {
    try await withServer { server in
      let received = try await get("\(server.baseURL)/gzip?text=snapshot&times=1000", isLocal: true)
      #expect(received.text == String(repeating: "snapshot", count: 1000) && received.error == nil)
    }
  }

  @Test func `a response can follow an interim one`() async throws {
    try await withServer { server in
      let received = try await get("\(server.baseURL)/interim")
      #expect(received.status == 200 && received.text == "after the hints" && received.headers["retry-after"] == nil)
    }
  }

  @Test func `a response can have trailers, no length or no content`() async throws {
    try await withServer { server in
      let trailers = try await get("\(server.baseURL)/trailers")
      #expect(trailers.text == "before trailers" && trailers.headers["retry-after"] == nil && trailers.error == nil)
      let endless = try await get("\(server.baseURL)/no-length")
      #expect(endless.text == "until the end" && endless.error == nil)
      let empty = try await get("\(server.baseURL)/no-content")
      #expect(empty.status == 204 && empty.body.isEmpty && empty.error == nil)
    }
  }

  @Test func `a redirect is returned and not followed, so no other server sees the token`() async throws {
    try await withServer { other in
      try await withServer { server in
        let target = "\(other.baseURL)/ok"
        let received = try await get(
          "\(server.baseURL)/redirect?to=\(target)", headers: [("Authorization", Secret("Basic abc"))])
        #expect(received.status == 302 && received.headers["location"] == target)
        #expect(try await server.report().requests.count == 1)
      }
      #expect(try await other.report().requests.isEmpty)
    }
  }

  /// 20,000 operators come from a file, 500 from memory.
  @Test(arguments: [500, 20_000])
  func `the simulator's response is the same as curl receives`(operators: Int) async throws {
    let simulator = try Simulator.start(.oneWebsite(operators: operators))
    defer { simulator.stop() }
    // Beforehand: under a sanitizer it takes longer than a server may be silent.
    try simulator.prepare()
    let url = "\(simulator.baseURL)/v1/website/\(Scenario.websiteID())/operators/list"
    let credentials = "\(CrispToken.demoIdentifier):\(CrispToken.demoKey)"
    let authorization = Secret("Basic \(Data(credentials.utf8).base64EncodedString())")
    let received = try await get(url, headers: [("Authorization", authorization), ("X-Crisp-Tier", Secret("plugin"))])
    let curl = try CommandRun.run(
      "curl", ["--silent", "--user", credentials, "--header", "X-Crisp-Tier: plugin", url])
    #expect(curl.exitCode == 0 && received.status == 200 && received.body.count > operators * 200)
    // Not inside the macro, which would look for the differences between megabytes for hours.
    let isSame = received.body == curl.outputBytes
    #expect(isSame)
  }
}
