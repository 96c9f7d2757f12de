/// Whether a manifest's tables are split as its encoding says.
struct SplitCheck {
  let manifest: Manifest
  let differences: DifferenceList

  func run() {
    for table in manifest.tables {
      for format in table.formats {
        check(table.files.filter { $0.format == format }, of: "\(table.name) in \(format.quotable)")
      }
    }
  }

  private func check(_ parts: [FileReport], of name: String) {
    if parts.count > PartPath.countLimit { note("\(name) has more than \(PartPath.countLimit) parts") }
    if parts.count > 1, parts.contains(where: { $0.rows == 0 }) { note("\(name) has a part without rows") }
    switch manifest.encoding.split {
    case nil:
      if parts.count > 1 { note("\(name) has \(parts.count) parts, but its encoding has no split") }
    case .rows(let count):
      if parts.dropLast().contains(where: { $0.rows != count }) || parts.contains(where: { $0.rows > count }) {
        note("the parts of \(name) should have \(count) rows each, and the last one no more")
      }
    // How many bytes they have, only the encoder and the compressor could tell.
    case .bytes: break
    }
  }

  private func note(_ message: String) { differences.note(SnapshotLayout.manifest, message) }
}
