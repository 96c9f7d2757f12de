/// A check of everything in a snapshot but the content of its tables: the manifest, the folder and the lists.
struct FrameCheck {
  let stored: StoredManifest
  let differences: DifferenceList

  /// - Returns: the paths of the readable files: those that exist, are listed once, and have the right size.
  func run(in folder: SnapshotFolder, entries: [SnapshotFolder.Entry]) throws(RollcallError) -> Set<String> {
    let manifest = stored.manifest
    if let expected = try? manifest.encoded() {
      DocumentText(file: SnapshotLayout.manifest, differences: differences).check(stored.bytes, against: expected)
    } else {
      differences.note(SnapshotLayout.manifest, "it cannot be written again")
    }
    ManifestCheck(manifest: manifest, differences: differences).run()
    let readable = FolderCheck(manifest: manifest, entries: entries, differences: differences).run()
    try ListCheck(stored: stored, differences: differences).run(in: folder, entries: entries)
    return readable
  }
}
