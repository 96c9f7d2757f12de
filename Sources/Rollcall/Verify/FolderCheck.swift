/// A check of the folder: it must contain the files of the manifest, with their sizes, and nothing else.
struct FolderCheck {
  let manifest: Manifest
  let entries: [SnapshotFolder.Entry]
  let differences: DifferenceList

  /// - Returns: the paths of the readable files: those that exist, are listed once, and have the right size.
  func run() -> Set<String> {
    var files: [String: FileReport] = [:]
    for file in manifest.tables.flatMap(\.files) {
      if files.updateValue(file, forKey: file.path) != nil {
        differences.note(SnapshotLayout.manifest, "the file “\(file.path.quotable)” is there twice")
      }
    }
    let folders = Set(files.keys.compactMap { path in path.lastIndex(of: "/").map { String(path[..<$0]) } })
    let lists = Set(SnapshotLayout.lists)

    var readable: Set<String> = []
    var found: Set<String> = []
    for entry in entries {
      found.insert(entry.path)
      if let file = files[entry.path] {
        if let difference = entry.difference(from: file) {
          differences.note(entry.path, difference)
        } else {
          readable.insert(entry.path)
        }
      } else if !(entry.kind == .folder && folders.contains(entry.path)), !lists.contains(entry.path) {
        differences.note(entry.path, "the manifest does not name it")
      } else if lists.contains(entry.path), entry.kind != .file {
        differences.note(entry.path, "it should be a regular file")
      }
    }
    for path in files.keys.sorted() where !found.contains(path) { differences.note(path, "it is missing") }
    return readable
  }
}
