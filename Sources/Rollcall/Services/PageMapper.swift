/// Maps one response to rows and to an answer: what the fields of a service mean.
///
/// A value that is used for one attempt at one response. It is called with the response's elements in order.
package protocol PageMapper<Answer>: Sendable {
  /// What the response tells beside its rows.
  associatedtype Answer: Sendable = Void
  /// Takes the status of the response, one of the request's successes. Called before anything else.
  mutating func take(status: Int)
  /// Rows that are known before the response is.
  mutating func begin() -> RowBatch?
  /// Maps a JSON array of elements.
  mutating func map(_ elements: JSONElement) throws -> RowBatch?
  /// Maps what stands around the list, which is the whole response if there is no list, and checks that nothing is
  /// missing. Called at the response's end.
  mutating func finish(_ frame: JSONElement) throws -> RowBatch?
  /// More rows of a response that was understood, a batch at a time, until there are none. Called after `finish(_:)`.
  mutating func next() -> RowBatch?
  /// What the response tells beside its rows; `nil` if it does not say. Asked for after the last rows.
  var answer: Answer? { get }
  /// What people should hear of the response, a sentence each. Asked for after the last rows.
  var notes: [String] { get }
}

/// A mapper of lists that may be long: the work on one stretch of elements needs nothing of the stretches before it,
/// so that several are worked on side by side.
package protocol StretchMapper: PageMapper {
  /// What is known of a stretch by itself.
  associatedtype Stretch: MappedStretch
  /// Maps a JSON array of elements, in any order.
  func prepare(_ elements: JSONElement) -> Stretch
  /// Takes the stretches in order.
  mutating func take(_ stretch: Stretch) throws -> RowBatch?
}

/// A stretch of a list, mapped by itself.
package protocol MappedStretch: Sendable {
  /// Whether something is wrong with one of its elements, which `take` will say.
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
  /// No rows are known before the response is.
  package mutating func begin() -> RowBatch? { nil }
  /// There is nothing to tell.
  package var notes: [String] { [] }
}

extension PageMapper where Answer == Void {
  /// The rows are all there is.
  package var answer: Void? { () }
}
