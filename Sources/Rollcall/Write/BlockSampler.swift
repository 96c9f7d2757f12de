import Gzip

/// Tells early, and cheaply, how well a block compresses.
///
/// The compressors are asynchronous, and what they have done by some time is chance. This one compresses the end of each
/// block at once, with the same history that it has in the block: a sixteenth of the work, for a figure that depends on
/// the bytes alone.
struct BlockSampler: ~Copyable {
  private var deflater: Deflater

  /// Bytes of a block that are compressed.
  static let contentCount = 16 * 1024
  /// Bytes of content that it takes for the first sample, which no block waits for.
  static let firstCount = 2 * contentCount

  init(level: CompressionLevel) throws { deflater = try Deflater(level: level) }

  /// Compresses the end of some bytes.
  mutating func sample(_ bytes: ArraySlice<UInt8>) throws -> PartMeasure.Sample? {
    let content = bytes.suffix(Self.contentCount)
    guard !content.isEmpty else { return nil }
    let history = bytes.dropLast(content.count).suffix(BlockCutter.deflateHistory)
    let block = Block(bytes: Array(history + content), historyCount: history.count, isLast: false)
    return PartMeasure.Sample(content: content.count, compressed: try deflater.deflate(block).bytes.count)
  }
}
