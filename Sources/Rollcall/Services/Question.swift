/// A request, and what makes an answer of its response.
package struct Question<Answer: Sendable>: Sendable {
  package var request: PageRequest
  /// Each attempt gets a copy of it.
  package let mapper: any PageMapper<Answer>

  package init(_ request: PageRequest, mappedBy mapper: some PageMapper<Answer>) {
    self.request = request
    self.mapper = mapper
  }

  /// The same question, whose loss means something else.
  func losing(_ loss: PageRequest.Loss) -> Question {
    var question = self
    question.request.loss = loss
    return question
  }
}

/// How a question ends.
package struct Reply<Answer: Sendable>: Sendable {
  package let outcome: Outcome
  /// How many requests it took.
  package let requests: Int

  package enum Outcome: Sendable {
    /// The response was understood. It may leave the answer out.
    case answered(Answer?)
    /// The request failed for good, and this is lost with it.
    case lost(ScopedFailure, PageRequest.Loss)
    /// The service says that what was asked for does not exist, and why. Whether it was deleted or the service
    /// contradicts itself is for the plan to find out.
    case gone(RollcallError)
  }

  package init(_ outcome: Outcome, requests: Int) {
    self.outcome = outcome
    self.requests = requests
  }

  package var answer: Answer? {
    if case .answered(let answer) = outcome { answer } else { nil }
  }

  /// Why there is no answer; `nil` if the response was understood.
  package var failure: ScopedFailure? {
    switch outcome {
    case .answered: nil
    case .lost(let failure, _): failure
    case .gone(let error): ScopedFailure(.tenant, error)
    }
  }

  package var error: RollcallError? { failure?.error }
}

/// Sends requests until they succeed or fail for good.
package protocol Asking: Sendable {
  /// Asks, and keeps no row of the response.
  ///
  /// - Throws: `RollcallError` for a failure that concerns the whole run.
  func reply<Answer>(to question: Question<Answer>) async throws -> Reply<Answer>
}

/// Asks, and passes rows on.
package protocol Fetching: Asking {
  /// Asks, and sends the events of the page from `began` on. A failure that concerns the tenant or the service is one of
  /// them.
  ///
  /// - Throws: `RollcallError` for a failure that concerns the whole run.
  func fetch<Answer>(_ question: Question<Answer>, send: SendEvent) async throws -> Reply<Answer>
}

/// Takes an event; suspends while there is no room for it.
package typealias SendEvent = @Sendable (PageEvent) async throws -> Void
