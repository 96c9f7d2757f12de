import Glibc

/// Bytes that wait to be read again: the last ones in memory, the others in a temporary file without a name, which is
/// gone with the process. A few bytes never reach a disk.
final class SpoolFile {
  /// The number of bytes so far.
  var count: Int { storedCount + buffer.count }

  private static let bufferBytes = 128 * 1024

  private var descriptor: CInt = -1
  /// The number of bytes in the file.
  private var storedCount = 0
  private var buffer: [UInt8] = []

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// The folder for temporary files.
  private static var folder: String {
    guard let value = getenv("TMPDIR"), let path = String(validatingCString: value), !path.isEmpty else {
      return "/tmp"
    }
    return path
  }

  /// Appends bytes.
  ///
  /// - Throws: `RollcallError` if there is no place for them.
  func append(_ bytes: UnsafeRawBufferPointer) throws(RollcallError) {
    if buffer.count + bytes.count > Self.bufferBytes { try flush() }
    buffer.append(contentsOf: bytes)
  }

  private func flush() throws(RollcallError) {
    guard !buffer.isEmpty else { return }
    if descriptor < 0 { try create() }
    let bytes = buffer
    try bytes.span.withUnsafeBytes { (bytes) throws(RollcallError) in
      try FileSystem.write(bytes, to: descriptor, path: "a temporary file in \(Self.folder)")
    }
    storedCount += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }

  private func create() throws(RollcallError) {
    var template = Array("\(Self.folder)/rollcall-XXXXXX".utf8CString)
    // The file is for its owner alone.
    descriptor = mkstemp(&template)
    guard descriptor >= 0 else {
      let failure = FileSystem.failure(.cannotCreate, "cannot create a temporary file in", Self.folder)
      throw RollcallError(
        failure.code, failure.message, cause: "changes wait in one until all of them are known",
        advice: failure.advice ?? "name another folder in TMPDIR")
    }
    unlink(template)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  /// Reads bytes from an offset on, as many as fit into the room or are there.
  ///
  /// - Returns: their number.
  func read(at offset: Int, into room: UnsafeMutableRawBufferPointer) throws(RollcallError) -> Int {
    var copied = 0
    while copied < room.count, offset + copied < storedCount {
      let wanted = min(room.count - copied, storedCount - offset - copied)
      let place = off_t(offset + copied)
      let read = FileSystem.retrying { pread(descriptor, room.baseAddress! + copied, wanted, place) }
      guard read > 0 else { throw FileSystem.failure(.inputOutput, "cannot read a temporary file in", Self.folder) }
      copied += read
    }
    guard copied < room.count, offset + copied < count else { return copied }
    let start = offset + copied - storedCount
    let rest = min(room.count - copied, buffer.count - start)
    buffer.withUnsafeBytes { bytes in
      UnsafeMutableRawBufferPointer(rebasing: room[copied..<copied + rest])
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start..<start + rest]))
    }
    return copied + rest
  }
}
