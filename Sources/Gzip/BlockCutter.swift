/// A piece of a byte stream, with as much of the stream before it as deflate can refer back to.
package struct Block: Sendable {
  /// The history, then the content.
  package let bytes: [UInt8]
  /// How many of `bytes` are history: at most 32 KiB, 0 for the first block, or if none was asked for.
  package let historyCount: Int
  /// Whether the stream ends with this block.
  package let isLast: Bool

  package init(bytes: [UInt8], historyCount: Int, isLast: Bool) {
    self.bytes = bytes
    self.historyCount = historyCount
    self.isLast = isLast
  }

  /// The block's own bytes.
  package var content: ArraySlice<UInt8> { bytes[historyCount...] }
}

/// Cuts a byte stream into blocks of one size, wherever the writes into it end.
///
/// The cuts depend on nothing but the stream's bytes. Each block carries its own history, so blocks can be
/// compressed one by one or all at once, with the same result.
package struct BlockCutter: Sendable {
  /// 256 KiB: primed with their history, blocks of this size compress as well as one unbroken stream does,
  /// and are small enough to keep every core busy.
  package static let standardBlockSize = 256 * 1024
  /// The reach of a deflate reference (RFC 1951, section 2).
  package static let deflateHistory = 32 * 1024

  package let blockSize: Int
  private let historyLimit: Int
  /// History of the next block, then the bytes that are not in a block yet.
  private var buffer: [UInt8] = []
  private var historyCount = 0

  /// - Parameter history: how many bytes each block gets to see of those before it: none if nobody compresses them.
  package init(blockSize: Int = BlockCutter.standardBlockSize, history: Int = BlockCutter.deflateHistory) {
    precondition(blockSize > 0, "a block holds at least one byte")
    self.blockSize = blockSize
    historyLimit = history
  }

  /// What a cutter holds between two blocks: all that it takes to go on later.
  package struct Tail: Sendable, Equatable {
    /// History of the next block, then the bytes that are not in a block yet.
    package let bytes: [UInt8]
    /// How many of `bytes` are history.
    package let historyCount: Int

    /// Checks that a cutter may hold it.
    package init?(bytes: [UInt8], historyCount: Int) {
      guard (0...BlockCutter.deflateHistory).contains(historyCount), bytes.count >= historyCount,
        bytes.count - historyCount < BlockCutter.standardBlockSize
      else { return nil }
      self.bytes = bytes
      self.historyCount = historyCount
    }

    fileprivate init(_ bytes: [UInt8], _ historyCount: Int) {
      self.bytes = bytes
      self.historyCount = historyCount
    }
  }

  /// What is in no block yet, and the history of what will be.
  package var tail: Tail { Tail(buffer, historyCount) }

  /// Goes on where another cutter of the same stream was.
  package mutating func resume(from tail: Tail) {
    buffer = tail.bytes
    historyCount = tail.historyCount
  }

  /// How many bytes wait for the rest of their block.
  package var pendingCount: Int { buffer.count - historyCount }

  /// The bytes that wait for the rest of their block.
  package var pending: ArraySlice<UInt8> { buffer[historyCount...] }

  /// Lends the buffer's end to a writer, which may only append.
  package mutating func append<R, E: Error>(_ write: (inout [UInt8]) throws(E) -> R) throws(E) -> R {
    let before = buffer.count
    defer { precondition(buffer.count >= before, "a writer may only append") }
    return try write(&buffer)
  }

  /// Cuts off every full block, oldest first.
  package mutating func cutFullBlocks() -> [Block] {
    guard pendingCount >= blockSize else { return [] }
    var blocks: [Block] = []
    var historyStart = 0
    var start = historyCount
    while buffer.count - start >= blockSize {
      let end = start + blockSize
      blocks.append(
        Block(bytes: Array(buffer[historyStart..<end]), historyCount: start - historyStart, isLast: false))
      historyStart = max(historyStart, end - historyLimit)
      start = end
    }
    buffer.removeSubrange(..<historyStart)
    historyCount = start - historyStart
    return blocks
  }

  /// Cuts off what is left, which may be nothing: the stream's last block.
  package mutating func cutLastBlock() -> Block {
    defer {
      buffer = []
      historyCount = 0
    }
    return Block(bytes: buffer, historyCount: historyCount, isLast: true)
  }

  /// Drops the newest pending bytes, so that `count` of them are left.
  package mutating func truncate(toPending count: Int) {
    precondition((0...pendingCount).contains(count), "only pending bytes can be dropped")
    buffer.removeLast(pendingCount - count)
  }

  /// Goes back to a time before `block` was cut, when `count` of its bytes were pending.
  package mutating func rewind(to block: Block, pending count: Int) {
    precondition((0...block.content.count).contains(count), "a mark lies inside its block")
    buffer = Array(block.bytes[..<(block.historyCount + count)])
    historyCount = block.historyCount
  }
}
