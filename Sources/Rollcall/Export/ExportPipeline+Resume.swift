/// The start of a run: from the beginning, or from the remains of another run.
extension ExportPipeline {
  /// Runs the export.
  ///
  /// - Parameters:
  ///   - report: called with the news of the run, from several tasks at a time; must be quick.
  ///   - interruption: suspends until the run must end early, and returns the reason. The run then saves its progress.
  /// - Returns: the manifest of the snapshot, which says whether the snapshot is complete.
  /// - Throws: `RollcallError` if there is no snapshot that would survive a power failure. The error says whether
  ///   another run can resume this one.
  public func run(
    report: @escaping @Sendable (SnapshotEvent) -> Void = { _ in },
    until interruption: (@Sendable () async throws -> RollcallError)? = nil
  ) async throws -> Manifest {
    func run(_ directory: SnapshotDirectory?, from checkpoint: Checkpoint) -> ExportRun {
      ExportRun(
        in: directory, from: checkpoint, every: configuration.checkpointInterval, clock: clock, report: report,
        until: interruption)
    }
    guard case .directory(let path) = configuration.output else { return try await export(run(nil, from: begin())) }
    let directory = try SnapshotDirectory(path: path, remains: configuration.remains)
    defer { directory.release() }
    do {
      switch directory.remains {
      case .completed:
        let manifest = try completedManifest(in: directory.partialPath)
        try check(manifest.identity, manifest.snapshotAt, path: directory.partialPath)
        report(.note("\(directory.partialPath) is complete already; giving it its name"))
        try directory.publishAgain(manifest)
        return manifest
      case .stopped(let checkpoint):
        try check(checkpoint.identity, checkpoint.snapshotAt, path: directory.partialPath)
        let finished = checkpoint.tenants.count.counted("tenant")
        report(.note("going on with \(directory.partialPath): \(finished) finished already"))
        return try await export(run(directory, from: checkpoint))
      case .notBegun, nil:
        let checkpoint = begin()
        try directory.save(checkpoint)
        return try await export(run(directory, from: checkpoint))
      }
    } catch {
      throw directory.leave(after: error)
    }
  }

  var identity: ExportIdentity { ExportIdentity(services: services, configuration: configuration) }

  /// Makes the checkpoint of a run that has not read anything.
  func begin() -> Checkpoint {
    let now = clock.calendar()
    return Checkpoint(identity: identity, snapshotAt: configuration.snapshotAt ?? now, startedAt: now)
  }

  /// Verifies a snapshot that lacks only its final name, and returns its manifest.
  ///
  /// - Throws: `RollcallError` if the folder is not what its manifest says.
  func completedManifest(in path: String) throws -> Manifest {
    let report = try SnapshotVerification(path: path, acceptsPartial: true).run()
    guard report.isSound, let manifest = report.manifest else {
      throw InterruptedRun.unusable(path, report.differences.first?.description ?? "its manifest cannot be read")
    }
    return manifest
  }

  /// Checks that this run, resumed from the remains, would write the same snapshot as the interrupted run.
  func check(_ other: ExportIdentity?, _ snapshotAt: Timestamp, path: String) throws(RollcallError) {
    var difference = other.map { $0.difference(from: identity) } ?? "it does not say from which settings it was made"
    if let wanted = configuration.snapshotAt, wanted != snapshotAt {
      difference = "snapshot-at was \(snapshotAt) and is \(wanted)"
    }
    guard let difference else { return }
    throw RollcallError(
      .configuration, "\(path) cannot be resumed by this run: \(difference)",
      advice: "run the interrupted command again with --resume, or delete what it left with --discard-partial")
  }
}
