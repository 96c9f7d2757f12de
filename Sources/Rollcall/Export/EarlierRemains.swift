/// The remains of interrupted runs beside the folder of a run, under names that the same template gave them.
///
/// A run of tomorrow has another folder, so that `--resume` alone would never find them.
struct EarlierRemains {
  /// The folders of those runs, as `--output` names them, in the order of their names.
  let paths: [String]

  /// Looks beside the folder of a run. What cannot be looked at is not told.
  ///
  /// - Parameter shard: the shard as the name has it; `nil` for a run that is not a shard.
  init(of template: OutputTemplate, shard: String? = nil, beside path: String) {
    let parent = SnapshotDirectory.parent(of: path)
    let ending = SnapshotDirectory.partialSuffix
    let names = (try? SnapshotFolder(path: parent).folderNames()) ?? []
    paths =
      names.sorted().filter { $0.hasSuffix(ending) }.map { $0.dropLast(ending.count) }
      .filter { template.canName($0, shard: shard) }
      .map { parent == "." && !path.hasPrefix("./") ? String($0) : parent == "/" ? "/\($0)" : "\(parent)/\($0)" }
      .filter { found in
        found != path && (try? FileSystem.exists("\(found)\(ending)/\(Checkpoint.name)")) == true
      }
  }

  /// The message about them; `nil` if there are none.
  var note: String? {
    guard let first = paths.first else { return nil }
    let others =
      paths.count > 1 ? "; so \(paths.count == 2 ? "is" : "are") \((paths.count - 1).counted("other")) beside it" : ""
    return """
      \(first)\(SnapshotDirectory.partialSuffix) is of an earlier run, which was interrupted or is still going on; this \
      run has a folder of its own\(others); next: the same command with --output \(first.shellQuoted) --resume finishes it
      """
  }
}
