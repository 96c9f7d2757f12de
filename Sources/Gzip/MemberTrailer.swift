/// The end of a gzip member (RFC 1952) that is read: the checksum, then the length modulo 2³², each as soon as it is there.
struct MemberTrailer {
  private let checksum: UInt32
  private let length: UInt32
  /// The bytes of the present number, the lowest first.
  private var number: UInt32 = 0
  private var count = 0

  /// - Parameters:
  ///   - checksum: that of the content.
  ///   - length: that of the content, modulo 2³².
  init(checksum: UInt32, length: UInt32) {
    self.checksum = checksum
    self.length = length
  }

  /// Whether both numbers were there, and right.
  var isComplete: Bool { count == 8 }

  /// Takes the bytes that belong to it from the input.
  ///
  /// - Throws: `GzipError.damaged`, in the words of zlib, if a number is wrong.
  mutating func take(from input: inout UnsafeRawBufferPointer) throws(GzipError) {
    while !isComplete, let byte = input.first {
      input = UnsafeRawBufferPointer(rebasing: input.dropFirst())
      number |= UInt32(byte) << (8 * UInt32(count % 4))
      count += 1
      guard count % 4 == 0 else { continue }
      guard number == (isComplete ? length : checksum) else {
        throw GzipError(.damaged, isComplete ? "incorrect length check" : "incorrect data check")
      }
      number = 0
    }
  }
}
