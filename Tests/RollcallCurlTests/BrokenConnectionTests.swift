import Foundation
import Rollcall
import RollcallCurl
import RollcallSimulator
import Testing

@Suite(.timeLimit(.minutes(5))) struct `Failing connections` {
  @Test(arguments: [
    ("/reset-before-head", 0), ("/close-before-head", 0), ("/reset-in-body", 50_000), ("/short-body", 50_000),
    ("/short-chunks", 50_000),
  ])
  func `a broken connection is reported as lost, after the bytes that arrived`(path: String, count: Int) async throws {
    try await withServer { server in
      let received = try await get(server.baseURL + path)
      #expect(received.error?.code == .connectionLost && received.body.count == count)
      #expect(received.error?.message != "" && received.status == (count == 0 ? 0 : 200))
    }
  }

  @Test(arguments: ["/stall-before-head", "/stall-in-body"])
  func `a server that falls silent causes a timeout`(path: String) async throws {
    try await withServer { server in
      let start = ContinuousClock.now
      let received = try await get(server.baseURL + path, stallTimeout: .seconds(1))
      #expect(received.error?.code == .timedOut && received.body.count == (path == "/stall-in-body" ? 10 : 0))
      #expect((.seconds(1) ... .seconds(15)).contains(.now - start))
    }
  }

  /// A byte now and then: the server is never silent.
  @Test(arguments: ["/drip-in-head", "/drip-in-body"])
  func `a response that never ends causes a timeout in the end`(path: String) async throws {
    try await withServer { server in
      let start = ContinuousClock.now
      let received = try await get(server.baseURL + path) { $0.totalTimeout = .seconds(2) }
      #expect(received.error?.code == .timedOut && received.error?.message == "it took longer than 2 s in all")
      #expect((.seconds(2) ... .seconds(20)).contains(.now - start))
    }
  }

  /// A byte in less time than the server may be silent, in the middle of a line of the head as well.
  @Test(arguments: ["/drip-in-head", "/drip-in-body"])
  func `a slow response does not count as a silent one`(path: String) async throws {
    try await withServer { server in
      let received = try await get(server.baseURL + path, stallTimeout: .seconds(2)) { $0.totalTimeout = .seconds(6) }
      #expect(received.error?.message == "it took longer than 6 s in all")
    }
  }

  @Test func `a connection that takes too long to open causes a timeout`() async throws {
    // A socket that takes connections in and says nothing, not even of TLS.
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    let port = try bound(socket)
    try #require(listen(socket, 8) == 0)
    let start = ContinuousClock.now
    let received = try await get("https://127.0.0.1:\(port)/") { $0.connectTimeout = .seconds(1) }
    #expect(received.error?.code == .timedOut && (.milliseconds(900) ... .seconds(15)).contains(.now - start))
  }

  @Test(arguments: ["/damaged-gzip", "/unknown-encoding"])
  func `a response that makes no sense is reported as a bad response`(path: String) async throws {
    try await withServer { server in
      let received = try await get(server.baseURL + path)
      #expect(received.error?.code == .badResponse)
    }
  }

  @Test(arguments: ["/long-head", "/long-field", "/endless-head", "/endless-hints"])
  func `a head without an end is refused as too large`(path: String) async throws {
    try await withServer { server in
      let received = try await get(server.baseURL + path)
      #expect(received.error?.code == .tooLarge, "\(received.error as Any)")
      let words =
        path == "/long-field" ? "its head has a field of more than 100 KiB" : "its head is larger than 256 KiB"
      #expect(received.error?.message == words)
    }
  }

  @Test func `a server that does not speak HTTP yields an error and no response`() async throws {
    try await withServer { server in
      let received = try await get("\(server.baseURL)/not-http")
      #expect(received.error != nil && received.status == 0 && received.body.isEmpty)
    }
  }

  @Test func `a port without a listener is reported as a failed connection`() async throws {
    // A port that is taken but not listened to.
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    let received = try await get("http://127.0.0.1:\(try bound(socket))/")
    #expect(received.error?.code == .connectionFailed)
  }

  /// Gives a socket a port of this machine.
  private func bound(_ socket: Int32) throws -> UInt16 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(socket, pointer, length) == 0 && getsockname(socket, pointer, &length) == 0
      }
    }
    try #require(isBound)
    return UInt16(bigEndian: address.sin_port)
  }

  @Test func `an error about a host without an address names the host`() async throws {
    let received = try await get("http://nonexistent.invalid/")
    #expect(received.error?.code == .nameNotFound && received.error?.message.contains("nonexistent.invalid") == true)
  }

  @Test(arguments: ["ftp://127.0.0.1/", "file:///etc/hostname", "http://", "gopher://127.0.0.1/"])
  func `an address that is not HTTP is reported as a bad request`(url: String) async throws {
    let received = try await get(url)
    #expect(received.error?.code == .badRequest && received.body.isEmpty)
  }

  /// The simulator counts the bytes that it lets through.
  @Test(arguments: [0, 1, 100_001, 3_000_000])
  func `exactly the bytes before a reset arrive`(count: Int) async throws {
    var scenario = Scenario.oneWebsite(operators: 20_000)
    scenario.crisp.faults = [FaultRule(.resetAfter(bytes: count))]
    let simulator = try Simulator.start(scenario)
    defer { simulator.stop() }
    try simulator.prepare()
    let credentials = Data("\(CrispToken.demoIdentifier):\(CrispToken.demoKey)".utf8).base64EncodedString()
    let received = try await get(
      "\(simulator.baseURL)/v1/website/\(Scenario.websiteID())/operators/list",
      headers: [("Authorization", Secret("Basic \(credentials)")), ("X-Crisp-Tier", Secret("plugin"))])
    #expect(received.status == 200 && received.body.count == count && received.error?.code == .connectionLost)
  }

  @Test func `the transport serves the next request after a broken connection`() async throws {
    try await withServer { server in
      try await CurlTransport.withTransport { transport in
        for path in ["/reset-in-body", "/short-chunks", "/close-before-head", "/not-http", "/damaged-gzip"] {
          let broken = try await transport.get(server.baseURL + path)
          let next = try await transport.get("\(server.baseURL)/ok")
          #expect(broken.error != nil && next.text == #"{"ok":true}"#)
        }
      }
    }
  }
}
