import Glibc

/// The remains of an interrupted run in `DIR.partial`.
enum InterruptedRun {
  /// The run stopped at its last checkpoint, or later.
  case stopped(Checkpoint)
  /// The run stopped before its first checkpoint.
  case notBegun
  /// The run seems to have completed the snapshot, except for its final name.
  case completed

  /// Reads the remains, and changes nothing.
  ///
  /// - Throws: `RollcallError` with the code `undecodable` if the folder is not as a run leaves it.
  init(in path: String) throws {
    let partial = try PartialFolder(path)
    try partial.checkIsLeftByRun()
    let names = Set(partial.entries.map(\.path))
    if names.contains(Checkpoint.name) {
      guard let bytes = try partial.folder.contents(of: Checkpoint.name, limit: Checkpoint.maximumBytes) else {
        throw Self.unusable(path, "its \(Checkpoint.name) is larger than \(Checkpoint.maximumBytes) bytes")
      }
      do {
        let checkpoint = try Checkpoint(decoding: bytes)
        try partial.checkHasNoPart(beside: checkpoint)
        self = .stopped(checkpoint)
      } catch let error as Checkpoint.Unreadable {
        throw Self.unusable(path, "\(Checkpoint.name): \(error.reason)")
      }
    } else if names.contains(SnapshotLayout.manifest) {
      self = .completed
    } else {
      self = .notBegun
    }
  }

  static func unusable(_ path: String, _ cause: String) -> RollcallError {
    RollcallError(
      .undecodable, "\(path) cannot be resumed", cause: cause,
      advice: "--discard-partial deletes it and starts anew, or move it away")
  }
}

extension Checkpoint {
  /// Whether the checkpoint relies on a part of a table.
  func knows(_ path: String) -> Bool {
    guard let part = PartPath(path) else { return false }
    return isOf(part) { $0.number >= part.number }
  }

  /// Whether the run may have made a part of a table, even after the checkpoint.
  func mayHaveBegun(_ path: String) -> Bool {
    // Before the first finished tenant the checkpoint knows no parts, and all existing ones will be made anew.
    guard !files.isEmpty else { return true }
    guard let part = PartPath(path) else { return false }
    return isOf(part) { $0.number >= part.number || identity.isSplit }
  }

  private func isOf(_ part: PartPath, where condition: (PartPath) -> Bool) -> Bool {
    files.contains { file in
      guard let last = PartPath(file.path), last.numbered(part.number) == part else { return false }
      return condition(last)
    }
  }

  /// The name of a checkpoint while it is written.
  static let newName = name + FileSystem.newSuffix

  /// Removes the files and parts that the interrupted run made after the checkpoint. The files that the checkpoint
  /// knows are cut off elsewhere.
  ///
  /// - Parameter path: the folder.
  func removeWhatFollowed(in path: String) throws(RollcallError) {
    for name in [Self.newName] + SnapshotLayout.lists {
      try FileSystem.removeFile("\(path)/\(name)")
    }
    for entry in try PartialFolder(path).entries where entry.path.contains("/") && !knows(entry.path) {
      try FileSystem.removeFile("\(path)/\(entry.path)")
    }
    guard files.isEmpty else { return }
    for table in Table.allCases { try FileSystem.removeDirectory("\(path)/\(table.rawValue)") }
  }
}
