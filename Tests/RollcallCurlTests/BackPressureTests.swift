import Backpressure
import Rollcall
import RollcallCurl
import Testing

@Suite(.timeLimit(.minutes(5))) struct `Slow consumers` {
  /// Reads a response to its end, checks that it is what the server sends, and counts it.
  private static func drain(_ body: any HTTPBody) async throws -> (count: Int, largest: Int) {
    var count = 0
    var largest = 0
    while let bytes = try await body.next() {
      if bytes.first != UInt8(truncatingIfNeeded: count)
        || bytes.last != UInt8(truncatingIfNeeded: count + bytes.count - 1)
      {
        Issue.record("wrong byte near \(count)")
      }
      count += bytes.count
      largest = max(largest, bytes.count)
    }
    return (count, largest)
  }

  @Test func `a slow consumer slows the sender down and still receives everything`() async throws {
    try await withServer { server in
      try await CurlTransport.withTransport { transport in
        let request = HTTPRequest(url: "\(server.baseURL)/mebibytes?count=64", headers: [])
        try await transport.withResponse(to: request) { response in
          try await Task.sleep(for: .milliseconds(500))
          let before = try await server.report().sent
          try await Task.sleep(for: .milliseconds(200))
          // Nothing moves any more, and what has moved is the kernel's buffers.
          let after = try await server.report().sent
          #expect(after == before && before < 16 << 20)
          let (count, largest) = try await Self.drain(response.body)
          #expect(count == 64 << 20 && largest < 512 << 10)
        }
      }
    }
  }

  @Test func `a slow consumer is not mistaken for a silent server`() async throws {
    try await withServer { server in
      var configuration = CurlTransport.Configuration()
      configuration.stallTimeout = .seconds(1)
      try await CurlTransport.withTransport(configuration) { transport in
        let request = HTTPRequest(url: "\(server.baseURL)/mebibytes?count=24", headers: [])
        try await transport.withResponse(to: request) { response in
          var count = 0
          for _ in 0..<2 {
            count += try await response.body.next()?.count ?? 0
            try await Task.sleep(for: .milliseconds(2500))
          }
          while let bytes = try await response.body.next() { count += bytes.count }
          #expect(count == 24 << 20)
        }
      }
    }
  }

  @Test func `the time that the consumer takes does not count towards the total timeout`() async throws {
    try await withServer { server in
      var configuration = CurlTransport.Configuration()
      configuration.totalTimeout = .seconds(3)
      try await CurlTransport.withTransport(configuration) { transport in
        let request = HTTPRequest(url: "\(server.baseURL)/mebibytes?count=24", headers: [])
        try await transport.withResponse(to: request) { response in
          try await Task.sleep(for: .seconds(5))
          #expect(try await Self.drain(response.body).count == 24 << 20)
        }
      }
    }
  }

  @Test func `a consumer that reads nothing does not delay other requests`() async throws {
    try await withServer { server in
      try await CurlTransport.withTransport { transport in
        let request = HTTPRequest(url: "\(server.baseURL)/mebibytes?count=64", headers: [])
        try await transport.withResponse(to: request) { _ in
          for _ in 0..<20 {
            let received = try await transport.get("\(server.baseURL)/ok")
            #expect(received.status == 200)
          }
        }
      }
    }
  }

  @Test func `a slow consumer of compressed content receives everything`() async throws {
    try await withServer { server in
      try await CurlTransport.withTransport { transport in
        let request = HTTPRequest(url: "\(server.baseURL)/gzip?text=0123456789abcdef&times=2000000", headers: [])
        try await transport.withResponse(to: request) { response in
          var count = 0
          try await Task.sleep(for: .milliseconds(300))
          while let bytes = try await response.body.next() {
            count += bytes.count
            if count < 2 << 20 { try await Task.sleep(for: .milliseconds(20)) }
          }
          #expect(count == 32_000_000)
        }
      }
    }
  }
}
