/// A reader of what others wrote, and what must hold whatever they wrote.
///
/// `Tests/fuzz` calls it with what libFuzzer makes up, `CorpusTests` with what is in `Corpus/<name>`.
struct FuzzTarget: Sendable {
  let name: String
  /// Does something with an input.
  ///
  /// - Throws: `Finding` if something does not hold that must.
  let check: @Sendable (inout FuzzInput) throws -> Void

  init(_ name: String, check: @escaping @Sendable (inout FuzzInput) throws -> Void) {
    self.name = name
    self.check = check
  }

  /// Every target there is.
  static let all: [FuzzTarget] = [
    .pages, .failures, .encoders, .readers, .retryAfter, .addresses, .configuration, .manifest, .checkpoint, .verify,
    .gzip,
  ]
}

/// Something that does not hold though it must.
struct Finding: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// - Throws: `Finding` unless the condition holds.
func require(_ condition: Bool, _ message: @autoclosure () -> String) throws {
  if !condition { throw Finding(message()) }
}

/// - Throws: `Finding` unless both are the same.
func require<Value: Equatable>(
  _ value: Value, is expected: Value, _ message: @autoclosure () -> String
) throws {
  if value != expected { throw Finding("\(message())\n  it is:     \(value)\n  should be: \(expected)") }
}
