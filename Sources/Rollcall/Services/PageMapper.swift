/// A mapper of one response to rows and to an answer. It knows the meaning of the service's fields.
///
/// A mapper is a value for one attempt at one response. It gets the response's elements in order.
package protocol PageMapper<Answer>: Sendable {
  /// The content of the response apart from its rows.
  associatedtype Answer: Sendable = Void
  /// Takes the status of the response, one of the request's successes. Called before anything else.
  mutating func take(status: Int)
  /// The rows that are known before the response.
  mutating func begin() -> RowBatch?
  /// Maps a JSON array of elements.
  mutating func map(_ elements: JSONElement) throws -> RowBatch?
  /// Maps the frame, which is the whole response if there is no list, and checks that nothing is missing. Called at the
  /// end of the response.
  mutating func finish(_ frame: JSONElement) throws -> RowBatch?
  /// The next batch of further rows; `nil` after the last one. Called after `finish(_:)`.
  mutating func next() -> RowBatch?
  /// The content of the response apart from its rows; `nil` if there is none. Read after the last rows.
  var answer: Answer? { get }
  /// Notes on the response for people, one sentence each. Read after the last rows.
  var notes: [String] { get }
}

/// A mapper of lists that may be long: a stretch of elements can be mapped without the stretches before it, so several
/// are mapped side by side.
package protocol StretchMapper: PageMapper {
  /// The result of mapping a stretch on its own.
  associatedtype Stretch: MappedStretch
  /// Maps a JSON array of elements, in any order.
  func prepare(_ elements: JSONElement) -> Stretch
  /// Takes the stretches in order.
  mutating func take(_ stretch: Stretch) throws -> RowBatch?
}

/// A stretch of a list, mapped by itself.
package protocol MappedStretch: Sendable {
  /// Whether one of its elements is faulty; `take` throws the error.
  var isFaulty: Bool { get }
}

extension StretchMapper {
  package mutating func map(_ elements: JSONElement) throws -> RowBatch? { try take(prepare(elements)) }
}

extension PageMapper {
  /// All successes are alike.
  package mutating func take(status: Int) {}
  /// The last rows came with the response's end.
  package mutating func next() -> RowBatch? { nil }
  /// No rows are known before the response.
  package mutating func begin() -> RowBatch? { nil }
  /// There are no notes.
  package var notes: [String] { [] }
}

extension PageMapper where Answer == Void {
  /// The rows are all there is.
  package var answer: Void? { () }
}
