import CZlib

/// The frame of one gzip member (RFC 1952): its header, and the checksum and length that end it.
///
/// It is a plain value: a copy of it, with the bytes written so far, is a state to which a writer can return.
package struct GzipMember: Sendable, Equatable {
  /// CRC-32 of the content so far.
  package private(set) var checksum: UInt32 = 0
  /// Bytes of content so far.
  package private(set) var contentCount: UInt64 = 0

  package init() {}

  /// Continues a member that was begun earlier.
  package init(checksum: UInt32, contentCount: UInt64) {
    self.checksum = checksum
    self.contentCount = contentCount
  }

  /// The ten bytes before the first block. Name and time are left out, so that equal content gives equal bytes.
  package static func header(level: CompressionLevel) -> [UInt8] {
    // XFL says 2 for the slowest level, 4 for the fastest; OS 255 is "unknown".
    let extraFlags: UInt8 = level == CompressionLevel(9) ? 2 : [CompressionLevel(1), .fast].contains(level) ? 4 : 0
    return [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, extraFlags, 255]
  }

  /// Counts a block that follows the ones before it.
  package mutating func append(_ block: DeflatedBlock) {
    checksum = UInt32(crc32_combine(uLong(checksum), uLong(block.checksum), off_t(block.contentCount)))
    contentCount += UInt64(block.contentCount)
  }

  /// The eight bytes after the last block: checksum, then length modulo 2³², both little-endian.
  package var trailer: [UInt8] {
    let length = UInt32(truncatingIfNeeded: contentCount)
    return [checksum, length].flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
  }
}
