import Rollcall
import RollcallCurl
import RollcallSimulator
import RollcallTestSupport

/// A response with a website's operators, as Crisp sends it, and its request.
struct OperatorsResponse {
  let request: PageRequest
  private let mapper: any PageMapper
  /// The content in the pieces that the network delivered.
  let pieces: [[UInt8]]
  let operators: Int

  var byteCount: Int { pieces.reduce(0) { $0 + $1.count } }

  /// Fetches the response from a simulator in this process, which is stopped afterwards.
  init(operators: Int) async throws {
    let simulator = try Simulator.start(.oneWebsite(operators: operators))
    defer { simulator.stop() }
    try simulator.prepare()
    let (request, mapper) = try await Self.request(baseURL: simulator.baseURL, websiteID: Scenario.websiteID())
    self.request = request
    self.mapper = mapper
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

  /// The request for a website's operators, as an export makes it, and what maps its response.
  static func request(
    baseURL: String, websiteID: String
  ) async throws -> (request: PageRequest, mapper: any PageMapper) {
    let settings = SettingValues([
      "crisp-base-url": baseURL, "crisp-api-identifier": CrispToken.demoIdentifier,
      "crisp-api-key": CrispToken.demoKey, "crisp-website-id": websiteID, "crisp-inboxes": "never",
    ])
    let questions = PlannedQuestions()
    let servicePlan = try await ServiceDefinition.crisp.make(settings).prepare(keeping: nil, asking: questions)
    let all = try await questions.all(of: servicePlan, "crisp", for: [.operators, .grants])
    guard all.count == 1 else { throw Failure("one request was expected, and there are \(all.count)") }
    return all[0]
  }

  /// What maps the response.
  func makeMapper() -> any PageMapper { mapper }

  /// The response's elements in pieces that can be parsed.
  func chunks() throws -> [ElementChunk] {
    var splitter = ElementSplitter(listAt: request.listPath)
    return try pieces.flatMap { try splitter.split($0) }
  }

  /// The response's rows.
  func batches() async throws -> [RowBatch] {
    var mapper = makeMapper()
    var parser = JSONParser()
    return try chunks().compactMap { chunk in try parser.withDocument(chunk.text) { try mapper.map($0) } }
  }
}
