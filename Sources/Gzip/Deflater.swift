import CZlib

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

/// A zlib compressor that turns blocks into deflate data.
///
/// Blocks may come in any order and from any stream: each is compressed as if it followed its own history.
package struct Deflater: ~Copyable {
  /// On the heap because zlib keeps a pointer back to the struct, which therefore must not move.
  private let stream: UnsafeMutablePointer<z_stream>

  package init(level: CompressionLevel) throws(GzipError) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // Negative window bits ask for raw deflate; 8 is zlib's default for the memory level.
    let result = czlib_deflate_init(stream, CInt(level.rawValue), -MAX_WBITS, 8)
    // deinit also runs when this throws; deflateEnd tolerates a stream that never opened.
    guard result == Z_OK else { throw GzipError(result: result, stream: stream) }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Compresses one block.
  ///
  /// Every block except the last ends with an empty stored block (`Z_SYNC_FLUSH`), which brings it to a byte boundary:
  /// laid end to end, the blocks are one deflate stream.
  package mutating func deflate(_ block: Block) throws(GzipError) -> DeflatedBlock {
    var result = deflateReset(stream)
    guard result == Z_OK else { throw GzipError(result: result, stream: stream) }

    // zlib's bound does not count the empty stored block of a flush (at most 5 bytes and 3 bits).
    let bound = Int(deflateBound(stream, uLong(block.content.count))) + 16
    var checksum: UInt32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: bound) { output, outputCount in
      block.bytes.withUnsafeBufferPointer { all in
        // zlib's structs are not const-correct: it does not write to its input.
        let history = UnsafeMutablePointer(mutating: all.baseAddress)
        let content = history.map { $0 + block.historyCount }
        let contentCount = uInt(all.count - block.historyCount)
        if block.historyCount > 0 {
          result = deflateSetDictionary(stream, history, uInt(block.historyCount))
          guard result == Z_OK else { return }
        }
        stream.pointee.next_in = content
        stream.pointee.avail_in = contentCount
        stream.pointee.next_out = output.baseAddress
        stream.pointee.avail_out = uInt(bound)
        result = CZlib.deflate(stream, block.isLast ? Z_FINISH : Z_SYNC_FLUSH)
        outputCount = bound - Int(stream.pointee.avail_out)
        // A nil pointer would make zlib return its initial value, which is also the checksum of no bytes.
        checksum = UInt32(crc32(0, content, contentCount))
      }
    }
    guard result == (block.isLast ? Z_STREAM_END : Z_OK), stream.pointee.avail_in == 0 else {
      throw GzipError(result: result, stream: stream)
    }
    return DeflatedBlock(
      bytes: bytes, checksum: checksum, contentCount: block.content.count, isLast: block.isLast)
  }
}
