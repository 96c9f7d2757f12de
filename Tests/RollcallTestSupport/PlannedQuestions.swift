import Backpressure
import Rollcall

/// Takes the questions of a plan, and answers none.
package final class PlannedQuestions: Fetching {
  package typealias Planned = (request: PageRequest, mapper: any PageMapper)

  private let questions = Lock<[Planned]>([])

  package init() {}

  package func reply<Answer>(to question: Question<Answer>) async throws -> Reply<Answer> {
    questions.withLock { $0.append((question.request, question.mapper)) }
    return Reply(.answered(nil), requests: 0)
  }

  package func fetch<Answer>(_ question: Question<Answer>, send: SendEvent) async throws -> Reply<Answer> {
    try await reply(to: question)
  }

  /// All that a service is asked about its tenants, as long as no answer decides about more.
  package func all(
    of servicePlan: any ServicePlan, _ service: String, for tables: Set<Table> = Set(Table.allCases)
  ) async throws -> [Planned] {
    for tenant in servicePlan.tenants {
      let plan = Plan(for: tenant, endpoints: [], asking: self)
      try await servicePlan.fill(plan, for: tables)
      for step in plan.steps { try await step.perform(of: service, by: self) { _ in } }
    }
    return questions.withLock { $0 }
  }
}
