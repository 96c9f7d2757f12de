#if ISAL
  import CISAL

  /// An ISA-L decompressor, for what is between a member's header and its trailer.
  struct ISALInflater: ~Copyable {
    /// On the heap because the struct has 90 KiB.
    private let state: UnsafeMutablePointer<inflate_state>

    init() {
      state = .allocate(capacity: 1)
      isal_inflate_init(state)
      // Deflate data alone, and the checksum of what it becomes.
      state.pointee.crc_flag = UInt32(ISAL_GZIP_NO_HDR)
    }

    deinit { state.deallocate() }

    /// Decompresses bytes into `output`, and removes them from `input`.
    func inflate(
      _ input: inout UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(GzipError) -> Int {
      state.pointee.next_in = UnsafeMutablePointer(
        mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
      state.pointee.avail_in = UInt32(input.count)
      state.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
      state.pointee.avail_out = UInt32(output.count)
      let result = isal_inflate(state)
      guard result == ISAL_DECOMP_OK else { throw GzipError(.damaged, Self.message(of: result)) }
      input = UnsafeRawBufferPointer(rebasing: input.suffix(Int(state.pointee.avail_in)))
      return output.count - Int(state.pointee.avail_out)
    }

    /// The trailer, as far as it was read, once all that is before it is decompressed; `nil` before.
    ///
    /// ISA-L reads up to eight bytes ahead, which are those of the trailer.
    func trailer() throws(GzipError) -> MemberTrailer? {
      guard state.pointee.block_state == ISAL_BLOCK_FINISH else { return nil }
      var trailer = MemberTrailer(checksum: state.pointee.crc, length: state.pointee.total_out)
      let bits = state.pointee.read_in_length
      let ahead = (state.pointee.read_in >> UInt64(bits % 8)).littleEndian
      try withUnsafePointer(to: ahead) { ahead throws(GzipError) in
        var rest = UnsafeRawBufferPointer(start: ahead, count: Int(bits) / 8)
        try trailer.take(from: &rest)
      }
      return trailer
    }

    /// What zlib says of such data.
    private static func message(of result: CInt) -> String {
      switch result {
      case ISAL_INVALID_BLOCK: "invalid block"
      case ISAL_INVALID_SYMBOL: "invalid code"
      case ISAL_INVALID_LOOKBACK: "invalid distance too far back"
      default: "ISA-L refuses it (\(result))"
      }
    }
  }
#endif
