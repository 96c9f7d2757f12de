/// The destination of a file's bytes: a file, or standard output. One task uses it.
package protocol ByteSink: AnyObject {
  /// The place of the next byte, and the digest of the bytes before it.
  var position: SinkPosition { get }
  /// Writes all of the bytes.
  func write(_ bytes: UnsafeRawBufferPointer) throws(RollcallError)
  /// Takes back everything after a position.
  func rewind(to position: SinkPosition) throws(RollcallError)
  /// Makes the written bytes durable, as far as the sink can.
  func synchronize() throws(RollcallError)
  /// Makes the written bytes durable like ``synchronize()``, and ends the sink.
  func finish() throws(RollcallError)
}

/// A position in a sink to which it can return.
package struct SinkPosition {
  /// The number of bytes before the position.
  package let count: Int
  let digest: SHA256

  /// The SHA-256 of the bytes before the position.
  package var sha256: String { digest.hexadecimal() }
}
