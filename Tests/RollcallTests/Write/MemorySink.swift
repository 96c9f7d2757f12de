import Backpressure

@testable import Rollcall

/// A file in memory, and what happened to it.
final class MemoryFile: Sendable {
  struct Content {
    var bytes: [UInt8] = []
    var rewinds = 0
    /// How many bytes were on the disk when that was last asked for.
    var synchronized = 0
    var isFinished = false
  }

  private let content = Lock(Content())
  /// How many bytes fit.
  let room: Int

  init(room: Int = .max) {
    self.room = room
  }

  var current: Content { content.withLock { $0 } }

  fileprivate func change<Result>(_ body: (inout Content) -> Result) -> Result { content.withLock { body(&$0) } }
}

/// Writes into a `MemoryFile`, until it is full.
final class MemorySink: ByteSink {
  static let full = RollcallError(.inputOutput, "the memory is full")

  private let file: MemoryFile
  private var count = 0
  private var digest = SHA256()

  init(_ file: MemoryFile) {
    self.file = file
  }

  var position: SinkPosition { SinkPosition(count: count, digest: digest.copy()) }

  func write(_ bytes: UnsafeRawBufferPointer) throws(RollcallError) {
    guard count + bytes.count <= file.room else { throw Self.full }
    let bytes = Array(bytes)
    file.change { $0.bytes += bytes }
    bytes.withUnsafeBytes { digest.update($0) }
    count += bytes.count
  }

  func rewind(to position: SinkPosition) throws(RollcallError) {
    precondition(position.count <= count, "a rewind goes back")
    let surplus = count - position.count
    file.change {
      $0.bytes.removeLast(surplus)
      $0.rewinds += 1
    }
    digest = position.digest.copy()
    count = position.count
  }

  func synchronize() throws(RollcallError) { file.change { $0.synchronized = $0.bytes.count } }

  func finish() throws(RollcallError) {
    precondition(!file.current.isFinished, "a sink ends once")
    file.change { $0.isFinished = true }
  }
}
