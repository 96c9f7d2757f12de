import Backpressure

@testable import Rollcall

/// A mapper, and a way to see what it promised when it is done.
struct PageProbe {
  let mapper: any PageMapper
  let answer: () throws -> PageAnswer

  /// A mapper that promises nothing.
  init(_ mapper: any PageMapper) {
    self.mapper = mapper
    answer = { PageAnswer() }
  }

  /// A mapper that gives its result by a promise, unless it may stay silent.
  init<Value>(
    _ promise: Promise<Value>, isSilent: Bool = false, _ makeMapper: (Promise<Value>) -> any PageMapper,
    answer: @escaping (Value) -> PageAnswer
  ) {
    mapper = makeMapper(promise)
    self.answer = {
      if let value = promise.given() { return answer(value) }
      guard isSilent else { throw Finding("a mapper ended well and told nothing") }
      return PageAnswer()
    }
  }
}

/// What a response told beside its rows, and rows that are made of it.
struct PageAnswer {
  var text = ""
  var rows: RowBatch?

  init(text: String = "", rows: RowBatch? = nil) {
    self.text = text
    self.rows = rows
  }

  /// The rows of teams, inboxes or an account.
  init(of resources: [ChatwootResource], in tenant: Tenant) {
    var rows = RowBatch(tenant: tenant)
    for resource in resources {
      resource.append(to: &rows)
      resource.append(ChatwootRules(version: nil).inboxMember, to: &rows)
    }
    self.init(rows: rows)
  }
}

extension Promise {
  /// The value, if it was given by now.
  fileprivate func given() -> Value? {
    let given = Lock<Value?>(nil)
    abandon()
    // Settled by now, so that the task never suspends and is over with the call.
    Task.immediate {
      let value = try? await self.value()
      given.withLock { $0 = value ?? nil }
    }
    return given.withLock { $0 }
  }
}
