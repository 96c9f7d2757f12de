import CZlib

/// A zlib compressor.
struct ZlibDeflater: ~Copyable {
  /// On the heap because zlib keeps a pointer back to the struct, which therefore must not move.
  private let stream: UnsafeMutablePointer<z_stream>

  init(level: Int) throws(GzipError) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // Negative window bits ask for raw deflate; 8 is zlib's default for the memory level.
    let result = czlib_deflate_init(stream, CInt(level), -MAX_WBITS, 8)
    // deinit also runs when this throws; deflateEnd tolerates a stream that never opened.
    guard result == Z_OK else { throw GzipError(result: result, stream: stream) }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Compresses one block.
  func deflate(_ block: Block) throws(GzipError) -> [UInt8] {
    var result = deflateReset(stream)
    guard result == Z_OK else { throw GzipError(result: result, stream: stream) }

    // zlib's bound does not count the empty stored block of a flush (at most 5 bytes and 3 bits).
    let bound = Int(deflateBound(stream, uLong(block.content.count))) + 16
    let bytes = [UInt8](unsafeUninitializedCapacity: bound) { output, outputCount in
      block.bytes.withUnsafeBufferPointer { all in
        // zlib's structs are not const-correct: it does not write to its input.
        let history = UnsafeMutablePointer(mutating: all.baseAddress)
        if block.historyCount > 0 {
          result = deflateSetDictionary(stream, history, uInt(block.historyCount))
          guard result == Z_OK else { return }
        }
        stream.pointee.next_in = history.map { $0 + block.historyCount }
        stream.pointee.avail_in = uInt(all.count - block.historyCount)
        stream.pointee.next_out = output.baseAddress
        stream.pointee.avail_out = uInt(bound)
        result = CZlib.deflate(stream, block.isLast ? Z_FINISH : Z_SYNC_FLUSH)
        outputCount = bound - Int(stream.pointee.avail_out)
      }
    }
    guard result == (block.isLast ? Z_STREAM_END : Z_OK), stream.pointee.avail_in == 0 else {
      throw GzipError(result: result, stream: stream)
    }
    return bytes
  }
}
