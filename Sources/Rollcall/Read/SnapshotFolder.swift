import Glibc

/// The folder of a snapshot, for reading: nothing in it is changed, no link in it is followed, and only regular files
/// are opened.
final class SnapshotFolder: Sendable {
  let path: String
  private let descriptor: CInt

  /// An item in the folder, or in one of its folders.
  struct Entry: Equatable, Sendable {
    enum Kind: Sendable {
      case file
      case folder
      /// A link, a pipe or a device.
      case other
    }

    /// The path inside the snapshot.
    let path: String
    let kind: Kind
    let size: Int
    /// The file's identity, owner and permissions; `nil` if they cannot be read.
    var mark: FileMark?
  }

  /// Opens the folder, whose path may be a link.
  ///
  /// - Throws: `RollcallError` if the folder does not exist or cannot be read.
  init(path: String) throws(RollcallError) {
    let path = Self.withoutSlashes(path)
    self.path = path
    descriptor = FileSystem.retrying { Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard descriptor >= 0 else {
      // The failure is described before another call changes its reason.
      let failure = FileSystem.readFailure("cannot open the folder", path)
      if (try? FileSystem.isDirectory(path + ".partial")) == true {
        throw RollcallError(
          .inputOutput, "there is no \(path), but \(path).partial",
          cause: "an export into it was interrupted, or is still going on",
          advice: "wait for it, or go on with the same export and --resume")
      }
      throw failure
    }
  }

  deinit { close(descriptor) }

  private static func withoutSlashes(_ path: String) -> String {
    var path = path[...]
    while path.count > 1, path.last == "/" { path = path.dropLast() }
    return String(path)
  }

  /// The identity and the permissions of the folder.
  func mark() throws(RollcallError) -> FileMark { try FileMark(of: descriptor, path: path) }

  /// Everything in the folder and in its folders, by path; deeper items are not examined.
  func entries() throws(RollcallError) -> [Entry] {
    let top = try entries(of: descriptor, named: "")
    var all = top
    for folder in top where folder.kind == .folder {
      let inner = Self.open(folder.path, in: descriptor, O_DIRECTORY | O_NOFOLLOW)
      guard inner >= 0 else { throw FileSystem.readFailure("cannot open the folder", "\(path)/\(folder.path)") }
      defer { close(inner) }
      all += try entries(of: inner, named: "\(folder.path)/")
    }
    return all.sorted { $0.path < $1.path }
  }

  /// The names of the folders in it.
  func folderNames() throws(RollcallError) -> [String] {
    try entries(of: descriptor, named: "").filter { $0.kind == .folder }.map(\.path)
  }

  private func entries(of folder: CInt, named prefix: String) throws(RollcallError) -> [Entry] {
    // The listing gets a descriptor of its own, because closing the listing closes it.
    let copy = Self.open(".", in: folder, O_DIRECTORY)
    guard copy >= 0, let listing = fdopendir(copy) else {
      let failure = FileSystem.readFailure("cannot list", "\(path)/\(prefix)")
      if copy >= 0 { close(copy) }
      throw failure
    }
    defer { closedir(listing) }
    var entries: [Entry] = []
    while true {
      errno = 0
      guard let next = readdir(listing) else {
        guard errno == 0 else { throw FileSystem.readFailure("cannot list", "\(path)/\(prefix)") }
        return entries
      }
      let name = withUnsafePointer(to: &next.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      guard name != ".", name != ".." else { continue }
      var status = stat()
      guard fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
        // A name that is not UTF-8 is changed here, and a file may just have gone: neither is one of ours.
        guard errno == ENOENT else { throw FileSystem.readFailure("cannot look at", "\(path)/\(prefix)\(name)") }
        entries.append(Entry(path: prefix + name, kind: .other, size: 0))
        continue
      }
      let kind: Entry.Kind =
        switch status.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        default: .other
        }
      entries.append(
        Entry(path: prefix + name, kind: kind, size: Int(status.st_size), mark: FileMark(status)))
    }
  }

  /// Opens a file that is one of the entries.
  ///
  /// - Throws: `RollcallError` if it cannot be opened, or is no longer a regular file.
  func open(_ name: String) throws(RollcallError) -> SnapshotFileReader {
    var folder = descriptor
    defer { if folder != descriptor { close(folder) } }
    var rest = name[...]
    while let slash = rest.firstIndex(of: "/") {
      let next = Self.open(String(rest[..<slash]), in: folder, O_DIRECTORY | O_NOFOLLOW)
      guard next >= 0 else { throw FileSystem.readFailure("cannot open the folder of", "\(path)/\(name)") }
      if folder != descriptor { close(folder) }
      folder = next
      rest = rest[rest.index(after: slash)...]
    }
    // The call does not block: a pipe that took the file's place may have no other end.
    let file = Self.open(String(rest), in: folder, O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else { throw FileSystem.readFailure("cannot open", "\(path)/\(name)") }
    return try SnapshotFileReader(file, path: "\(path)/\(name)")
  }

  private static func open(_ name: String, in folder: CInt, _ flags: CInt) -> CInt {
    FileSystem.retrying { openat(folder, name, O_RDONLY | O_CLOEXEC | flags) }
  }

  /// A whole file of at most `limit` bytes; `nil` if it is larger.
  func contents(of name: String, limit: Int) throws(RollcallError) -> [UInt8]? {
    let reader = try open(name)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 64)
    defer { buffer.deallocate() }
    var contents: [UInt8] = []
    while case let count = try reader.read(into: buffer), count > 0 {
      guard contents.count + count <= limit else { return nil }
      contents += UnsafeRawBufferPointer(rebasing: buffer[..<count])
    }
    return contents
  }
}
