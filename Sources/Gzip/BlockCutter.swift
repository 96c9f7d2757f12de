/// A piece of a byte stream, with as much of the stream before it as deflate can refer back to.
package struct Block: Sendable {
  /// The history, then the content.
  package let bytes: [UInt8]
  /// The number of history bytes in `bytes`: at most 32 KiB, and 0 for the first block or without history.
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

/// A cutter of a byte stream into blocks of one size, wherever the writes into it end.
///
/// The cuts depend on nothing but the stream's bytes. Each block carries its own history, so blocks can be
/// compressed one by one or all at once, with the same result.
package struct BlockCutter: Sendable {
  /// 256 KiB: primed with their history, blocks of this size compress as well as one unbroken stream does,
  /// and are small enough to keep every core busy.
  package static let standardBlockSize = 256 * 1024
  /// The reach of a deflate reference (RFC 1951, section 2).
  package static let deflateHistory = 32 * 1024

  /// The number of bytes for which there is room after a block, so that the buffer seldom grows.
  private static let expectedRest = 96 * 1024

  package let blockSize: Int
  private let historyLimit: Int
  /// History of the next block, then the bytes that are not in a block yet.
  private var buffer: [UInt8] = []
  private var historyCount = 0

  /// - Parameter history: the number of earlier bytes that each block carries; 0 if the blocks are not compressed.
  package init(blockSize: Int = BlockCutter.standardBlockSize, history: Int = BlockCutter.deflateHistory) {
    precondition(blockSize > 0, "a block holds at least one byte")
    self.blockSize = blockSize
    historyLimit = history
  }

  /// The state of a cutter between two blocks, from which another one can continue.
  package struct Tail: Sendable, Equatable {
    /// History of the next block, then the bytes that are not in a block yet.
    package let bytes: [UInt8]
    /// The number of history bytes in `bytes`.
    package let historyCount: Int

    /// Checks that a cutter can have this state.
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

  /// The bytes that are not in a block yet, and the history of the next block.
  package var tail: Tail { Tail(buffer, historyCount) }

  /// Continues from the state of another cutter of the same stream.
  package mutating func resume(from tail: Tail) {
    buffer = tail.bytes
    historyCount = tail.historyCount
  }

  /// The number of bytes that wait for the rest of their block.
  package var pendingCount: Int { buffer.count - historyCount }

  /// The bytes that wait for the rest of their block.
  package var pending: ArraySlice<UInt8> { buffer[historyCount...] }

  /// Lends the end of the buffer to a writer, which may only append.
  package mutating func append<R, E: Error>(_ write: (inout [UInt8]) throws(E) -> R) throws(E) -> R {
    let before = buffer.count
    defer { precondition(buffer.count >= before, "a writer may only append") }
    return try write(&buffer)
  }

  /// Cuts off every full block, oldest first.
  ///
  /// It costs least if few bytes come after the end of a block, since these move.
  package mutating func cutFullBlocks() -> [Block] {
    var blocks: [Block] = []
    while pendingCount >= blockSize { blocks.append(cutBlock()) }
    return blocks
  }

  /// Cuts off a full block: the buffer becomes the block, and the bytes after it move to a new buffer.
  private mutating func cutBlock() -> Block {
    let end = historyCount + blockSize
    let nextStart = max(0, end - historyLimit)
    var next: [UInt8] = []
    next.reserveCapacity(historyLimit + blockSize + Self.expectedRest)
    next += buffer[nextStart...]
    buffer.removeLast(buffer.count - end)
    let block = Block(bytes: buffer, historyCount: historyCount, isLast: false)
    (buffer, historyCount) = (next, end - nextStart)
    return block
  }

  /// Cuts off the rest, which may be empty, as the stream's last block.
  package mutating func cutLastBlock() -> Block {
    defer {
      buffer = []
      historyCount = 0
    }
    return Block(bytes: buffer, historyCount: historyCount, isLast: true)
  }

  /// Drops the newest pending bytes, so that `count` of them remain.
  package mutating func truncate(toPending count: Int) {
    precondition((0...pendingCount).contains(count), "only pending bytes can be dropped")
    buffer.removeLast(pendingCount - count)
  }

  /// Returns to a state before `block` was cut, when `count` of its bytes were pending.
  package mutating func rewind(to block: Block, pending count: Int) {
    precondition((0...block.content.count).contains(count), "a mark lies inside its block")
    buffer = Array(block.bytes[..<(block.historyCount + count)])
    historyCount = block.historyCount
  }
}
