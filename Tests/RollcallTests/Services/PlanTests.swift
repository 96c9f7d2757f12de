import Backpressure
import Testing

@testable import Rollcall

@Suite(.timeLimit(.minutes(5))) struct `A plan` {
  private static let first = Endpoint("GET /first", "what is told first")
  private static let second = Endpoint("GET /second", "what is told after it")
  private static let tenant = EchoService("t").tenant(of: "t")

  /// Loses every question about the tenant, and answers the others.
  private struct Asker: Fetching {
    func reply<Answer>(to question: Question<Answer>) async throws -> Reply<Answer> {
      guard question.request.tenant != nil else { return Reply(.answered(nil), requests: 1) }
      let error = ScopedFailure(.tenant, RollcallError(.unavailable, question.request.path))
      return Reply(.lost(error, question.request.loss), requests: 2)
    }

    func fetch<Answer>(_ question: Question<Answer>, send: SendEvent) async throws -> Reply<Answer> {
      try await send(.began(service: "echo", tenant: question.request.tenant))
      try await send(.ended(requests: 1))
      return try await reply(to: question)
    }
  }

  private func question(_ endpoint: Endpoint, losing loss: PageRequest.Loss) -> Question<Void> {
    let http = HTTPRequest(url: "https://echo.test\(endpoint.path())", headers: [])
    var request = PageRequest(
      tenant: Self.tenant, endpoint: endpoint, path: endpoint.path(), http: http, listPath: .root)
    request.loss = loss
    return Question(request, mappedBy: SilentMapper())
  }

  private func plan() -> Plan {
    Plan(for: Self.tenant, endpoints: [Self.first, Self.second], asking: Asker())
  }

  /// The events of all steps, in words.
  private func events(of plan: Plan) async throws -> [String] {
    let events = Lock<[String]>([])
    for step in plan.steps {
      try await step.perform(of: "echo", by: Asker()) { event in events.withLock { $0.append(event.words) } }
    }
    return events.withLock { $0 }
  }

  @Test func `what is lost is told in the order of the endpoints, whatever was lost first`() async throws {
    let plan = plan()
    plan.tell(.omitted(part: "x", reason: "on purpose"))
    #expect(try await plan.ask(question(Self.second, losing: .part("second"))) == nil)
    #expect(try await plan.ask(question(Self.first, losing: .tenant)) == nil)
    #expect(
      try await events(of: plan) == [
        "began", "failed unavailable after 0", "missing second: unavailable", "omitted x", "ended after 4",
      ])
  }

  @Test func `a question whose loss is nothing is counted and not told`() async throws {
    let plan = plan()
    #expect(try await plan.ask(question(Self.first, losing: .nothing)) == nil)
    #expect(try await events(of: plan) == ["began", "ended after 2"])
  }

  @Test func `steps come in the order in which they were planned`() async throws {
    let plan = plan()
    plan.send(question(Self.first, losing: .tenant))
    plan.then { try await $0.send(.omitted(part: "y", reason: "on purpose")) }
    #expect(try await events(of: plan) == ["began", "ended after 1", "began", "omitted y", "ended after 0"])
  }

  @Test func `the reply to a request is there for the steps after it`() async throws {
    let plan = plan()
    let reply = plan.send(question(Self.first, losing: .part("first")))
    plan.then { telling in
      guard case .lost(let error, _) = try await reply.value()?.outcome else { return }
      try await telling.send(.missing(part: "derived", error))
    }
    #expect(try await events(of: plan).contains("missing derived: unavailable"))
  }

  @Test func `a step that asks tells what it lost, and counts its requests`() async throws {
    let plan = plan()
    let question = question(Self.first, losing: .part("late"))
    plan.then { _ = try await $0.ask(question) }
    #expect(try await events(of: plan) == ["began", "missing late: unavailable", "ended after 2"])
  }
}

private struct SilentMapper: PageMapper {
  func map(_ elements: JSONElement) throws -> RowBatch? { nil }
  func finish(_ frame: JSONElement) throws -> RowBatch? { nil }
}
