@testable import Rollcall

/// A sink that keeps its bytes.
final class MemorySink: ByteSink {
  private(set) var bytes: [UInt8] = []
  private(set) var rewinds = 0
  private(set) var isFinished = false
  private var digest = SHA256()

  var position: SinkPosition { SinkPosition(count: bytes.count, digest: digest.copy()) }

  func write(_ bytes: UnsafeRawBufferPointer) throws(ExportError) {
    self.bytes += bytes
    digest.update(bytes)
  }

  func rewind(to position: SinkPosition) throws(ExportError) {
    precondition(position.count <= bytes.count, "a rewind goes back")
    bytes.removeLast(bytes.count - position.count)
    digest = position.digest.copy()
    rewinds += 1
  }

  func finish() throws(ExportError) {
    precondition(!isFinished, "a sink ends once")
    isFinished = true
  }
}
