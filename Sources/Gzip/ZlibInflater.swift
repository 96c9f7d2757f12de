import CZlib

/// A zlib decompressor of a gzip member.
struct ZlibInflater: ~Copyable {
  /// On the heap because zlib keeps a pointer back to the struct, which therefore must not move.
  private let stream: UnsafeMutablePointer<z_stream>

  init() throws(GzipError) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 16 more than the window bits: gzip and nothing else.
    let result = czlib_inflate_init(stream, MAX_WBITS + 16)
    guard result == Z_OK else { throw GzipError(result: result, stream: stream) }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Decompresses bytes into `output`, and removes them from `input`.
  func inflate(
    _ input: inout UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(GzipError) -> InflateProgress {
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = uInt(input.count)
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = uInt(output.count)
    let result = CZlib.inflate(stream, Z_NO_FLUSH)
    // Z_BUF_ERROR only says that no input remains.
    guard result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR else {
      throw GzipError(result: result, stream: stream)
    }
    input = UnsafeRawBufferPointer(rebasing: input.suffix(Int(stream.pointee.avail_in)))
    return InflateProgress(
      count: output.count - Int(stream.pointee.avail_out), isFinished: result == Z_STREAM_END)
  }

  /// Reads the beginning of a member, which has no content yet.
  func begin(with header: [UInt8]) throws(GzipError) {
    var nothing: UInt8 = 0
    try header.withUnsafeBufferPointer { header throws(GzipError) in
      var rest = UnsafeRawBufferPointer(header)
      _ = try withUnsafeMutableBytes(of: &nothing) { output throws(GzipError) in try inflate(&rest, into: output) }
    }
  }
}
