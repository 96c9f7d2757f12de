import Glibc

/// A small file that people write by hand, read as a whole.
package struct SmallFile {
  /// The reason why a file was not read, as a predicate: `cannot be read: Permission denied`.
  package struct Failure: Error {
    package let reason: String
  }

  /// The content.
  package let bytes: [UInt8]
  /// The owner and the permissions.
  let status: stat

  /// Reads a file or pipe of at most `limit` bytes.
  ///
  /// - Parameter check: can refuse the file by its status before anything is read.
  package init(
    _ path: String, limit: Int, _ check: (stat) throws(Failure) -> Void = { (_) throws(Failure) in }
  ) throws(Failure) {
    // A NUL would end the path and lead to another file.
    guard !path.utf8.contains(0) else { throw Failure(reason: "cannot be read: its path has a NUL in it") }
    let descriptor = FileSystem.retrying { open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw Self.unreadable() }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.unreadable() }
    try check(status)
    self.status = status
    // A pipe tells no size, and a file may grow.
    var bytes = [UInt8](repeating: 0, count: min(limit, max(Int(status.st_size), 64 * 1024)) + 1)
    var count = 0
    while count <= limit {
      if count == bytes.count { bytes += [UInt8](repeating: 0, count: min(count, limit + 1 - count)) }
      let got = bytes.withUnsafeMutableBytes { buffer in
        FileSystem.retrying { read(descriptor, buffer.baseAddress! + count, buffer.count - count) }
      }
      if got < 0, errno == EAGAIN, FileSystem.wait(for: POLLIN, on: descriptor) { continue }
      guard got >= 0 else { throw Self.unreadable() }
      if got == 0 {
        self.bytes = Array(bytes[..<count])
        return
      }
      count += got
    }
    throw Failure(reason: "is larger than \(limit / 1024) KiB")
  }

  private static func unreadable() -> Failure { Failure(reason: "cannot be read: \(String(cString: strerror(errno)))") }
}
