import Rollcall
import RollcallCurl
import RollcallSimulator

/// A response with a website's operators, as Crisp sends it, and its request.
struct OperatorsResponse {
  let request: PageRequest
  /// The content in the pieces that the network delivered.
  let pieces: [[UInt8]]
  let operators: Int

  var byteCount: Int { pieces.reduce(0) { $0 + $1.count } }

  /// Fetches the response from a simulator in this process, which is stopped afterwards.
  init(operators: Int) async throws {
    let simulator = try Simulator.start(.oneWebsite(operators: operators))
    defer { simulator.stop() }
    try simulator.prepare()
    let request = try await Self.request(baseURL: simulator.baseURL, websiteID: Scenario.websiteID())
    self.request = request
    self.operators = operators
    pieces = try await CurlTransport.withTransport { transport in
      try await transport.withResponse(to: request.http) { response in
        var pieces: [[UInt8]] = []
        while let piece = try await response.body.next() { pieces.append(piece) }
        guard response.status == 200 else { throw Failure("the simulator answered \(response.status)") }
        return pieces
      }
    }
  }

  /// The request for a website's operators, as in an export.
  static func request(baseURL: String, websiteID: String) async throws -> PageRequest {
    var settings = SettingValues()
    settings.set("crisp-base-url", to: baseURL, from: .flag)
    settings.set("crisp-api-identifier", to: CrispToken.demoIdentifier, from: .environment)
    settings.set("crisp-api-key", to: CrispToken.demoKey, from: .environment)
    settings.set("crisp-website-id", to: websiteID, from: .flag)
    let service = try ServiceDefinition.crisp.make(settings)
    var requests: [PageRequest] = []
    let plan = try await service.prepare(keeping: nil) { _ in nil }
    _ = try await plan.run([.operators, .grants], skipping: [:], asking: { _ in nil }) { step in
      if case .request(let request) = step { requests.append(request) }
    }
    guard requests.count == 1 else { throw Failure("one request was expected, and there are \(requests.count)") }
    return requests[0]
  }

  /// The response's elements in pieces that can be parsed.
  func chunks() throws -> [ElementChunk] {
    var splitter = ElementSplitter(listAt: request.listPath)
    return try pieces.flatMap { try splitter.split($0) }
  }

  /// The response's rows.
  func batches() async throws -> [RowBatch] {
    guard var mapper = try await request.makeMapper() else { throw Failure("the request has no mapper") }
    var parser = JSONParser()
    return try chunks().compactMap { chunk in try parser.withDocument(chunk.text) { try mapper.map($0) } }
  }
}
