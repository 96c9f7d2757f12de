/// Whether `SHA256SUMS` lists exactly the files, with their digests, as `sha256sum --check` reads it.
struct ChecksumListCheck {
  let stored: StoredManifest
  let differences: DifferenceList

  func run(in folder: SnapshotFolder, entries: [SnapshotFolder.Entry]) throws(RollcallError) {
    guard entries.contains(where: { $0.path == SnapshotLayout.checksumList && $0.kind == .file }) else {
      if !entries.contains(where: { $0.path == SnapshotLayout.checksumList }) {
        differences.note(SnapshotLayout.checksumList, "it is missing")
      }
      return
    }
    let expected = stored.manifest.checksumList(manifestDigest: stored.sha256)
    let found = try folder.contents(of: SnapshotLayout.checksumList, limit: expected.utf8.count + 1024)
    guard let found else {
      return differences.note(SnapshotLayout.checksumList, "it lists more than the files of the snapshot")
    }
    guard !found.elementsEqual(expected.utf8) else { return }
    let lines = found.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let expectedLines = expected.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in expectedLines.enumerated() {
      if index < lines.count, lines[index].elementsEqual(line.utf8) { continue }
      let wanted = line.isEmpty ? "the list should end here" : "it should be “\(String(line).quotable)”"
      return differences.note(SnapshotLayout.checksumList, row: index + 1, wanted)
    }
    differences.note(SnapshotLayout.checksumList, row: expectedLines.count, "the list should end here")
  }
}
