/// A check of `datapackage.json` and `SHA256SUMS`: they must be what Rollcall would write beside the manifest.
struct ListCheck {
  let stored: StoredManifest
  let differences: DifferenceList

  func run(in folder: SnapshotFolder, entries: [SnapshotFolder.Entry]) throws(RollcallError) {
    let package: [UInt8]
    do {
      package = try DataPackage(stored.manifest).encoded()
    } catch {
      return differences.note(SnapshotLayout.dataPackage, "it cannot be written again")
    }
    let digest = SHA256()
    package.withUnsafeBytes { digest.update($0) }
    let list = stored.manifest.checksumList(
      packageDigest: digest.hexadecimal(), manifestDigest: stored.sha256)
    try check(SnapshotLayout.dataPackage, is: String(decoding: package, as: UTF8.self), in: folder, entries)
    try check(SnapshotLayout.checksumList, is: list, in: folder, entries)
  }

  private func check(
    _ name: String, is expected: String, in folder: SnapshotFolder, _ entries: [SnapshotFolder.Entry]
  ) throws(RollcallError) {
    guard let entry = entries.first(where: { $0.path == name }) else {
      return differences.note(name, "it is missing")
    }
    // The check of the folder reports other kinds of files.
    guard entry.kind == .file else { return }
    guard let found = try folder.contents(of: name, limit: expected.utf8.count + 1024) else {
      return differences.note(name, "it is longer than it should be")
    }
    guard !found.elementsEqual(expected.utf8) else { return }
    let lines = found.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let expectedLines = expected.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in expectedLines.enumerated() {
      if index < lines.count, lines[index].elementsEqual(line.utf8) { continue }
      let wanted = line.isEmpty ? "it should end here" : "it should be “\(String(line).quotable)”"
      return differences.note(name, row: index + 1, wanted)
    }
    differences.note(name, row: expectedLines.count, "it should end here")
  }
}
