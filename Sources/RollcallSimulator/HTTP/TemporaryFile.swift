import Glibc

/// A file without a name: it disappears when the last descriptor is closed, however the process ends.
final class TemporaryFile: Sendable {
  let descriptor: Int32

  /// Opens it in the folder of `TMPDIR`, or else in `/tmp`.
  init() throws(SystemError) {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var path = Array("\(folder)/rollcall-simulator-XXXXXX".utf8CString)
    let descriptor = mkstemp(&path)
    guard descriptor >= 0 else { throw SystemError(doing: "creating a temporary file in \(folder)") }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    unlink(path)
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  func append(_ bytes: [UInt8]) throws(SystemError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + written, bytes.count - written) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw SystemError(doing: "writing a temporary file") }
      written += count
    }
  }
}
