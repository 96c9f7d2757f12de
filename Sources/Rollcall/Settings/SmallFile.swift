import Glibc

/// Files that people write by hand, read whole if they are small.
enum SmallFile {
  /// Why a file was not read, as what is said of it: `cannot be read: Permission denied`.
  struct Failure: Error {
    let reason: String
  }

  /// The content of a file or pipe of at most `limit` bytes.
  static func contents(of path: String, limit: Int) throws(Failure) -> [UInt8] {
    let descriptor = retrying { open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw unreadable() }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: limit + 1)
    var count = 0
    while count < bytes.count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        retrying { read(descriptor, buffer.baseAddress! + count, buffer.count - count) }
      }
      guard got >= 0 else { throw unreadable() }
      if got == 0 { return Array(bytes[..<count]) }
      count += got
    }
    throw Failure(reason: "is larger than \(limit / 1024) KiB")
  }

  private static func unreadable() -> Failure { Failure(reason: "cannot be read: \(String(cString: strerror(errno)))") }

  private static func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
      let result = call()
      guard result < 0, errno == EINTR else { return result }
    }
  }
}
