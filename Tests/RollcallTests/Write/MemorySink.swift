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

  /// Goes on with a file that was finished.
  convenience init(reopening file: MemoryFile, at position: SinkPosition) throws {
    self.init(file)
    file.change { $0.isFinished = false }
    count = file.current.bytes.count
    try rewind(to: position)
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

/// The parts of a table in memory.
final class MemoryParts: PartStore, Sendable {
  private let list: Lock<[MemoryFile]>
  /// How many bytes fit in each of them.
  private let room: Int

  init(room: Int = .max) {
    self.room = room
    list = Lock([MemoryFile(room: room)])
  }

  /// The parts that there are, in their order.
  var files: [MemoryFile] { list.withLock { $0 } }

  /// The only part.
  var only: MemoryFile {
    let files = files
    precondition(files.count == 1, "there is one part")
    return files[0]
  }

  func create(_ number: Int) -> any ByteSink {
    list.withLock { files in
      if number > 0 {
        precondition(number == files.count, "parts are made one after the other")
        files.append(MemoryFile(room: room))
      }
      return MemorySink(files[number])
    }
  }

  func reopen(_ number: Int, at position: SinkPosition) throws -> any ByteSink {
    let file = list.withLock { files in
      precondition(number == files.count - 1 && files[number].current.isFinished, "what comes after it is gone")
      return files[number]
    }
    return try MemorySink(reopening: file, at: position)
  }

  func remove(_ number: Int) {
    list.withLock { files in
      precondition(number == files.count - 1 && number > 0, "the last part goes first")
      files.removeLast()
    }
  }
}
