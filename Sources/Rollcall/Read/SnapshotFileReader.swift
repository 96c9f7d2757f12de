import Glibc

/// A reader of one file from its start to its end.
final class SnapshotFileReader {
  private let descriptor: CInt
  private let path: String

  /// Takes over the descriptor.
  init(_ descriptor: CInt, path: String) throws(RollcallError) {
    self.descriptor = descriptor
    self.path = path
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileSystem.readFailure("cannot look at", path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw RollcallError(.inputOutput, "\(path) is no longer a regular file")
    }
  }

  deinit { close(descriptor) }

  /// Reads the next bytes, as many as fit into the room or remain in the file; none at the end.
  func read(into room: UnsafeMutableRawBufferPointer) throws(RollcallError) -> Int {
    let count = FileSystem.retrying { Glibc.read(descriptor, room.baseAddress, room.count) }
    guard count >= 0 else { throw FileSystem.readFailure("cannot read", path) }
    return count
  }
}

extension FileSystem {
  /// Describes the failure of the last call, which read something.
  static func readFailure(_ what: String, _ path: String) -> RollcallError {
    let number = errno
    let advice: String? =
      switch number {
      case EACCES, EPERM: "run it as the user who made the snapshot"
      case EMFILE: "raise the limit of open files (ulimit -n)"
      default: nil
      }
    return RollcallError(.inputOutput, "\(what) \(path): \(String(cString: strerror(number)))", advice: advice)
  }
}
