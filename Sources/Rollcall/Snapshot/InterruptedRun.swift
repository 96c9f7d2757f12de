import Glibc

/// What a run that did not end left in `DIR.partial`.
enum InterruptedRun {
  /// It stopped somewhere, at the latest checkpoint or behind it.
  case stopped(Checkpoint)
  /// It stopped before it had noted anything.
  case notBegun
  /// It completed the snapshot, and only did not give it its name.
  case completed(Manifest)

  /// Looks at what was left, and removes what only the end of the run would have made of use.
  ///
  /// - Throws: `ExportError` with the code `undecodable` if the folder is not as a run leaves it.
  init(in path: String) throws {
    let folder = try SnapshotFolder(path: path)
    let entries = try folder.entries()
    let names = Set(entries.map(\.path))
    try FileSystem.removeFile("\(path)/\(Self.newCheckpoint)")
    if names.contains(Checkpoint.name) {
      guard let bytes = try folder.contents(of: Checkpoint.name, limit: Checkpoint.maximumBytes) else {
        throw Self.unusable(path, "its \(Checkpoint.name) is larger than any that a run writes")
      }
      let checkpoint: Checkpoint
      do {
        checkpoint = try Checkpoint(decoding: bytes)
      } catch {
        throw Self.unusable(path, "\(Checkpoint.name): \(error.reason)")
      }
      for name in [StoredManifest.name, ChecksumListCheck.name] { try FileSystem.removeFile("\(path)/\(name)") }
      if checkpoint.files.isEmpty { try Self.removeTables(from: path, names) }
      self = .stopped(checkpoint)
    } else if names.contains(StoredManifest.name) {
      let report = try SnapshotVerification(path: path, acceptsPartial: true).run()
      guard report.isSound, let manifest = report.manifest else {
        throw Self.unusable(path, report.differences.first?.description ?? "its manifest cannot be read")
      }
      self = .completed(manifest)
    } else {
      guard names.isSubset(of: [Self.newCheckpoint]) else {
        throw Self.unusable(path, "it has no \(Checkpoint.name), so no run of this version left it")
      }
      self = .notBegun
    }
  }

  /// A checkpoint that was being written.
  private static let newCheckpoint = Checkpoint.name + FileSystem.newSuffix

  private static func removeTables(from path: String, _ names: Set<String>) throws(ExportError) {
    for table in Table.allCases where names.contains(table.rawValue) {
      try FileSystem.removeTree("\(path)/\(table.rawValue)")
    }
  }

  private static func unusable(_ path: String, _ cause: String) -> ExportError {
    ExportError(
      .undecodable, "\(path) cannot be resumed", cause: cause,
      advice: "--discard-partial deletes it and starts anew, or move it away")
  }
}
