/// A block's part of a gzip member.
package struct DeflatedBlock: Sendable {
  /// Raw deflate data that ends on a byte boundary.
  package let bytes: [UInt8]
  /// CRC-32 of the block's content.
  package let checksum: UInt32
  /// Bytes of the block's content.
  package let contentCount: Int
  /// Whether the stream ends with this block.
  package let isLast: Bool
}

/// A compressor that turns blocks into deflate data.
///
/// Blocks may come in any order and from any stream: each is compressed as if it followed its own history.
package struct Deflater: ~Copyable {
  private var engine: Engine

  /// The compressor of a library.
  // Not private: optimised code of other modules refers to the description of its type, and would not find it.
  enum Engine: ~Copyable {
    case zlib(ZlibDeflater)
    #if ISAL
      case isal(ISALDeflater)
    #endif
  }

  package init(level: CompressionLevel) throws(GzipError) {
    switch level.library {
    case .zlib: engine = .zlib(try ZlibDeflater(level: level.number))
    #if ISAL
      case .isal: engine = .isal(ISALDeflater())
    #endif
    }
  }

  /// Compresses one block.
  ///
  /// Every block except the last ends with an empty stored block, which brings it to a byte boundary: laid end to end,
  /// the blocks are one deflate stream.
  package mutating func deflate(_ block: Block) throws(GzipError) -> DeflatedBlock {
    let bytes =
      switch engine {
      case .zlib(let zlib): try zlib.deflate(block)
      #if ISAL
        case .isal(let isal): try isal.deflate(block)
      #endif
      }
    return DeflatedBlock(
      bytes: bytes, checksum: checksum(of: block.content), contentCount: block.content.count, isLast: block.isLast)
  }
}
