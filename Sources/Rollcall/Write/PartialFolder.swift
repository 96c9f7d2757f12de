import Glibc

/// The content of `DIR.partial`, and the checks that this user's runs made it.
///
/// A folder that only has the name belongs to someone else: nothing in it is read as rows, and nothing is deleted.
struct PartialFolder {
  let path: String
  let entries: [SnapshotFolder.Entry]
  let folder: SnapshotFolder

  /// Lists the folder and changes nothing.
  init(_ path: String) throws(RollcallError) {
    self.path = path
    folder = try SnapshotFolder(path: path)
    entries = try folder.entries()
  }

  // MARK: - What an interrupted run left

  /// Checks that a run of this user left the folder, and everything in it.
  ///
  /// - Throws: `RollcallError` with the code `cannotCreate`, which names an entry that no run of this user leaves.
  func checkIsLeftByRun() throws(RollcallError) {
    if let objection = try folder.mark().objection { throw refusal("it \(objection)") }
    for entry in entries {
      guard Self.isOurs(entry) else { throw refusal("it holds “\(entry.path.quotable)”, which no run leaves") }
      if let objection = entry.mark?.objection { throw refusal("“\(entry.path.quotable)” in it \(objection)") }
    }
    let names = Set(entries.map(\.path))
    let hasBegun = !names.isSubset(of: [Checkpoint.newName])
    guard !hasBegun || names.contains(Checkpoint.name) || names.contains(SnapshotLayout.manifest) else {
      throw refusal("it has no \(Checkpoint.name), which every run leaves")
    }
  }

  /// Checks that the run of the checkpoint may have made every part in the folder.
  func checkHasNoPart(beside checkpoint: Checkpoint) throws(RollcallError) {
    for entry in entries where entry.path.contains("/") && !checkpoint.mayHaveBegun(entry.path) {
      throw refusal("it holds “\(entry.path.quotable)”, of which its \(Checkpoint.name) does not know")
    }
  }

  private func refusal(_ cause: String) -> RollcallError {
    RollcallError(
      .cannotCreate, "\(path) was not left by a run of this user", cause: cause,
      advice: "move it away, or choose another name for the snapshot")
  }

  /// Whether a run makes entries of that name and kind.
  private static func isOurs(_ entry: SnapshotFolder.Entry) -> Bool {
    let parts = entry.path.split(separator: "/", omittingEmptySubsequences: false)
    switch parts.count {
    case 1 where entry.kind == .folder: return Table(rawValue: entry.path) != nil
    case 1: return entry.kind == .file && Self.topNames.contains(entry.path)
    default: return entry.kind == .file && Self.isPart(entry.path)
    }
  }

  private static let topNames = [Checkpoint.name, Checkpoint.newName] + SnapshotLayout.lists

  private static func isPart(_ path: String) -> Bool {
    guard let part = PartPath(path) else { return false }
    return OutputFormat.all.contains { $0.fileExtension == part.fileExtension }
  }

  /// Deletes the remains and the folder. The checkpoint goes last: without it, no run could tell whose the rest is.
  func remove() throws(RollcallError) {
    let files = entries.filter { $0.kind != .folder && $0.path != Checkpoint.name }
    for entry in files { try FileSystem.removeFile("\(path)/\(entry.path)") }
    for entry in entries where entry.kind == .folder { try FileSystem.removeDirectory("\(path)/\(entry.path)") }
    try FileSystem.removeFile("\(path)/\(Checkpoint.name)")
    try FileSystem.removeDirectory(path)
  }

  // MARK: - What is about to be published

  /// Checks that the folder holds the expected files, that these are the files that were written, and that there is
  /// nothing else.
  ///
  /// - Parameter files: the paths of the files, with the identities and sizes that are known.
  func checkHolds(_ files: [String: (mark: FileMark?, size: Int?)]) throws(RollcallError) {
    if let objection = try folder.mark().objection { throw foreign("it \(objection)") }
    let folders = Set(files.keys.compactMap { path in path.lastIndex(of: "/").map { String(path[..<$0]) } })
    var found: Set<String> = []
    for entry in entries {
      let name = "“\(entry.path.quotable)”"
      if let objection = entry.mark?.objection { throw foreign("\(name) in it \(objection)") }
      if folders.contains(entry.path) {
        guard entry.kind == .folder else { throw foreign("\(name) in it is not a folder any more") }
        continue
      }
      guard let file = files[entry.path] else { throw foreign("it holds \(name), which the run did not put there") }
      guard entry.kind == .file, let mark = entry.mark, file.mark.map(mark.isSameFile) ?? true else {
        throw foreign("\(name) in it is not the file that was written")
      }
      guard file.size == nil || file.size == entry.size else { throw changed("\(name) has another size") }
      found.insert(entry.path)
    }
    if let lost = files.keys.sorted().first(where: { !found.contains($0) }) {
      throw changed("“\(lost)” is not there any more")
    }
  }

  private func foreign(_ cause: String) -> RollcallError {
    RollcallError(
      .cannotCreate, "\(path) is not published, because something else changed it", cause: cause,
      advice: "undo that, then run the same command again with --resume")
  }

  private func changed(_ cause: String) -> RollcallError {
    RollcallError(
      .inputOutput, "\(path) is not published, because it is not what was written", cause: cause,
      advice: "find out who changes it, then run again with --discard-partial")
  }
}
