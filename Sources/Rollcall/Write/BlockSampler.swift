import Gzip

/// A cheap estimate of a block's compressed size, before the compressors have it.
///
/// The compressors work asynchronously, so their progress at any moment is chance. The sampler compresses the end of
/// each block at once, with the same history as in the block: a sixteenth of the work, for a figure that depends on the
/// bytes alone.
struct BlockSampler: ~Copyable {
  private var deflater: Deflater

  /// The number of a block's bytes that are compressed.
  static let contentCount = 16 * 1024
  /// The bytes of content for the first sample, which is taken before the first block is full.
  static let firstCount = 2 * contentCount

  init(level: CompressionLevel) throws { deflater = try Deflater(level: level) }

  /// Compresses the end of the bytes.
  mutating func sample(_ bytes: ArraySlice<UInt8>) throws -> PartMeasure.Sample? {
    let content = bytes.suffix(Self.contentCount)
    guard !content.isEmpty else { return nil }
    let history = bytes.dropLast(content.count).suffix(BlockCutter.deflateHistory)
    let block = Block(bytes: Array(history + content), historyCount: history.count, isLast: false)
    return PartMeasure.Sample(content: content.count, compressed: try deflater.deflate(block).bytes.count)
  }
}
