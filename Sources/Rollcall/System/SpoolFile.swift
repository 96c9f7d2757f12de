import Glibc

/// Bytes that wait to be read again: the last ones in memory, the others in a temporary file without a name, which is
/// gone with the process. A few bytes never reach a disk.
final class SpoolFile {
  /// The number of bytes so far.
  var count: Int { storedCount + heldCount }

  private static let bufferBytes = 128 * 1024

  private var descriptor: CInt = -1
  /// The number of bytes in the file.
  private var storedCount = 0
  /// The bytes that are not in the file begin here.
  private var buffer = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  /// The number of bytes in the buffer.
  private var heldCount = 0

  deinit {
    buffer.deallocate()
    if descriptor >= 0 { close(descriptor) }
  }

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
    try append(count: bytes.count) { $0.copyMemory(from: bytes) }
  }

  /// Appends bytes that `write` writes into the room that it gets, all of them.
  ///
  /// - Throws: `RollcallError` if there is no place for them.
  func append(count: Int, _ write: (UnsafeMutableRawBufferPointer) -> Void) throws(RollcallError) {
    if heldCount + count > buffer.count { try makeRoom(for: count) }
    write(UnsafeMutableRawBufferPointer(rebasing: buffer[heldCount..<heldCount + count]))
    heldCount += count
  }

  /// A full buffer goes to the file; a small one grows first.
  private func makeRoom(for count: Int) throws(RollcallError) {
    if buffer.count >= Self.bufferBytes { try flush() }
    let needed = heldCount + count
    guard needed > buffer.count else { return }
    let larger = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(needed, min(2 * needed, Self.bufferBytes)), alignment: 8)
    larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<heldCount]))
    buffer.deallocate()
    buffer = larger
  }

  private func flush() throws(RollcallError) {
    guard heldCount > 0 else { return }
    if descriptor < 0 { try create() }
    try FileSystem.write(
      UnsafeRawBufferPointer(rebasing: buffer[..<heldCount]), to: descriptor,
      path: "a temporary file in \(Self.folder)")
    storedCount += heldCount
    heldCount = 0
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
      guard read != 0 else {
        throw RollcallError(.inputOutput, "a temporary file in \(Self.folder) is shorter than what was written to it")
      }
      guard read > 0 else { throw FileSystem.failure(.inputOutput, "cannot read a temporary file in", Self.folder) }
      copied += read
    }
    guard copied < room.count, offset + copied < count else { return copied }
    let start = offset + copied - storedCount
    let rest = min(room.count - copied, heldCount - start)
    UnsafeMutableRawBufferPointer(rebasing: room[copied..<copied + rest])
      .copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[start..<start + rest]))
    return copied + rest
  }
}
