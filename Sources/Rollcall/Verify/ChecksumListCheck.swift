/// Whether `SHA256SUMS` lists exactly the files, with their digests, as `sha256sum --check` reads it.
struct ChecksumListCheck {
  let stored: StoredManifest
  let differences: DifferenceList

  static let name = "SHA256SUMS"

  func run(in folder: SnapshotFolder, entries: [SnapshotFolder.Entry]) throws(ExportError) {
    guard entries.contains(where: { $0.path == Self.name && $0.kind == .file }) else {
      if !entries.contains(where: { $0.path == Self.name }) { differences.note(Self.name, "it is missing") }
      return
    }
    let expected = stored.manifest.checksumList(manifestDigest: stored.sha256)
    let found = try folder.contents(of: Self.name, limit: expected.utf8.count + 1024)
    guard let found else { return differences.note(Self.name, "it lists more than the files of the snapshot") }
    guard !found.elementsEqual(expected.utf8) else { return }
    let lines = found.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let expectedLines = expected.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in expectedLines.enumerated() {
      if index < lines.count, lines[index].elementsEqual(line.utf8) { continue }
      let wanted = line.isEmpty ? "the list should end here" : "it should be “\(String(line).quotable)”"
      return differences.note(Self.name, row: index + 1, wanted)
    }
    differences.note(Self.name, row: expectedLines.count, "the list should end here")
  }
}

extension Manifest {
  /// What stands in `SHA256SUMS`: digest, two spaces, path.
  func checksumList(manifestDigest: String) -> String {
    let files = tables.flatMap(\.files).map { ($0.path, $0.sha256) } + [(StoredManifest.name, manifestDigest)]
    return files.map { "\($0.1)  \($0.0)\n" }.joined()
  }
}
