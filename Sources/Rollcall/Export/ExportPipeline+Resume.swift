/// Where a run begins: at the beginning, or where another one stopped.
extension ExportPipeline {
  /// Runs the export.
  ///
  /// - Parameters:
  ///   - progress: called after every page and batch of rows; must be quick.
  ///   - notice: called when the run waits for a service, with a sentence that says why and for how long.
  ///   - interruption: suspends until the run is to end early, and returns why. The run saves how far it is, then.
  /// - Returns: the manifest of the snapshot, which is complete only if it says so.
  /// - Throws: `RollcallError` if there is no snapshot that would survive a power failure. The error says whether
  ///   something is left with which a run can go on.
  public func run(
    progress: @escaping @Sendable (ExportProgress) -> Void = { _ in },
    notice: @escaping @Sendable (String) -> Void = { _ in },
    until interruption: (@Sendable () async throws -> RollcallError)? = nil
  ) async throws -> Manifest {
    func run(_ directory: SnapshotDirectory?, from checkpoint: Checkpoint) -> ExportRun {
      ExportRun(
        in: directory, from: checkpoint, every: configuration.checkpointInterval, clock: clock, progress: progress,
        notice: notice, until: interruption)
    }
    guard case .directory(let path) = configuration.output else { return try await export(run(nil, from: begin())) }
    let directory = try SnapshotDirectory(path: path, remains: configuration.remains)
    defer { directory.release() }
    do {
      switch directory.remains {
      case .completed:
        let manifest = try completedManifest(in: directory.partialPath)
        try check(manifest.identity, manifest.snapshotAt, path: directory.partialPath)
        notice("\(directory.partialPath) is complete already; giving it its name")
        try directory.publishAgain(manifest)
        return manifest
      case .stopped(let checkpoint):
        try check(checkpoint.identity, checkpoint.snapshotAt, path: directory.partialPath)
        notice("going on with \(directory.partialPath): \(checkpoint.tenants.count) tenants are finished already")
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
