import Backpressure
import Rollcall
import RollcallCurl
import RollcallSimulator

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
    var settings = SettingValues()
    for (name, value) in CrispScenario().exportSettings(at: baseURL) {
      settings.set(name, to: value, from: .environment)
    }
    settings.set("crisp-website-id", to: websiteID, from: .flag)
    settings.set("crisp-inboxes", to: "never", from: .flag)
    let service = try ServiceDefinition.crisp.make(settings)
    let questions = PlannedQuestions()
    let servicePlan = try await service.prepare(keeping: nil, asking: questions)
    for tenant in servicePlan.tenants {
      let plan = Plan(for: tenant, endpoints: [], asking: questions)
      try await servicePlan.fill(plan, for: [.operators, .grants])
      for step in plan.steps { try await step.perform(of: "crisp", by: questions) { _ in } }
    }
    let all = questions.all
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

/// Takes the questions of a plan, and answers none.
private final class PlannedQuestions: Fetching {
  private let questions = Lock<[(request: PageRequest, mapper: any PageMapper)]>([])

  var all: [(request: PageRequest, mapper: any PageMapper)] { questions.withLock { $0 } }

  func reply<Answer>(to question: Question<Answer>) async throws -> Reply<Answer> {
    questions.withLock { $0.append((question.request, question.mapper)) }
    return Reply(.answered(nil), requests: 0)
  }

  func fetch<Answer>(_ question: Question<Answer>, send: SendEvent) async throws -> Reply<Answer> {
    try await reply(to: question)
  }
}
