import Backpressure
import FoundationEssentials
import Glibc
import Gzip

/// The folder of a snapshot: written as `DIR.partial`, and renamed to `DIR` when everything in it is on the disk.
///
/// Whenever the process or the machine stops, `DIR` is whole or does not exist, and `DIR.partial` holds everything that
/// its checkpoint says, on the disk.
///
/// A lock on the folder says that a run uses it. The kernel holds the lock for the process, so a dead process has none.
final class SnapshotDirectory: Sendable {
  let finalPath: String
  let partialPath: String
  /// The way to resume the run, as the beginning of a sentence.
  private let wayToResume: String
  /// The locked folder itself, wherever its name leads by now.
  private let descriptor: CInt
  /// The remains of the interrupted run that this run resumes.
  let remains: InterruptedRun?
  private let state = Lock(State())

  private struct State {
    /// Whether the entries of the tables' folders, and of the files in them, are on the disk.
    var hasDurableEntries = false
    /// The identities of the files that this run wrote, by their paths.
    var marks: [String: FileMark] = [:]
    var content = Content.nothing
  }

  /// The content of the folder if the run ended now.
  enum Content {
    /// Files of this run, which another run could not resume.
    case nothing
    /// The remains of an interrupted run, unchanged.
    case untouched
    /// The tenants of the last checkpoint.
    case checkpoint([TenantReport])
    /// The whole snapshot.
    case everything
  }

  /// The end of the folder's name until it is whole.
  static let partialSuffix = SnapshotLayout.partialSuffix

  /// Claims the place for a snapshot.
  ///
  /// - Parameters:
  ///   - policy: the treatment of the remains of an interrupted run.
  ///   - wayToResume: the way to resume the run, as the beginning of a sentence.
  /// - Throws: `RollcallError` with the code `cannotCreate` if the place is taken, and with `undecodable` if the folder
  ///   to resume is not as a run leaves it.
  init(
    path: String, remains policy: RemainsPolicy, wayToResume: String = "the same command with --resume"
  ) throws {
    self.wayToResume = wayToResume
    var path = path[...]
    while path.count > 1, path.last == "/" { path = path.dropLast() }
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    guard !["", ".", ".."].contains(name) else {
      throw RollcallError(
        .cannotCreate, "“\(path)” cannot be the name of a snapshot", advice: "name a folder that does not exist yet")
    }
    finalPath = String(path)
    partialPath = finalPath + Self.partialSuffix
    try Self.checkSurroundings(of: finalPath)
    guard try !FileSystem.exists(finalPath) else {
      throw RollcallError(
        .cannotCreate, "\(finalPath) exists already", cause: "a snapshot never replaces anything",
        advice: "choose another name, or move what is there")
    }
    var isNew = true
    if try FileSystem.exists(partialPath) {
      switch policy {
      case .refuse:
        throw RollcallError(
          .cannotCreate, "\(partialPath) exists already", cause: "an earlier run was interrupted, or is still going on",
          advice: "--resume continues where it stopped; --discard-partial deletes it and starts anew")
      case .discard: try Self.discardRemains(partialPath)
      case .resume: isNew = false
      }
    }
    if isNew { try FileSystem.createDirectory(partialPath) }
    do {
      descriptor = try Self.lock(partialPath)
    } catch {
      // An empty folder would block the next run.
      if isNew { rmdir(partialPath) }
      throw error
    }
    do {
      if isNew { try FileSystem.synchronizeDirectory(Self.parent(of: finalPath)) }
      remains = isNew ? nil : try InterruptedRun(in: partialPath)
    } catch {
      close(descriptor)
      if isNew { rmdir(partialPath) }
      throw error
    }
    if !isNew { setContent(.untouched) }
  }

  deinit { close(descriptor) }

  /// Lets other runs use the folder, at once and not only when the last reference is gone.
  func release() { _ = flock(descriptor, LOCK_UN) }

  private static func lock(_ path: String) throws(RollcallError) -> CInt {
    guard try FileSystem.isDirectory(path) else {
      throw RollcallError(
        .cannotCreate, "\(path) is not a folder", cause: "so no run left it there", advice: "remove it by hand")
    }
    guard let descriptor = try FileSystem.lockDirectory(path) else {
      throw RollcallError(
        .cannotCreate, "another run is writing \(path)",
        advice: "wait for it, or choose another name for this snapshot")
    }
    return descriptor
  }

  /// Deletes the remains of an earlier run, if they are of a run of this user and no run uses them.
  private static func discardRemains(_ path: String) throws(RollcallError) {
    let descriptor = try lock(path)
    defer { close(descriptor) }
    let partial = try PartialFolder(path)
    try partial.checkIsLeftByRun()
    try partial.remove()
  }

  // MARK: - Files

  /// Makes the folders of the tables and the files in them, or continues those of the interrupted run.
  ///
  /// - Parameters:
  ///   - paths: the files' first parts, in their order.
  ///   - level: the level of compression; `nil` for none.
  func openFiles(_ paths: [PartPath], level: CompressionLevel?) throws -> [PartSeries] {
    if case .stopped(let checkpoint) = remains {
      let files = try zip(paths, checkpoint.files).map { try resume($1, at: $0, level: level) }
      try checkpoint.removeWhatFollowed(in: partialPath)
      setContent(.checkpoint(checkpoint.tenants))
      if !files.isEmpty { return files }
    }
    for folder in Self.folders(of: paths.map(\.text)) {
      try FileSystem.createDirectory("\(partialPath)/\(folder)")
    }
    return try paths.map { try PartSeries(FolderParts(directory: self, path: $0), level: level) }
  }

  /// Checks the existing parts of a file, and opens the last one.
  private func resume(
    _ file: Checkpoint.File, at path: PartPath, level: CompressionLevel?
  ) throws -> PartSeries {
    let parts = FolderParts(directory: self, path: path)
    for (number, part) in file.finished.enumerated() {
      try parts.resume(number, at: part.bytes, sha256: part.sha256).finish()
    }
    let sink = try parts.resume(file.finished.count, at: file.bytes, sha256: file.sha256)
    let member = GzipMember(checksum: file.contentChecksum, contentCount: UInt64(file.measure.cutBytes))
    return PartSeries(
      parts, level: level, resuming: SnapshotFile(resuming: sink, member: level == nil ? nil : member),
      after: file.finished.map { FileEnd(count: $0.bytes, sha256: $0.sha256) })
  }

  /// Notes the identity of the file that was made at a path.
  func note(_ mark: FileMark, of path: String) {
    state.withLock { state in
      state.marks[path] = mark
      state.hasDurableEntries = false
    }
  }

  /// Notes that the file at a path was removed.
  func forget(_ path: String) {
    state.withLock { state in
      state.marks[path] = nil
      state.hasDurableEntries = false
    }
  }

  /// The identities of the files that this run wrote, by their paths.
  var marks: [String: FileMark] { state.withLock { $0.marks } }

  private static func folders(of paths: [String]) -> [String] {
    paths.compactMap { $0.split(separator: "/").first.map(String.init) }.removingDuplicates()
  }

  // MARK: - Checkpoints

  /// Saves a checkpoint. The content that it describes is already on the disk.
  func save(_ checkpoint: Checkpoint) throws {
    if !checkpoint.files.isEmpty, !state.withLock({ $0.hasDurableEntries }) {
      try synchronizeEntries(of: checkpoint.files.map(\.path))
      state.withLock { $0.hasDurableEntries = true }
    }
    try FileSystem.replaceFile("\(partialPath)/\(Checkpoint.name)", with: try checkpoint.encoded())
    try FileSystem.synchronizeDirectory(partialPath)
    setContent(.checkpoint(checkpoint.tenants))
  }

  /// Notes that nothing is worth resuming.
  func keepNothing() { setContent(.nothing) }

  func setContent(_ content: Content) { state.withLock { $0.content = content } }

  func synchronizeEntries(of paths: [String]) throws(RollcallError) {
    for folder in Self.folders(of: paths) { try FileSystem.synchronizeDirectory("\(partialPath)/\(folder)") }
    try FileSystem.synchronizeDirectory(partialPath)
  }

  // MARK: - The end without a snapshot

  /// Keeps the content of the folder if a run can resume it with gain, and deletes it otherwise.
  ///
  /// - Returns: the error, with the remains and the way to resume them.
  func leave(after error: any Error) -> any Error {
    switch state.withLock({ $0.content }) {
    case .untouched: return error
    case .nothing:
      discard()
      return error
    case .checkpoint(let tenants):
      let isHalt = [.limited, .interrupted, .terminated].contains((error as? RollcallError)?.code)
      guard isHalt || tenants.contains(where: { $0.status != .failed }) else {
        discard()
        return error
      }
      let count = tenants.count == 1 ? "1 tenant" : "\(tenants.count) tenants"
      return told("holds what is finished, \(count); \(wayToResume) continues from there", after: error)
    case .everything:
      return told("is complete except for its name; \(wayToResume) gives it the name", after: error)
    }
  }

  private func told(_ remains: String, after error: any Error) -> any Error {
    guard var error = error as? RollcallError, isStillOurs else { return error }
    error.remains = error.remains ?? "\(partialPath) \(remains)"
    return error
  }

  /// Deletes the files of the run, and nothing else.
  ///
  /// It goes by the names that a run gives, because the process may have no descriptor left to list the folder with.
  /// The checkpoint goes last: if something cannot be deleted, it shows that a run left the folder.
  func discard() {
    guard isStillOurs else { return }
    for path in marks.keys { unlink("\(partialPath)/\(path)") }
    for table in Table.allCases {
      guard rmdir("\(partialPath)/\(table.rawValue)") == 0 || errno == ENOENT else { return }
    }
    for name in SnapshotLayout.lists + [Checkpoint.newName, Checkpoint.name] {
      unlink("\(partialPath)/\(name)")
    }
    rmdir(partialPath)
  }

  /// Whether the path certainly still leads to the folder that this run made.
  private var isStillOurs: Bool { (try? FileSystem.isDirectory(descriptor, at: partialPath)) ?? false }

  /// Checks that the path still leads to the folder that this run made.
  func checkIsStillOurs() throws(RollcallError) {
    guard try FileSystem.isDirectory(descriptor, at: partialPath) else {
      throw RollcallError(
        .inputOutput, "\(partialPath) was replaced while it was written", advice: "find out by whom, then run again")
    }
  }

  /// Checks that a place is not inside a snapshot: whatever else is in one, nobody could verify it any more.
  ///
  /// - Throws: `RollcallError` with the code `cannotCreate` if it is.
  static func checkSurroundings(of path: String) throws(RollcallError) {
    // A folder that is not there is refused later, in better words.
    guard let real = realpath(parent(of: path), nil) else { return }
    defer { free(real) }
    var folder = String(cString: real)
    while true {
      let isSnapshot = SnapshotLayout.lists.allSatisfy { (try? FileSystem.exists("\(folder)/\($0)")) ?? false }
      guard !isSnapshot else {
        throw RollcallError(
          .cannotCreate, "\(path) is inside the snapshot \(folder)",
          cause: "a snapshot holds only what its manifest lists", advice: "name a place beside it")
      }
      guard folder != "/" else { return }
      folder = parent(of: folder)
    }
  }

  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
