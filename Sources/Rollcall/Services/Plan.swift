import Backpressure

/// The requests about one tenant, or about a service as a whole: some are asked at once, the others become steps.
///
/// Plans of several tenants are made side by side, while the steps of earlier tenants are carried out. The questions of
/// a plan are answered at once; their requests and losses are reported before the tenant's steps. Steps run side by
/// side, too, and their rows come out in the order of the steps.
package final class Plan: Asking {
  private struct State {
    var steps: [PlanStep] = []
    var requests = 0
    /// The events to send before the steps, each with the rank of its question among the service's endpoints.
    var told: [(rank: Int, event: PageEvent)] = []
  }

  /// The tenant; `nil` if the plan is about the service as a whole.
  package let tenant: Tenant?
  private let endpoints: [Endpoint]
  private let asker: any Asking
  private let state = Lock(State())

  /// - Parameter endpoints: the service's endpoints, in the order in which losses are reported.
  package init(for tenant: Tenant?, endpoints: [Endpoint], asking asker: any Asking) {
    self.tenant = tenant
    self.endpoints = endpoints
    self.asker = asker
  }

  /// Asks at once.
  ///
  /// - Returns: the answer; `nil` if the question failed for good, which the plan will report.
  package func ask<Answer>(_ question: Question<Answer>) async throws -> Answer? {
    let reply = try await reply(to: question)
    if let event = reply.loss {
      let rank = endpoints.firstIndex(of: question.request.endpoint) ?? endpoints.count
      state.withLock { $0.told.append((rank, event)) }
    }
    return reply.answer
  }

  /// Asks at once, and leaves failures to the caller.
  package func reply<Answer>(to question: Question<Answer>) async throws -> Reply<Answer> {
    let reply = try await asker.reply(to: question)
    state.withLock { $0.requests += reply.requests }
    return reply
  }

  /// Reports an event of the tenant, after the losses of questions.
  package func tell(_ event: PageEvent) {
    state.withLock { $0.told.append((endpoints.count, event)) }
  }

  /// Adds a step that sends a request for rows.
  ///
  /// - Parameter question: evaluated when the step begins.
  /// - Returns: the promise of the reply, for later steps.
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

  /// Adds a step of several requests, each of which depends on the answers before.
  ///
  /// - Parameter work: sends the events of its pages, each from `began` to `ended` or `failed`.
  package func work(_ work: @escaping @Sendable (_ fetcher: any Fetching, _ send: SendEvent) async throws -> Void) {
    state.withLock { $0.steps.append(.fetch(work)) }
  }

  /// Adds a step without a request of its own, such as rows from several responses.
  ///
  /// - Parameter produce: sends the rows, and may wait for the replies of earlier steps.
  package func then(_ produce: @escaping @Sendable (Telling) async throws -> Void) {
    state.withLock { $0.steps.append(.tell(tenant, requests: 0, produce)) }
  }

  /// The steps so far, after a step for the reported events.
  package var steps: [PlanStep] {
    state.withLock { state in
      // A tenant without a step would not be in the manifest.
      let isSilent = state.requests == 0 && state.told.isEmpty && (tenant == nil || !state.steps.isEmpty)
      if isSilent { return state.steps }
      // The sort is stable: events of the same rank keep their order.
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
  /// Events without a request of their own, after a number of requests.
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

/// The receiver of a step's events, which can also ask further questions.
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

  /// Asks, and reports the loss if the question fails for good.
  package func ask<Answer>(_ question: Question<Answer>) async throws -> Answer? {
    let reply = try await asker.reply(to: question)
    count.withLock { $0 += reply.requests }
    if let loss = reply.loss { try await send(loss) }
    return reply.answer
  }
}

extension Reply {
  /// The event of a question that failed for good.
  fileprivate var loss: PageEvent? {
    guard case .lost(let failure, let loss) = outcome else { return nil }
    return switch loss {
    case .tenant: .failed(failure, requests: 0)
    case .part(let part): .missing(part: part, failure)
    case .omission(let part): .omitted(part: part, reason: failure.error.message)
    case .nothing: nil
    }
  }
}
