/// A store for the parts of a table in one format. One task uses it.
protocol PartStore {
  /// Begins a part.
  func create(_ number: Int) throws -> any ByteSink
  /// Continues a finished part from a position in it.
  func reopen(_ number: Int, at position: SinkPosition) throws -> any ByteSink
  /// Removes a part.
  func remove(_ number: Int) throws
}

extension StandardOutputSink: PartStore {
  func create(_ number: Int) -> any ByteSink {
    precondition(number == 0, "standard output is one stream")
    return self
  }

  func reopen(_ number: Int, at position: SinkPosition) throws -> any ByteSink { throw Self.cannotRewind }

  func remove(_ number: Int) throws { throw Self.cannotRewind }
}
