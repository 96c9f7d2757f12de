import Rollcall
import RollcallCurl
import RollcallSimulator

extension Benchmark {
  /// From a server in another process to bytes.
  static let networkStages = [
    Benchmark(
      name: "http-small", unit: "request", summary: "fetch lists of 20 operators, 32 at a time",
      body: .stage { runs in
        try await fetch(operators: 20, requests: runs.options.size(20_000), atOnce: 32, &runs)
      }),
    Benchmark(
      name: "http-large", unit: "request", summary: "fetch a list of 200,000 operators",
      body: .stage { runs in
        try await fetch(operators: runs.options.size(200_000), requests: 2, atOnce: 1, &runs)
      }),
  ]

  private static func fetch(operators: Int, requests: Int, atOnce: Int, _ runs: inout StageRuns) async throws {
    guard let rollcall = runs.options.rollcall else { throw Failure("--rollcall is missing") }
    let simulator = try SimulatorProcess(
      rollcall, ["--operators", String(operators), "--accounts", "0"], scratchParent: runs.options.scratchParent)
    defer { simulator.stop() }
    let (request, _) = try await OperatorsResponse.request(
      baseURL: simulator.baseURL, websiteID: Scenario.websiteID())
    try await CurlTransport.withTransport { transport in
      try await runs.measure { watch in
        watch.begin()
        let bytes = try await withThrowingTaskGroup(of: Int.self) { group in
          for worker in 0..<atOnce {
            let share = requests / atOnce + (worker < requests % atOnce ? 1 : 0)
            group.addTask {
              var bytes = 0
              for _ in 0..<share { bytes += try await byteCount(of: request.http, over: transport) }
              return bytes
            }
          }
          return try await group.reduce(0, +)
        }
        watch.end()
        return (requests, bytes)
      }
    }
  }

  private static func byteCount(of request: HTTPRequest, over transport: CurlTransport) async throws -> Int {
    try await transport.withResponse(to: request) { response in
      guard response.status == 200 else { throw Failure("the simulator answered \(response.status)") }
      var count = 0
      while let piece = try await response.body.next() { count += piece.count }
      return count
    }
  }
}
