import Glibc

/// What a run that did not end left in `DIR.partial`.
enum InterruptedRun {
  /// It stopped somewhere, at the latest checkpoint or behind it.
  case stopped(Checkpoint)
  /// It stopped before it had noted anything.
  case notBegun
  /// It completed the snapshot, or so it seems, and only did not give it its name.
  case completed

  /// Looks at what was left, and changes nothing.
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
  /// Whether a part of a table is one that it counts on.
  func knows(_ path: String) -> Bool {
    guard let part = PartPath(path) else { return false }
    return isOf(part) { $0.number >= part.number }
  }

  /// Whether its run may have made a part of a table, after the checkpoint perhaps.
  func mayHaveBegun(_ path: String) -> Bool {
    // Before the first tenant is finished it knows of none, and all that there are will be made anew.
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

  /// A checkpoint that was being written.
  static let newName = name + FileSystem.newSuffix

  /// Removes what the interrupted run made behind the checkpoint, apart from what is in the files that it knows: whole
  /// parts as well.
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
