/// Where bytes end: a file, or standard output. Used by one task.
package protocol ByteSink: AnyObject {
  /// Where the next byte goes, and the digest of those before it.
  var position: SinkPosition { get }
  /// Writes all of the bytes.
  func write(_ bytes: UnsafeRawBufferPointer) throws(RollcallError)
  /// Takes back everything behind a position.
  func rewind(to position: SinkPosition) throws(RollcallError)
  /// Makes what was written durable, as far as the sink can.
  func synchronize() throws(RollcallError)
  /// Makes what was written durable like ``synchronize()``, and ends the sink.
  func finish() throws(RollcallError)
}

/// A point in a sink to which it can go back.
package struct SinkPosition {
  /// Bytes before it.
  package let count: Int
  let digest: SHA256

  /// The SHA-256 of the bytes before it.
  package var sha256: String { digest.hexadecimal() }
}
