import Glibc

/// Comparisons of bytes without a copy.
extension UnsafeRawBufferPointer {
  /// Whether an array holds the same bytes.
  func isEqual(to other: [UInt8]) -> Bool { other.withUnsafeBytes { isEqual(to: $0) } }

  /// Whether both hold the same bytes.
  func isEqual(to other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count else { return false }
    guard let left = baseAddress, let right = other.baseAddress else { return count == 0 }
    return memcmp(left, right, count) == 0
  }
}
