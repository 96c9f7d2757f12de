import Glibc

/// Standard output, a sink that cannot take bytes back.
package final class StandardOutputSink: ByteSink {
  private var count = 0
  private var digest = SHA256()

  package init() {}

  package var position: SinkPosition { SinkPosition(count: count, digest: digest.copy()) }

  package func write(_ bytes: UnsafeRawBufferPointer) throws(RollcallError) {
    try FileSystem.write(bytes, to: STDOUT_FILENO, path: "to standard output")
    digest.update(bytes)
    count += bytes.count
  }

  package func rewind(to position: SinkPosition) throws(RollcallError) {
    guard position.count == count else { throw Self.cannotRewind }
  }

  /// The error for a response that breaks off after some of its rows were written.
  static let cannotRewind = RollcallError(
    .unavailable, "a response broke off, and its rows are on standard output already",
    cause: "standard output cannot be rewound", advice: "export into a folder with --output DIR, which can")

  package func synchronize() throws(RollcallError) {}

  package func finish() throws(RollcallError) {}
}
