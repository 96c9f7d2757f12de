#if ISAL
  import CISAL

  /// An ISA-L compressor, at level 2.
  struct ISALDeflater: ~Copyable {
    /// On the heap because the struct has 80 KiB.
    private let stream: UnsafeMutablePointer<isal_zstream>

    init() {
      stream = .allocate(capacity: 1)
      isal_deflate_init(stream)
      let bufferSize = Int(CISAL_LEVEL_2_BUFFER_SIZE)
      stream.pointee.level = 2
      stream.pointee.level_buf = .allocate(capacity: bufferSize)
      stream.pointee.level_buf_size = UInt32(bufferSize)
    }

    deinit {
      stream.pointee.level_buf.deallocate()
      stream.deallocate()
    }

    /// Compresses one block.
    func deflate(_ block: Block) throws(GzipError) -> [UInt8] {
      let bound = Self.bound(block.content.count)
      var result = COMP_OK
      let bytes = [UInt8](unsafeUninitializedCapacity: bound) { output, outputCount in
        block.bytes.withUnsafeBufferPointer { all in
          // ISA-L's structs are not const-correct: it does not write to its input.
          let history = UnsafeMutablePointer(mutating: all.baseAddress)
          isal_deflate_reset(stream)
          if block.historyCount > 0 {
            result = isal_deflate_set_dict(stream, history, UInt32(block.historyCount))
            guard result == COMP_OK else { return }
          }
          stream.pointee.next_in = history.map { $0 + block.historyCount }
          stream.pointee.avail_in = UInt32(all.count - block.historyCount)
          stream.pointee.next_out = output.baseAddress
          stream.pointee.avail_out = UInt32(bound)
          stream.pointee.end_of_stream = block.isLast ? 1 : 0
          stream.pointee.flush = UInt16(block.isLast ? NO_FLUSH : SYNC_FLUSH)
          result = isal_deflate(stream)
          outputCount = bound - Int(stream.pointee.avail_out)
        }
      }
      let state = stream.pointee.internal_state.state
      guard result == COMP_OK, state == (block.isLast ? ZSTATE_END : ZSTATE_NEW_HDR) else {
        throw GzipError(.misuse, "ISA-L did not compress a block (result \(result), state \(state.rawValue))")
      }
      return bytes
    }

    /// The most bytes that so many bytes of content become.
    ///
    /// The codes of a deflate block are chosen for its content, so that they take no more than codes of 9 bits for each
    /// literal would. Beside them are the description of the codes, once for 64 K literals, and what ends the block.
    private static func bound(_ count: Int) -> Int {
      let deflateBlocks = count / (64 * 1024) + 2
      return count + count / 8 + deflateBlocks * Int(ISAL_DEF_MAX_HDR_SIZE) + 64
    }
  }
#endif
