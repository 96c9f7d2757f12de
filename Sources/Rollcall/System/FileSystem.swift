import CLinux
import Glibc

/// The system calls that write a snapshot. Every error names the path and suggests a remedy.
///
/// Other users can read nothing at any moment, no link is followed, and nothing is replaced.
package enum FileSystem {
  /// Makes a new file that only its owner can read and write.
  static func createFile(_ path: String) throws(RollcallError) -> CInt {
    let descriptor = retrying { open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600) }
    guard descriptor >= 0 else { throw failure(.cannotCreate, "cannot create", path) }
    return descriptor
  }

  /// Opens a file that an earlier run wrote, to read it and to continue it.
  static func openFile(_ path: String) throws(RollcallError) -> CInt {
    let descriptor = retrying { open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
    guard descriptor >= 0 else { throw failure(.inputOutput, "cannot open", path) }
    return descriptor
  }

  /// Reads the next bytes, as many as fit into the buffer or remain in the file.
  static func read(
    into buffer: UnsafeMutableRawBufferPointer, from descriptor: CInt, path: String
  ) throws(RollcallError) -> Int {
    let count = retrying { Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
    guard count >= 0 else { throw failure(.inputOutput, "cannot read", path) }
    return count
  }

  /// Removes a file if it exists.
  static func removeFile(_ path: String) throws(RollcallError) {
    guard unlink(path) == 0 || errno == ENOENT else { throw failure(.inputOutput, "cannot remove", path) }
  }

  /// Removes an empty folder if it exists.
  static func removeDirectory(_ path: String) throws(RollcallError) {
    guard rmdir(path) == 0 || errno == ENOENT else { throw failure(.cannotCreate, "cannot remove", path) }
  }

  /// Makes a new folder that only its owner can enter.
  static func createDirectory(_ path: String) throws(RollcallError) {
    guard mkdir(path, 0o700) == 0 else { throw failure(.cannotCreate, "cannot create the folder", path) }
  }

  /// Makes a new folder that only its owner can enter, unless there is one, and brings its name to the disk.
  static func createDirectoryIfMissing(_ path: String) throws(RollcallError) {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw failure(.cannotCreate, "cannot create the folder", path)
    }
    try synchronizeDirectory("\(path)/..")
  }

  /// Opens a folder and locks it for this process; `nil` if another process holds the lock.
  ///
  /// Some network file systems have no locks, or none for folders. There the folder is opened without a lock: two runs
  /// at one place are rarer than such file systems.
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

  /// Whether the path is a folder, and not a link to one.
  static func isDirectory(_ path: String) throws(RollcallError) -> Bool {
    try status(of: path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
  }

  /// Whether the path leads to the open folder.
  static func isDirectory(_ descriptor: CInt, at path: String) throws(RollcallError) -> Bool {
    let opened = try FileMark(of: descriptor, path: path)
    return try status(of: path).map { opened.isSameFile(as: FileMark($0)) } ?? false
  }

  /// Whether anything exists at the path, including a dangling link.
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

  /// Writes all of the bytes, in several parts if the system demands it.
  ///
  /// - Returns: `false` with `errno` if the bytes cannot be written.
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

  /// Truncates a file and continues at its new end.
  static func truncate(_ descriptor: CInt, to count: Int, path: String) throws(RollcallError) {
    guard retrying({ ftruncate(descriptor, off_t(count)) }) == 0, lseek(descriptor, off_t(count), SEEK_SET) == count
    else { throw failure(.inputOutput, "cannot rewind", path) }
  }

  /// Flushes a file's content to the disk and closes it.
  static func synchronizeAndClose(_ descriptor: CInt, path: String) throws(RollcallError) {
    do {
      try synchronize(descriptor, path: path)
    } catch {
      close(descriptor)
      throw error
    }
    try closeChecked(descriptor, path: path)
  }

  /// Flushes a file's content to the disk.
  ///
  /// A failed `fsync` is never repeated: the kernel reports a lost write once, and calls the next attempt a success.
  static func synchronize(_ descriptor: CInt, path: String) throws(RollcallError) {
    if Omission.fileSync.isActive { return }
    guard retrying({ fsync(descriptor) }) == 0 else { throw failure(.inputOutput, "cannot bring to the disk", path) }
  }

  /// Lets the system start to bring a range of a file to the disk. This waits for room in the disk's queue at most.
  ///
  /// It is a hint: `synchronize` reports what fails, and without the hint takes longer.
  static func startWriting(_ range: Range<Int>, of descriptor: CInt) {
    _ = sync_file_range(descriptor, Int64(range.lowerBound), Int64(range.count), CLINUX_SYNC_FILE_RANGE_WRITE)
  }

  /// Closes a file; some file systems report a failed write only now.
  private static func closeChecked(_ descriptor: CInt, path: String) throws(RollcallError) {
    // An interrupted call is not repeated: on Linux the descriptor is closed anyway.
    guard close(descriptor) == 0 || Omission.closeCheck.isActive else {
      throw failure(.inputOutput, "cannot close", path)
    }
  }

  /// Flushes the content of a closed file to the disk.
  static func synchronizeFile(_ path: String) throws(RollcallError) {
    try synchronizeAndClose(try openFile(path), path: path)
  }

  /// Flushes a folder's entries to the disk, as far as the file system can do that for folders.
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

  /// The end of a file's name until the file replaces another one.
  static let newSuffix = ".new"

  /// Replaces a small file at once: every reader finds either the old or the new content, whole.
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

  /// Waits for a descriptor that does not block, such as a pipe whose other end made it so.
  ///
  /// - Returns: `false` with `errno` if waiting is impossible.
  static func wait(for event: CInt, on descriptor: CInt) -> Bool {
    var wanted = pollfd(fd: descriptor, events: Int16(event), revents: 0)
    return retrying { poll(&wanted, 1, -1) } > 0
  }

  /// Repeats a call that a signal interrupted.
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
      case EPIPE: "the reader of the output went away"
      default: nil
      }
    return RollcallError(code, "\(what) \(path): \(String(cString: strerror(number)))", advice: advice)
  }
}
