import Glibc

/// A new file of a snapshot.
package final class FileSink: ByteSink {
  private let path: String
  /// -1 once the file is closed.
  private var descriptor: CInt
  private var count = 0
  private var digest = SHA256()

  /// Creates the file; it must not exist.
  package init(path: String) throws(ExportError) {
    self.path = path
    descriptor = try FileSystem.createFile(path)
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  package var position: SinkPosition { SinkPosition(count: count, digest: digest.copy()) }

  package func write(_ bytes: UnsafeRawBufferPointer) throws(ExportError) {
    try FileSystem.write(bytes, to: descriptor, path: path)
    digest.update(bytes)
    count += bytes.count
  }

  package func rewind(to position: SinkPosition) throws(ExportError) {
    try FileSystem.truncate(descriptor, to: position.count, path: path)
    digest = position.digest.copy()
    count = position.count
  }

  package func finish() throws(ExportError) {
    defer { descriptor = -1 }
    try FileSystem.synchronizeAndClose(descriptor, path: path)
  }
}
