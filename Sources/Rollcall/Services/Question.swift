/// A request, and the mapper of its response.
package struct Question<Answer: Sendable>: Sendable {
  package var request: PageRequest
  /// The mapper; each attempt gets a copy.
  package let mapper: any PageMapper<Answer>

  package init(_ request: PageRequest, mappedBy mapper: some PageMapper<Answer>) {
    self.request = request
    self.mapper = mapper
  }

  /// The same question with another loss.
  func losing(_ loss: PageRequest.Loss) -> Question {
    var question = self
    question.request.loss = loss
    return question
  }
}

/// The end of a question.
package struct Reply<Answer: Sendable>: Sendable {
  package let outcome: Outcome
  /// The number of requests that it took.
  package let requests: Int

  package enum Outcome: Sendable {
    /// The response was understood; it may lack the answer.
    case answered(Answer?)
    /// The request failed for good, with this loss.
    case lost(ScopedFailure, PageRequest.Loss)
    /// The service says that the requested resource does not exist. The plan finds out whether it was deleted or the
    /// service contradicts itself.
    case gone(RollcallError)
  }

  package init(_ outcome: Outcome, requests: Int) {
    self.outcome = outcome
    self.requests = requests
  }

  package var answer: Answer? {
    if case .answered(let answer) = outcome { answer } else { nil }
  }

  /// The reason why there is no answer; `nil` if the response was understood.
  package var failure: ScopedFailure? {
    switch outcome {
    case .answered: nil
    case .lost(let failure, _): failure
    case .gone(let error): ScopedFailure(.tenant, error)
    }
  }

  package var error: RollcallError? { failure?.error }
}

/// A sender of requests, which repeats each until it succeeds or fails for good.
package protocol Asking: Sendable {
  /// Asks, and drops all rows of the response.
  ///
  /// - Throws: `RollcallError` for a failure that concerns the whole run.
  func reply<Answer>(to question: Question<Answer>) async throws -> Reply<Answer>
}

/// An asker that passes rows on.
package protocol Fetching: Asking {
  /// Asks, and sends the events of the page, beginning with `began`. A failure of the tenant or the service is one of
  /// them.
  ///
  /// - Throws: `RollcallError` for a failure that concerns the whole run.
  func fetch<Answer>(_ question: Question<Answer>, send: SendEvent) async throws -> Reply<Answer>
}

/// A receiver of events, which suspends while there is no room.
package typealias SendEvent = @Sendable (PageEvent) async throws -> Void
