import Backpressure
import Rollcall
import RollcallCurl
import Testing

@Suite(.timeLimit(.minutes(5))) struct `Lifetime of a transfer` {
  @Test(arguments: ["/stall-before-head", "/stall-in-body"])
  func `a transfer ends promptly when its task is cancelled`(path: String) async throws {
    try await withServer { server in
      try await CurlTransport.withTransport { transport in
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask {
            await #expect(throws: CancellationError.self) { try await transport.get(server.baseURL + path) }
          }
          while try await server.report().requests.isEmpty {}
          group.cancelAll()
          try await group.waitForAll()
        }
        #expect(.now - start < .seconds(10))
        #expect(try await transport.get("\(server.baseURL)/ok").status == 200)
      }
    }
  }

  @Test func `a task that is already cancelled starts no transfer`() async throws {
    try await withServer { server in
      try await CurlTransport.withTransport { transport in
        await withTaskGroup(of: Void.self) { group in
          group.addTask {
            withUnsafeCurrentTask { $0?.cancel() }
            await #expect(throws: CancellationError.self) {
              try await transport.get("\(server.baseURL)/stall-before-head")
            }
          }
        }
      }
    }
  }

  @Test func `a transfer ends with its scope, even if bytes remain`() async throws {
    try await withServer { server in
      try await CurlTransport.withTransport { transport in
        for _ in 0..<10 {
          let request = HTTPRequest(url: "\(server.baseURL)/mebibytes?count=64", headers: [])
          let status = try await transport.withResponse(to: request) { $0.status }
          #expect(status == 200)
        }
        // The transport lives on, but not the connections whose responses nobody wants.
        while try await server.report().open > 1 { try await Task.sleep(for: .milliseconds(10)) }
        let sent = try await server.report().sent
        #expect(sent < 200 << 20)
        let next = try await transport.get("\(server.baseURL)/ok")
        #expect(next.status == 200)
      }
    }
  }

  @Test func `a transfer ends when its consumer throws`() async throws {
    struct Enough: Error {}
    try await withServer { server in
      try await CurlTransport.withTransport { transport in
        let request = HTTPRequest(url: "\(server.baseURL)/mebibytes?count=64", headers: [])
        await #expect(throws: Enough.self) {
          try await transport.withResponse(to: request) { response in
            _ = try await response.body.next()
            throw Enough()
          }
        }
      }
    }
  }

  @Test func `many requests share few connections`() async throws {
    try await withServer { server in
      try await CurlTransport.withTransport { transport in
        try await withThrowingTaskGroup(of: Void.self) { group in
          for _ in 0..<4 {
            group.addTask {
              for _ in 0..<25 {
                let received = try await transport.get("\(server.baseURL)/ok")
                #expect(received.error == nil)
              }
            }
          }
          try await group.waitForAll()
        }
      }
      let report = try await server.report()
      // One more is the connection of the report.
      #expect(report.requests.count == 100 && report.connections <= 4 + 1)
    }
  }

  @Test func `a hundred transfers can run at the same time`() async throws {
    try await withServer { server in
      try await CurlTransport.withTransport { transport in
        let texts = try await withThrowingTaskGroup { group in
          for number in 0..<100 {
            group.addTask { try await transport.get("\(server.baseURL)/gzip?text=\(number)&times=1").text }
          }
          return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(texts == Set((0..<100).map(String.init)))
      }
    }
  }

  @Test func `a transport can open and close at once, with or without a request`() async throws {
    try await withServer { server in
      for number in 0..<60 {
        try await CurlTransport.withTransport { transport in
          guard number.isMultiple(of: 3) else { return }
          let received = try await transport.get("\(server.baseURL)/ok")
          #expect(received.status == 200)
        }
      }
    }
  }
}
