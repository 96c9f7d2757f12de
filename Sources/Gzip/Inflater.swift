/// A decompressor that reads exactly one gzip member.
///
/// ISA-L decompresses members with a plain header, at more than twice the speed of zlib. Other headers, and what is no
/// member, are left to zlib, as is everything in a build without ISA-L. Both refuse the same members; of one whose damage
/// hides its end, one may say that it is damaged, and the other one that it is cut off. ISA-L may hand on more content
/// before it refuses a member: it takes codes that zlib refuses, until it comes to one that does not exist.
package struct Inflater: ~Copyable {
  private var engine: Engine
  /// Whether the member's end was reached and its checksum and length were right.
  package private(set) var isFinished = false

  /// The decompressor.
  // Not private: optimised code of other modules refers to the description of its type, and would not find it.
  enum Engine: ~Copyable {
    case zlib(ZlibInflater)
    #if ISAL
      case isal(ISALInflater)
      /// Not known yet.
      case undecided(PlainHeader)
      /// Neither: all is decompressed.
      case done(MemberTrailer)

      /// The header so far, if it is not known yet who decompresses.
      var header: PlainHeader? {
        switch self {
        case .undecided(let header): header
        default: nil
        }
      }

      /// The trailer so far, if ISA-L has decompressed all that is before it.
      func trailer() throws(GzipError) -> MemberTrailer? {
        switch self {
        case .isal(let isal): try isal.trailer()
        case .done(let trailer): trailer
        default: nil
        }
      }
    #endif
  }

  package init() throws(GzipError) {
    #if ISAL
      engine = .undecided(PlainHeader())
    #else
      engine = .zlib(try ZlibInflater())
    #endif
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
    #if ISAL
      try readHeader(from: &input)
    #endif
    let progress =
      switch engine {
      case .zlib(let zlib): try zlib.inflate(&input, into: output)
      #if ISAL
        case .isal(let isal): InflateProgress(count: try isal.inflate(&input, into: output), isFinished: false)
        default: InflateProgress(count: 0, isFinished: false)
      #endif
      }
    isFinished = progress.isFinished
    #if ISAL
      try readTrailer(from: &input)
    #endif
    return progress.count
  }

  #if ISAL
    /// Reads the header, if it was not read yet, and finds out who decompresses.
    private mutating func readHeader(from input: inout UnsafeRawBufferPointer) throws(GzipError) {
      guard var header = engine.header else { return }
      switch header.take(from: &input) {
      case .unknown: engine = .undecided(header)
      case .plain: engine = .isal(ISALInflater())
      case .other:
        let zlib = try ZlibInflater()
        try zlib.begin(with: header.bytes)
        engine = .zlib(zlib)
      }
    }

    /// Reads the trailer, if ISA-L has decompressed all that is before it.
    private mutating func readTrailer(from input: inout UnsafeRawBufferPointer) throws(GzipError) {
      guard var trailer = try engine.trailer() else { return }
      try trailer.take(from: &input)
      engine = .done(trailer)
      isFinished = trailer.isComplete
    }
  #endif

  /// Ends the input.
  ///
  /// - Throws: `GzipError.truncated` if the member's end has not come yet.
  package func finish() throws(GzipError) {
    guard isFinished else { throw GzipError(.truncated, "the data ends inside the member") }
  }
}

/// What a decompressor has done.
struct InflateProgress {
  /// The number of bytes that came out.
  let count: Int
  /// Whether the member's end was reached.
  let isFinished: Bool
}
