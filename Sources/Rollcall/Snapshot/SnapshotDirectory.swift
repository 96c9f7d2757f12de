import Backpressure
import FoundationEssentials
import Glibc
import Gzip

/// The folder of a snapshot: written as `DIR.partial`, and renamed to `DIR` when everything in it is on the disk.
///
/// What it promises, whenever the process or the machine stops: `DIR` is there whole or not at all, and `DIR.partial` is
/// what its checkpoint says, with nothing before the checkpoint's marks that could be lost.
///
/// A lock on the folder says that a run is at it. The kernel holds it for the process, so that a dead one holds none.
final class SnapshotDirectory: Sendable {
  private let finalPath: String
  let partialPath: String
  /// The folder itself, whatever its name leads to by now; locked.
  private let descriptor: CInt
  /// What an interrupted run left, if this one goes on with it.
  let remains: InterruptedRun?
  private let state = Lock(State())

  private struct State {
    /// Whether the folders of the tables, and what is in them, are entries on the disk.
    var hasDurableEntries = false
    /// The last checkpoint's tenants, or `nil` before the first one.
    var savedTenants: [TenantReport]?
  }

  /// Claims the place for a snapshot.
  ///
  /// - Parameter policy: what becomes of what an interrupted run left there.
  /// - Throws: `ExportError` with the code `cannotCreate` if there is something in the place already, and with
  ///   `undecodable` if a run is to go on with what is no run's.
  init(path: String, remains policy: ExportConfiguration.Remains) throws {
    var path = path[...]
    while path.count > 1, path.last == "/" { path = path.dropLast() }
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    guard !["", ".", ".."].contains(name) else {
      throw ExportError(
        .cannotCreate, "“\(path)” cannot be the name of a snapshot", advice: "name a folder that does not exist yet")
    }
    finalPath = String(path)
    partialPath = finalPath + ".partial"
    guard !FileSystem.exists(finalPath) else {
      throw ExportError(
        .cannotCreate, "\(finalPath) exists already", cause: "a snapshot never replaces anything",
        advice: "choose another name, or move what is there")
    }
    var isNew = true
    if FileSystem.exists(partialPath) {
      switch policy {
      case .refuse:
        throw ExportError(
          .cannotCreate, "\(partialPath) exists already", cause: "an earlier run was interrupted, or is still going on",
          advice: "--resume goes on where it stopped; --discard-partial deletes it and starts anew")
      case .discard: try Self.discardRemains(partialPath)
      case .resume: isNew = false
      }
    }
    if isNew { try FileSystem.createDirectory(partialPath) }
    descriptor = try Self.lock(partialPath)
    do {
      if isNew { try FileSystem.synchronizeDirectory(Self.parent(of: finalPath)) }
      remains = isNew ? nil : try InterruptedRun(in: partialPath)
    } catch {
      close(descriptor)
      throw error
    }
    if case .stopped(let checkpoint) = remains { state.withLock { $0.savedTenants = checkpoint.tenants } }
  }

  deinit { close(descriptor) }

  private static func lock(_ path: String) throws(ExportError) -> CInt {
    guard FileSystem.isDirectory(path) else {
      throw ExportError(
        .cannotCreate, "\(path) is not a folder", cause: "so no run left it there", advice: "remove it by hand")
    }
    guard let descriptor = try FileSystem.lockDirectory(path) else {
      throw ExportError(
        .cannotCreate, "another run is writing \(path)",
        advice: "wait for it, or choose another name for this snapshot")
    }
    return descriptor
  }

  /// Deletes what an earlier run left, if no run is at it.
  private static func discardRemains(_ path: String) throws(ExportError) {
    let descriptor = try lock(path)
    defer { close(descriptor) }
    try FileSystem.removeTree(path)
  }

  // MARK: - Files

  /// Makes the folders of the tables and the files in them, or goes on with those of the interrupted run.
  ///
  /// - Parameters:
  ///   - paths: the files' paths inside the folder, in their order.
  ///   - level: how hard they are compressed; not at all if `nil`.
  func openFiles(_ paths: [String], level: CompressionLevel?) throws -> [SnapshotFile] {
    if case .stopped(let checkpoint) = remains, !checkpoint.files.isEmpty {
      return try zip(paths, checkpoint.files)
        .map { path, file in
          let sink = try FileSink(resuming: "\(partialPath)/\(path)", at: file.bytes, sha256: file.sha256)
          let member = GzipMember(checksum: file.contentChecksum, contentCount: UInt64(file.contentBytes))
          return SnapshotFile(resuming: sink, member: level == nil ? nil : member)
        }
    }
    for folder in Self.folders(of: paths) { try FileSystem.createDirectory("\(partialPath)/\(folder)") }
    return try paths.map { try SnapshotFile(FileSink(path: "\(partialPath)/\($0)"), level: level) }
  }

  private static func folders(of paths: [String]) -> [String] {
    paths.compactMap { $0.split(separator: "/").first.map(String.init) }.removingDuplicates()
  }

  // MARK: - Checkpoints

  /// Notes how far the export is. What it says of files is on the disk already.
  func save(_ checkpoint: Checkpoint) throws {
    if !checkpoint.files.isEmpty, !state.withLock({ $0.hasDurableEntries }) {
      try synchronizeEntries(of: checkpoint.files.map(\.path))
      state.withLock { $0.hasDurableEntries = true }
    }
    try FileSystem.replaceFile("\(partialPath)/\(Checkpoint.name)", with: try checkpoint.encoded())
    try FileSystem.synchronizeDirectory(partialPath)
    state.withLock { $0.savedTenants = checkpoint.tenants }
  }

  private func synchronizeEntries(of paths: [String]) throws(ExportError) {
    for folder in Self.folders(of: paths) { try FileSystem.synchronizeDirectory("\(partialPath)/\(folder)") }
    try FileSystem.synchronizeDirectory(partialPath)
  }

  // MARK: - The end

  /// Writes `manifest.json` and `SHA256SUMS`, brings everything to the disk and gives the folder its final name.
  ///
  /// The files of the tables are on the disk already.
  func publish(_ manifest: Manifest) throws {
    let manifestBytes = try manifest.encoded()
    let manifestDigest = try write(manifestBytes, to: StoredManifest.name)
    _ = try write(Array(manifest.checksumList(manifestDigest: manifestDigest).utf8), to: ChecksumListCheck.name)
    try synchronizeEntries(of: manifest.tables.flatMap(\.files).map(\.path))
    try finishPublishing()
  }

  /// Publishes what an interrupted run completed, but for the name.
  ///
  /// Everything in it was found to be what the manifest says. It is brought to the disk once more, since that it can be
  /// read does not mean that it is on it.
  func publishAgain(_ manifest: Manifest) throws {
    let paths = manifest.tables.flatMap(\.files).map(\.path)
    for path in paths + [StoredManifest.name, ChecksumListCheck.name] {
      try FileSystem.synchronizeFile("\(partialPath)/\(path)")
    }
    try synchronizeEntries(of: paths)
    try finishPublishing()
  }

  /// The last steps: from the removal of the checkpoint on, the manifest stands for it.
  private func finishPublishing() throws(ExportError) {
    guard isStillOurs else {
      throw ExportError(
        .inputOutput, "\(partialPath) was replaced while it was written", advice: "find out by whom, then run again")
    }
    try FileSystem.removeFile("\(partialPath)/\(Checkpoint.name)")
    try FileSystem.synchronizeDirectory(partialPath)
    try FileSystem.rename(partialPath, to: finalPath)
    try FileSystem.synchronizeDirectory(Self.parent(of: finalPath))
  }

  /// Leaves what was written if a run can go on with it, and deletes it if there is nothing worth that.
  ///
  /// - Returns: the error, with what is left and how to go on.
  func leave(after error: any Error) -> any Error {
    guard isStillOurs, let tenants = state.withLock({ $0.savedTenants }) else {
      discard()
      return error
    }
    let finished = tenants.count { $0.status != .failed }
    let isHalt = [.limited, .interrupted, .terminated].contains((error as? ExportError)?.code)
    guard isHalt || finished > 0 else {
      discard()
      return error
    }
    guard var error = error as? ExportError else { return error }
    error.remains = """
      \(partialPath) holds what is finished, \(tenants.count) \(tenants.count == 1 ? "tenant" : "tenants"); the same \
      command with --resume goes on from there
      """
    return error
  }

  /// Deletes what was written.
  func discard() {
    if isStillOurs { try? FileSystem.removeTree(partialPath) }
  }

  /// Whether the name still leads to the folder that this run made.
  private var isStillOurs: Bool { FileSystem.isDirectory(descriptor, at: partialPath) }

  private static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// - Returns: the file's SHA-256.
  private func write(_ bytes: [UInt8], to name: String) throws -> String {
    let sink = try FileSink(path: "\(partialPath)/\(name)")
    try bytes.withUnsafeBytes { try sink.write($0) }
    let position = sink.position
    try sink.finish()
    return position.sha256
  }
}
