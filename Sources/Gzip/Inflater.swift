import CZlib

/// A zlib decompressor that reads exactly one gzip member.
package struct Inflater: ~Copyable {
  /// On the heap because zlib keeps a pointer back to the struct, which therefore must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  /// Whether the member's end was reached and its checksum and length were right.
  package private(set) var isFinished = false

  package init() throws(GzipError) {
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

  /// Decompresses the next bytes of the member and hands on the result, in pieces of at most 64 KiB.
  ///
  /// - Throws: `GzipError.damaged` for bytes that are not gzip or whose checksum is wrong,
  ///   `.trailingBytes` for anything after the member's end; or what `body` throws.
  package mutating func inflate(_ input: Span<UInt8>, _ body: (ArraySlice<UInt8>) throws -> Void) throws {
    var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    try input.withUnsafeBytes { input in
      var rest = input
      var count = 0
      repeat {
        count = try buffer.withUnsafeMutableBytes { try inflate(&rest, into: $0) }
        if count > 0 { try body(buffer[..<count]) }
      } while !rest.isEmpty || count == buffer.count
    }
  }

  /// Decompresses the next bytes of the member into `output`, and removes them from `input`.
  ///
  /// - Returns: the number of bytes in `output`; if it is full, there may be more without further input.
  /// - Throws: `GzipError.damaged` for bytes that are not gzip or whose checksum is wrong, `.trailingBytes` for
  ///   anything after the member's end.
  package mutating func inflate(
    _ input: inout UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(GzipError) -> Int {
    guard !isFinished else {
      guard input.isEmpty else { throw GzipError(.trailingBytes, "bytes follow the end of the member") }
      return 0
    }
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
    isFinished = result == Z_STREAM_END
    input = UnsafeRawBufferPointer(rebasing: input.suffix(Int(stream.pointee.avail_in)))
    return output.count - Int(stream.pointee.avail_out)
  }

  /// Ends the input.
  ///
  /// - Throws: `GzipError.truncated` if the member's end has not come yet.
  package func finish() throws(GzipError) {
    guard isFinished else { throw GzipError(.truncated, "the data ends inside the member") }
  }
}
