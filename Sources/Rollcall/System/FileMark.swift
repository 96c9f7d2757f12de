import Glibc

/// The identity of a file, whatever its name, and its permissions.
struct FileMark: Equatable, Sendable {
  let device: UInt64
  let inode: UInt64
  private let owner: uid_t
  private let mode: mode_t
  private let linkCount: Int

  init(_ status: stat) {
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    owner = status.st_uid
    mode = status.st_mode
    linkCount = Int(status.st_nlink)
  }

  /// The mark of an open file.
  init(of descriptor: CInt, path: String) throws(RollcallError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileSystem.failure(.inputOutput, "cannot look at", path) }
    self.init(status)
  }

  /// Whether both marks belong to the same file, whatever changed in it.
  func isSameFile(as other: FileMark) -> Bool { device == other.device && inode == other.inode }

  /// The reason why a run of this user cannot have left the file or folder; `nil` if it can.
  var objection: String? {
    if owner != geteuid() { return "belongs to another user" }
    // The mode of a link always has these bits, without a meaning.
    if mode & S_IFMT != S_IFLNK, mode & (S_IWGRP | S_IWOTH) != 0 { return "may be written by other users" }
    if mode & S_IFMT == S_IFREG, linkCount > 1 { return "has a second name elsewhere" }
    return nil
  }
}
