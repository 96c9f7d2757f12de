/// A check of `datapackage.json` and `SHA256SUMS`: they must say what Rollcall would write beside the manifest.
struct ListCheck {
  let stored: StoredManifest
  let differences: DifferenceList

  func run(in folder: SnapshotFolder, entries: [SnapshotFolder.Entry]) throws(RollcallError) {
    guard let expected = try? DataPackage(stored.manifest).encoded() else {
      return differences.note(SnapshotLayout.dataPackage, "it cannot be written again")
    }
    // Other tools may lay the same content out in another way, with more spaces and escapes.
    let package = try contents(of: SnapshotLayout.dataPackage, limit: 4 * expected.count, in: folder, entries)
    if let package {
      DocumentText(file: SnapshotLayout.dataPackage, differences: differences).check(package, against: expected)
    }
    let list = stored.manifest.checksumList(
      packageDigest: SHA256.hexadecimal(of: package ?? expected), manifestDigest: stored.sha256)
    if let found = try contents(of: SnapshotLayout.checksumList, limit: list.utf8.count + 1024, in: folder, entries) {
      compare(found, with: list)
    }
  }

  private func contents(
    of name: String, limit: Int, in folder: SnapshotFolder, _ entries: [SnapshotFolder.Entry]
  ) throws(RollcallError) -> [UInt8]? {
    guard let entry = entries.first(where: { $0.path == name }) else {
      differences.note(name, "it is missing")
      return nil
    }
    // The check of the folder reports other kinds of files.
    guard entry.kind == .file else { return nil }
    let found = try folder.contents(of: name, limit: limit)
    if found == nil { differences.note(name, "it is longer than it should be") }
    return found
  }

  private func compare(_ found: [UInt8], with expected: String) {
    let name = SnapshotLayout.checksumList
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
