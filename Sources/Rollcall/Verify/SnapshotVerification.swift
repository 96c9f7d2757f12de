/// The verification of a snapshot: it must be, to the last byte and row, what its manifest says, and its tables must
/// fit together.
///
/// The order is: manifest, content of the folder, list of digests, then every file once from start to end: digest,
/// compression, rows, values, keys and references. Only the folder is read, nothing is changed, and memory grows only
/// with the number of rows: eight bytes for each, and at most sixteen more for each operator.
public struct SnapshotVerification {
  private let path: String
  /// Whether the folder may still lack its final name.
  private let acceptsPartial: Bool

  /// Prepares to verify the snapshot in the folder `path`.
  public init(path: String) {
    self.init(path: path, acceptsPartial: false)
  }

  init(path: String, acceptsPartial: Bool) {
    self.path = path
    self.acceptsPartial = acceptsPartial
  }

  /// Verifies the snapshot.
  ///
  /// - Returns: the report, even if nothing fits.
  /// - Throws: `RollcallError` with the code `inputOutput` if the folder or a file in it cannot be read.
  public func run() throws(RollcallError) -> VerificationReport {
    let folder = try SnapshotFolder(path: path)
    let differences = DifferenceList()
    let entries = try folder.entries()
    let stored: StoredManifest
    switch try StoredManifest.read(from: folder, entries, acceptsPartial: acceptsPartial) {
    case .success(let found): stored = found
    case .failure(let difference):
      differences.note(difference)
      return VerificationReport(path: path, manifest: nil, differences: differences)
    }
    let manifest = stored.manifest
    let readable = try FrameCheck(stored: stored, differences: differences).run(in: folder, entries: entries)
    let known = KnownKeys()
    for table in Table.allCases {
      guard let report = manifest.tables.first(where: { $0.name == table }) else { continue }
      let check = TableCheck(
        folder: folder, manifest: manifest, report: report, readable: readable, known: known, differences: differences)
      try check.run()
    }
    return VerificationReport(path: path, manifest: manifest, differences: differences)
  }

  /// Verifies a snapshot that lacks only its final name, and returns its manifest.
  ///
  /// - Throws: `RollcallError` if the folder is not what its manifest says.
  static func completedManifest(in path: String) throws -> Manifest {
    let report = try SnapshotVerification(path: path, acceptsPartial: true).run()
    guard report.isSound, let manifest = report.manifest else {
      throw InterruptedRun.unusable(path, report.differences.first?.description ?? "its manifest cannot be read")
    }
    return manifest
  }
}
