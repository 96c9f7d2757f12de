import Glibc

/// The bytes of a response body, kept for as many requests as come: small ones in memory, large ones in a file, so that
/// ten million operators take no more memory than ten.
final class StoredBody: Sendable {
  enum Place: Sendable {
    case memory(SharedBytes)
    case file(TemporaryFile)
  }

  let place: Place
  let count: Int

  init(_ bytes: [UInt8]) {
    place = .memory(SharedBytes(bytes))
    count = bytes.count
  }

  init(_ file: TemporaryFile, count: Int) {
    place = .file(file)
    self.count = count
  }

  /// Copies from `offset` on as much as there is or `buffer` holds, and returns how much that was.
  func copy(from offset: Int, to buffer: UnsafeMutableRawBufferPointer) -> Int {
    let wanted = min(buffer.count, count - offset)
    guard wanted > 0 else { return 0 }
    switch place {
    case .memory(let bytes):
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes.pointer[offset..<offset + wanted]))
      return wanted
    case .file(let file):
      return max(0, pread(file.descriptor, buffer.baseAddress, wanted, off_t(offset)))
    }
  }

  /// Appends a part of a body that is held in memory; does nothing for one in a file.
  func append(_ range: Range<Int>, to output: inout [UInt8]) {
    guard case .memory(let bytes) = place else { return }
    output.append(contentsOf: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes.pointer)[range]))
  }

  /// A part of a body that is held in memory; nil for one in a file.
  func bytes(in range: Range<Int>) -> [UInt8]? {
    guard case .memory(let bytes) = place else { return nil }
    return Array(bytes.pointer[range])
  }
}

/// Bytes at an address that does not move: libmicrohttpd sends straight from it.
final class SharedBytes: @unchecked Sendable {
  let pointer: UnsafeMutableRawBufferPointer

  init(_ bytes: [UInt8]) {
    pointer = .allocate(byteCount: bytes.count, alignment: 1)
    pointer.copyBytes(from: bytes)
  }

  deinit {
    pointer.deallocate()
  }
}
