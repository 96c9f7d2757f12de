import Glibc

/// The bytes of a response body, kept for any number of requests: small ones in memory, large ones in a file, so that
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

  /// Copies the bytes from `offset` on, as many as exist or fit into `buffer`, and returns their number.
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

  /// Appends a part of a body in memory; does nothing for one in a file.
  func append(_ range: Range<Int>, to output: inout [UInt8]) {
    guard case .memory(let bytes) = place else { return }
    output.append(contentsOf: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes.pointer)[range]))
  }

  /// A part of a body in memory; nil for one in a file.
  func bytes(in range: Range<Int>) -> [UInt8]? {
    guard case .memory(let bytes) = place else { return nil }
    return Array(bytes.pointer[range])
  }
}

/// Bytes at a fixed address: libmicrohttpd sends directly from it.
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
