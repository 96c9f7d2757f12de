import Glibc

/// A file of a snapshot.
package final class FileSink: ByteSink {
  private let path: String
  /// The identity of the file.
  let mark: FileMark
  /// -1 once the file is closed.
  private var descriptor: CInt
  private var count = 0
  private var digest = SHA256()
  /// The end of what is on its way to the disk.
  private var startedCount = 0

  /// The number of bytes that start on their way to the disk at a time, while others are written: the last
  /// synchronisation of a large file would otherwise wait for all of them.
  private static let startedAtOnce = 16 << 20

  /// Creates the file; it must not exist.
  package init(path: String) throws(RollcallError) {
    self.path = path
    descriptor = try FileSystem.createFile(path)
    do {
      mark = try Self.mark(of: descriptor, path: path)
    } catch {
      // Without its mark, the file would be taken for another program's.
      unlink(path)
      throw error
    }
  }

  /// Continues a file that an earlier run left, and cuts it off at a position.
  ///
  /// The bytes before the position are read, and brought to the disk once more: bytes that can be read are not
  /// necessarily on the disk.
  ///
  /// - Throws: `RollcallError` if the bytes before the position are not those that the run wrote.
  package init(resuming path: String, at count: Int, sha256: String) throws(RollcallError) {
    self.path = path
    guard try FileSystem.exists(path) else {
      throw RollcallError(
        .undecodable, "\(path) is not there any more, though the interrupted run left it",
        advice: "--discard-partial deletes what that run left, and starts anew")
    }
    descriptor = try FileSystem.openFile(path)
    mark = try Self.mark(of: descriptor, path: path)
    try digestBytes(upTo: count)
    guard self.count == count, digest.hexadecimal() == sha256 else {
      throw RollcallError(
        .undecodable, "\(path) is not what the interrupted run left", cause: "its first \(count) bytes changed since",
        advice: "--discard-partial deletes what that run left, and starts anew")
    }
    try FileSystem.synchronize(descriptor, path: path)
    try FileSystem.truncate(descriptor, to: count, path: path)
    startedCount = count
  }

  /// Continues a file that this run has finished, and takes back everything after a position.
  ///
  /// - Throws: `RollcallError` if another file took its place.
  init(reopening path: String, _ mark: FileMark?, at position: SinkPosition) throws(RollcallError) {
    self.path = path
    descriptor = try FileSystem.openFile(path)
    self.mark = try Self.mark(of: descriptor, path: path)
    guard mark?.isSameFile(as: self.mark) == true else {
      throw RollcallError(
        .inputOutput, "\(path) is not the file that was written",
        advice: "find out who changes it, then run again with --discard-partial")
    }
    startedCount = position.count
    try rewind(to: position)
  }

  private static func mark(of descriptor: CInt, path: String) throws(RollcallError) -> FileMark {
    do throws(RollcallError) {
      return try FileMark(of: descriptor, path: path)
    } catch {
      close(descriptor)
      throw error
    }
  }

  private func digestBytes(upTo end: Int) throws(RollcallError) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 1)
    defer { buffer.deallocate() }
    while count < end {
      let room = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(end - count))
      let got = try FileSystem.read(into: room, from: descriptor, path: path)
      guard got > 0 else { return }
      digest.update(UnsafeRawBufferPointer(rebasing: room.prefix(got)))
      count += got
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  package var position: SinkPosition { SinkPosition(count: count, digest: digest.copy()) }

  package func write(_ bytes: UnsafeRawBufferPointer) throws(RollcallError) {
    try FileSystem.write(bytes, to: descriptor, path: path)
    digest.update(bytes)
    count += bytes.count
    if count - startedCount >= Self.startedAtOnce {
      FileSystem.startWriting(startedCount..<count, of: descriptor)
      startedCount = count
    }
  }

  package func rewind(to position: SinkPosition) throws(RollcallError) {
    try FileSystem.truncate(descriptor, to: position.count, path: path)
    digest = position.digest.copy()
    count = position.count
    startedCount = min(startedCount, count)
  }

  package func synchronize() throws(RollcallError) { try FileSystem.synchronize(descriptor, path: path) }

  package func finish() throws(RollcallError) {
    defer { descriptor = -1 }
    try FileSystem.synchronizeAndClose(descriptor, path: path)
  }
}
