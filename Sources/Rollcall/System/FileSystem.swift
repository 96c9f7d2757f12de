import CLinux
import Glibc

/// The system calls of writing a snapshot, each of whose failures names the path and what to do.
///
/// Nothing is readable for others at any moment, no link is followed, and nothing is replaced.
package enum FileSystem {
  /// Makes a new file that only its owner can read and write.
  static func createFile(_ path: String) throws(RollcallError) -> CInt {
    let descriptor = retrying { open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600) }
    guard descriptor >= 0 else { throw failure(.cannotCreate, "cannot create", path) }
    return descriptor
  }

  /// Opens a file that an earlier run wrote, to read it and to go on.
  static func openFile(_ path: String) throws(RollcallError) -> CInt {
    let descriptor = retrying { open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
    guard descriptor >= 0 else { throw failure(.inputOutput, "cannot open", path) }
    return descriptor
  }

  /// Reads the next bytes, as many as the buffer holds or the file still has.
  static func read(
    into buffer: UnsafeMutableRawBufferPointer, from descriptor: CInt, path: String
  ) throws(RollcallError) -> Int {
    let count = retrying { Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
    guard count >= 0 else { throw failure(.inputOutput, "cannot read", path) }
    return count
  }

  /// Removes a file, if it is there.
  static func removeFile(_ path: String) throws(RollcallError) {
    guard unlink(path) == 0 || errno == ENOENT else { throw failure(.inputOutput, "cannot remove", path) }
  }

  /// Removes a folder that is empty, if it is there.
  static func removeDirectory(_ path: String) throws(RollcallError) {
    guard rmdir(path) == 0 || errno == ENOENT else { throw failure(.cannotCreate, "cannot remove", path) }
  }

  /// Makes a new folder that only its owner can enter.
  static func createDirectory(_ path: String) throws(RollcallError) {
    guard mkdir(path, 0o700) == 0 else { throw failure(.cannotCreate, "cannot create the folder", path) }
  }

  /// Opens a folder and locks it for this process, or gives `nil` if another process has it locked.
  ///
  /// Some network file systems have no locks, or none for folders. There the folder is opened and not locked: that two
  /// runs are at one place is rarer than such file systems.
  static func lockDirectory(_ path: String) throws(RollcallError) -> CInt? {
    let descriptor = retrying { open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
    guard descriptor >= 0 else { throw failure(.cannotCreate, "cannot open the folder", path) }
    if retrying({ flock(descriptor, LOCK_EX | LOCK_NB) }) == 0 { return descriptor }
    if [ENOLCK, ENOSYS, EOPNOTSUPP, EINVAL, EBADF].contains(errno) { return descriptor }
    let failure = errno == EWOULDBLOCK ? nil : failure(.cannotCreate, "cannot lock", path)
    Glibc.close(descriptor)
    if let failure { throw failure }
    return nil
  }

  /// Whether there is a folder at the path, and not a link to one.
  static func isDirectory(_ path: String) throws(RollcallError) -> Bool {
    try status(of: path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
  }

  /// Whether the path leads to the folder that is open.
  static func isDirectory(_ descriptor: CInt, at path: String) throws(RollcallError) -> Bool {
    let opened = try FileMark(of: descriptor, path: path)
    return try status(of: path).map { opened.isSameFile(as: FileMark($0)) } ?? false
  }

  /// Whether there is anything at the path, a dangling link included.
  static func exists(_ path: String) throws(RollcallError) -> Bool {
    try status(of: path) != nil
  }

  private static func status(of path: String) throws(RollcallError) -> stat? {
    var status = stat()
    if lstat(path, &status) == 0 { return status }
    guard errno == ENOENT else { throw failure(.cannotCreate, "cannot look at", path) }
    return nil
  }

  /// Writes all of the bytes.
  static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: CInt, path: String) throws(RollcallError) {
    guard write(bytes, to: descriptor) else { throw failure(.inputOutput, "cannot write", path) }
  }

  /// Writes all of the bytes; the system may take them in parts.
  ///
  /// - Returns: `false` with `errno` if they cannot be written.
  package static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: CInt) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let count = retrying { Glibc.write(descriptor, part.baseAddress, part.count) }
      if count < 0, errno == EAGAIN, wait(for: POLLOUT, on: descriptor) { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Cuts a file off and goes on writing at its new end.
  static func truncate(_ descriptor: CInt, to count: Int, path: String) throws(RollcallError) {
    guard retrying({ ftruncate(descriptor, off_t(count)) }) == 0, lseek(descriptor, off_t(count), SEEK_SET) == count
    else { throw failure(.inputOutput, "cannot rewind", path) }
  }

  /// Brings a file's content to the disk and closes it.
  static func synchronizeAndClose(_ descriptor: CInt, path: String) throws(RollcallError) {
    do {
      try synchronize(descriptor, path: path)
    } catch {
      close(descriptor)
      throw error
    }
    try closeChecked(descriptor, path: path)
  }

  /// Brings a file's content to the disk.
  ///
  /// A failed `fsync` is never tried again: the kernel reports a lost write once, and calls the next attempt a success.
  static func synchronize(_ descriptor: CInt, path: String) throws(RollcallError) {
    if Omission.fileSync.isActive { return }
    guard retrying({ fsync(descriptor) }) == 0 else { throw failure(.inputOutput, "cannot bring to the disk", path) }
  }

  /// Closes a file; some file systems say only now that they could not write.
  private static func closeChecked(_ descriptor: CInt, path: String) throws(RollcallError) {
    // Not again if interrupted: on Linux the descriptor is gone all the same.
    guard close(descriptor) == 0 || Omission.closeCheck.isActive else {
      throw failure(.inputOutput, "cannot close", path)
    }
  }

  /// Brings the content of a file to the disk that is not open.
  static func synchronizeFile(_ path: String) throws(RollcallError) {
    try synchronizeAndClose(try openFile(path), path: path)
  }

  /// Brings a folder's entries to the disk, as far as the file system can do that for folders.
  static func synchronizeDirectory(_ path: String) throws(RollcallError) {
    if Omission.directorySync.isActive { return }
    let descriptor = retrying { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw failure(.inputOutput, "cannot open the folder", path) }
    defer { Glibc.close(descriptor) }
    // A network file system that does not know the call keeps entries by itself, or not at all.
    guard retrying({ fsync(descriptor) }) == 0 || [EINVAL, ENOSYS, EOPNOTSUPP].contains(errno) else {
      throw failure(.inputOutput, "cannot bring to the disk", path)
    }
  }

  /// What a file's name ends with until it takes the place of another one.
  static let newSuffix = ".new"

  /// Writes a small file that takes another one's place at once: whoever looks finds the old one or the new one, whole.
  static func replaceFile(_ path: String, with bytes: [UInt8]) throws(RollcallError) {
    let newPath = path + newSuffix
    try removeFile(newPath)
    let descriptor = try createFile(newPath)
    do {
      try bytes.span.withUnsafeBytes { (bytes) throws(RollcallError) in
        try write(bytes, to: descriptor, path: newPath)
      }
    } catch {
      close(descriptor)
      throw error
    }
    try synchronizeAndClose(descriptor, path: newPath)
    guard Glibc.rename(newPath, path) == 0 else { throw failure(.inputOutput, "cannot rename \(newPath) to", path) }
  }

  /// Gives a folder its final name, which must be free.
  static func rename(_ path: String, to newPath: String) throws(RollcallError) {
    if renameat2(AT_FDCWD, path, AT_FDCWD, newPath, CLINUX_RENAME_NOREPLACE) == 0 { return }
    // Some network file systems do not know the flag; there the check and the rename are two steps.
    guard errno == EINVAL || errno == ENOSYS else { throw failure(.cannotCreate, "cannot rename \(path) to", newPath) }
    if try exists(newPath) { errno = EEXIST } else if Glibc.rename(path, newPath) == 0 { return }
    throw failure(.cannotCreate, "cannot rename \(path) to", newPath)
  }

  /// Waits for a descriptor that does not wait by itself, as a pipe does not whose other end made it so.
  ///
  /// - Returns: `false` with `errno` if it cannot be waited for.
  static func wait(for event: CInt, on descriptor: CInt) -> Bool {
    var wanted = pollfd(fd: descriptor, events: Int16(event), revents: 0)
    return retrying { poll(&wanted, 1, -1) } > 0
  }

  /// Calls again what a signal interrupted.
  package static func retrying<Result: FixedWidthInteger>(_ call: () -> Result) -> Result {
    while true {
      let result = call()
      if result != -1 || errno != EINTR { return result }
    }
  }

  /// Describes the failure of the last call.
  static func failure(_ code: RollcallError.Code, _ what: String, _ path: String) -> RollcallError {
    let number = errno
    let advice: String? =
      switch number {
      case ENOSPC, EDQUOT: "make room on the disk, then run again"
      case EFBIG: "the file may not grow that large: raise the limit (ulimit -f)"
      case EACCES, EPERM, EROFS: "choose a place where this user may write"
      case ENOENT, ENOTDIR: "create the folder around it first, or choose another place"
      case EEXIST: "choose another name, or remove what is there"
      case EMFILE: "raise the limit of open files (ulimit -n)"
      case EPIPE: "whoever read the output went away"
      default: nil
      }
    return RollcallError(code, "\(what) \(path): \(String(cString: strerror(number)))", advice: advice)
  }
}
