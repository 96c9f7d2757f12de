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
  /// A checkpoint that was being written.
  static let newName = name + FileSystem.newSuffix

  /// Removes what the interrupted run made behind the checkpoint, apart from what is in the files.
  ///
  /// - Parameter path: the folder.
  func removeWhatFollowed(in path: String) throws(RollcallError) {
    for name in [Self.newName] + SnapshotLayout.lists {
      try FileSystem.removeFile("\(path)/\(name)")
    }
    guard files.isEmpty else { return }
    for entry in try PartialFolder(path).entries where entry.path.contains("/") {
      try FileSystem.removeFile("\(path)/\(entry.path)")
    }
    for table in Table.allCases { try FileSystem.removeDirectory("\(path)/\(table.rawValue)") }
  }
}
