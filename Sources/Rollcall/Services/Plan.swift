import Backpressure

/// The requests about one tenant, or about a service as a whole: some are asked at once, the others become steps.
///
/// Plans of several tenants are made side by side, while the steps of the tenants before are carried out. Questions that
/// a plan asks are answered at once; what they cost and what was lost with them is told when the tenant's turn comes.
/// Steps run side by side as well, and their rows come out in the order of the steps.
package final class Plan: Asking {
  private struct State {
    var steps: [PlanStep] = []
    var requests = 0
    /// What there is to tell before the steps, and by which question, in the order of the service's endpoints.
    var told: [(rank: Int, event: PageEvent)] = []
  }

  /// The tenant; `nil` if the plan is about the service as a whole.
  package let tenant: Tenant?
  private let endpoints: [Endpoint]
  private let asker: any Asking
  private let state = Lock(State())

  /// - Parameter endpoints: the service's, in the order in which losses are told.
  package init(for tenant: Tenant?, endpoints: [Endpoint], asking asker: any Asking) {
    self.tenant = tenant
    self.endpoints = endpoints
    self.asker = asker
  }

  /// Asks at once.
  ///
  /// - Returns: the answer; `nil` if the question failed for good, which will be told.
  package func ask<Answer>(_ question: Question<Answer>) async throws -> Answer? {
    let reply = try await reply(to: question)
    if let event = reply.loss {
      let rank = endpoints.firstIndex(of: question.request.endpoint) ?? endpoints.count
      state.withLock { $0.told.append((rank, event)) }
    }
    return reply.answer
  }

  /// Asks at once, and leaves it to the caller what a failure means.
  package func reply<Answer>(to question: Question<Answer>) async throws -> Reply<Answer> {
    let reply = try await asker.reply(to: question)
    state.withLock { $0.requests += reply.requests }
    return reply
  }

  /// Tells something of the tenant, after what questions lost.
  package func tell(_ event: PageEvent) {
    state.withLock { $0.told.append((endpoints.count, event)) }
  }

  /// Adds a step: a request whose rows are wanted.
  ///
  /// - Parameter question: evaluated when the step's turn comes.
  /// - Returns: what will have the reply, for steps after this one.
  @discardableResult
  package func send<Answer>(
    _ question: @autoclosure @escaping @Sendable () -> Question<Answer>
  ) -> Promise<Reply<Answer>> {
    let promise = Promise<Reply<Answer>>()
    let step = PlanStep.fetch { fetcher, send in
      defer { promise.abandon() }
      promise.fulfil(try await fetcher.fetch(question(), send: send))
    }
    state.withLock { $0.steps.append(step) }
    return promise
  }

  /// Adds a step that no single response makes, such as rows that several responses make together.
  ///
  /// - Parameter produce: sends its rows and may wait for the replies of steps before.
  package func then(_ produce: @escaping @Sendable (Telling) async throws -> Void) {
    state.withLock { $0.steps.append(.tell(tenant, requests: 0, produce)) }
  }

  /// The steps so far, after one for what there is to tell.
  package var steps: [PlanStep] {
    state.withLock { state in
      // Without any step the tenant would be in no report.
      let isSilent = state.requests == 0 && state.told.isEmpty && (tenant == nil || !state.steps.isEmpty)
      if isSilent { return state.steps }
      // Of the same rank, in the order in which they were told: the sort is stable.
      let events = state.told.sorted { $0.rank < $1.rank }.map(\.event)
      let first = PlanStep.tell(tenant, requests: state.requests) { telling in
        for event in events { try await telling.send(event) }
      }
      return [first] + state.steps
    }
  }
}

/// A step of a plan.
package enum PlanStep: Sendable {
  /// A request whose response becomes rows.
  case fetch(@Sendable (_ fetcher: any Fetching, _ send: SendEvent) async throws -> Void)
  /// Events that no single response makes, after that many requests.
  case tell(Tenant?, requests: Int, @Sendable (Telling) async throws -> Void)

  /// Carries the step out.
  ///
  /// - Throws: `RollcallError` for a failure that concerns the whole run.
  package func perform(of service: String, by fetcher: any Fetching, send: @escaping SendEvent) async throws {
    switch self {
    case .fetch(let fetch):
      try await fetch(fetcher, send)
    case .tell(let tenant, let requests, let produce):
      let telling = Telling(asking: fetcher, to: send)
      try await send(.began(service: service, tenant: tenant))
      try await produce(telling)
      try await send(.ended(requests: requests + telling.requests))
    }
  }
}

/// Takes the events of a step, and asks what is still open.
package final class Telling: Sendable {
  /// Sends an event of the step.
  package let send: SendEvent
  private let asker: any Asking
  private let count = Lock(0)

  init(asking asker: any Asking, to send: @escaping SendEvent) {
    self.asker = asker
    self.send = send
  }

  var requests: Int { count.withLock { $0 } }

  /// Asks, and tells what is lost if the question fails for good.
  package func ask<Answer>(_ question: Question<Answer>) async throws -> Answer? {
    let reply = try await asker.reply(to: question)
    count.withLock { $0 += reply.requests }
    if let loss = reply.loss { try await send(loss) }
    return reply.answer
  }
}

extension Reply {
  /// What there is to tell of a question that failed for good.
  fileprivate var loss: PageEvent? {
    guard case .lost(let failure, let loss) = outcome else { return nil }
    return switch loss {
    case .tenant: .failed(failure, requests: 0)
    case .part(let part): .missing(part: part, failure)
    case .nothing: nil
    }
  }
}
