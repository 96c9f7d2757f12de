/// Where a run begins: at the beginning, or where another one stopped.
extension ExportPipeline {
  var identity: ExportIdentity { ExportIdentity(services: services, configuration: configuration) }

  /// The beginning of a run, as a checkpoint.
  func begin() -> Checkpoint {
    let now = clock.calendar()
    return Checkpoint(identity: identity, snapshotAt: configuration.snapshotAt ?? now, startedAt: now)
  }

  /// The manifest of a snapshot that lacks only its name.
  ///
  /// - Throws: `RollcallError` if the folder is not what its manifest says.
  func completedManifest(in path: String) throws -> Manifest {
    let report = try SnapshotVerification(path: path, acceptsPartial: true).run()
    guard report.isSound, let manifest = report.manifest else {
      throw InterruptedRun.unusable(path, report.differences.first?.description ?? "its manifest cannot be read")
    }
    return manifest
  }

  /// Makes sure that going on gives the snapshot that the interrupted run would have given.
  func check(_ other: ExportIdentity?, _ snapshotAt: Timestamp, path: String) throws(RollcallError) {
    var difference = other.map { $0.difference(from: identity) } ?? "it does not say of which settings it came"
    if let wanted = configuration.snapshotAt, wanted != snapshotAt {
      difference = "snapshot-at was \(snapshotAt) and is \(wanted)"
    }
    guard let difference else { return }
    throw RollcallError(
      .configuration, "\(path) cannot be resumed by this run: \(difference)",
      advice: "run the interrupted command again with --resume, or delete what it left with --discard-partial")
  }
}
