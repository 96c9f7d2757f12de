@testable import Rollcall

/// A mapper, and a way to look at its answer when it is done.
struct PageProbe {
  let mapper: any PageMapper
  let answer: (any PageMapper) throws -> PageAnswer

  /// A mapper that has no answer.
  init(_ mapper: any PageMapper) {
    self.mapper = mapper
    answer = { _ in PageAnswer() }
  }

  /// A mapper that has an answer, unless it may stay silent.
  init<Mapper: PageMapper>(
    _ mapper: Mapper, isSilent: Bool = false, answer: @escaping (Mapper.Answer) -> PageAnswer
  ) {
    self.mapper = mapper
    self.answer = { mapper in
      if let value = mapper.answer as? Mapper.Answer { return answer(value) }
      guard isSilent else { throw Finding("a mapper ended well and told nothing") }
      return PageAnswer()
    }
  }
}

/// What a response told beside its rows, and rows that are made of it.
struct PageAnswer {
  let text: String
  let batches: [RowBatch]

  init(text: String = "", rows: RowBatch? = nil) { self.init(text: text, batches: [rows].compactMap { $0 }) }

  init(text: String, batches: [RowBatch]) {
    self.text = text
    self.batches = batches
  }
}
