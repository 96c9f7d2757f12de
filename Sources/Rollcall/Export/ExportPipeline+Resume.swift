/// The start of a run: from the beginning, or from the remains of another run.
extension ExportPipeline {
  /// Runs the export, unless a snapshot makes it superfluous.
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
        in: directory, from: checkpoint, repairing: configuration.repair, every: configuration.checkpointInterval,
        clock: clock, report: report, until: interruption)
    }
    if let repair = configuration.repair { try repair.check(identity, snapshotAt: configuration.snapshotAt) }
    if let shard = configuration.shard { try shard.check(identity, snapshotAt: configuration.snapshotAt) }
    guard case .directory(let path) = configuration.output else { return try await export(run(nil, from: begin())) }
    if configuration.existing == .skip, let manifest = try existingManifest(at: path) {
      report(.existing(path: path))
      return manifest
    }
    if let repair = configuration.repair {
      try await run(nil, from: begin()).untilInterrupted { try await repair.checkFiles() }
      report(.note(repair.note))
    }
    if let template = configuration.template {
      if let note = EarlierRemains(of: template, shard: configuration.shard?.label, beside: path).note {
        report(.note(note))
      }
      for folder in template.foldersToMake(for: path) { try FileSystem.createDirectoryIfMissing(folder) }
    }
    let directory = try SnapshotDirectory(
      path: path, remains: configuration.remains, wayToResume: configuration.wayToResume)
    defer { directory.release() }
    do {
      switch directory.remains {
      case .completed:
        let manifest = try SnapshotVerification.completedManifest(in: directory.partialPath)
        try check(manifest.identity, manifest.snapshotAt, manifest.plan, path: directory.partialPath)
        report(.note("\(directory.partialPath) is complete already; giving it its name"))
        try directory.publishAgain(manifest)
        return manifest
      case .stopped(let checkpoint):
        try checkOrigin(of: checkpoint, path: directory.partialPath)
        try check(checkpoint.identity, checkpoint.snapshotAt, checkpoint.plan, path: directory.partialPath)
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
    guard let repair = configuration.repair else {
      var checkpoint = Checkpoint(identity: identity, snapshotAt: snapshotAt ?? now, startedAt: now)
      (checkpoint.plan, checkpoint.lists) = (configuration.shard?.share, configuration.shard?.lists ?? [])
      return checkpoint
    }
    // The first run about the snapshot was the one that made the copied rows.
    var checkpoint = Checkpoint(
      identity: identity, snapshotAt: repair.manifest.snapshotAt, startedAt: repair.manifest.startedAt)
    (checkpoint.repaired, checkpoint.lists, checkpoint.gaps) = (
      repair.snapshot.manifestDigest, repair.lists, repair.gaps
    )
    // A shard that is repaired remains that shard.
    checkpoint.plan = repair.manifest.plan
    return checkpoint
  }

  /// The time that is wanted in the rows; `nil` for the start of the run.
  private var snapshotAt: Timestamp? {
    configuration.repair?.manifest.snapshotAt ?? configuration.shard?.plan.content.snapshotAt
      ?? configuration.snapshotAt
  }

  /// The share of a plan that the run makes; `nil` if it makes its own plan.
  private var share: PlanShare? { configuration.repair?.manifest.plan ?? configuration.shard?.share }

  /// Checks that the interrupted run was no merge, and repaired the same snapshot as this one, or none like this one.
  func checkOrigin(of checkpoint: Checkpoint, path: String) throws(RollcallError) {
    let wanted = configuration.repair?.snapshot.manifestDigest
    guard checkpoint.merged != nil || checkpoint.repaired != wanted else { return }
    let difference =
      checkpoint.merged != nil
      ? "a merge of shards"
      : checkpoint.repaired == nil ? "no repair" : "the repair of \(wanted == nil ? "a snapshot" : "another snapshot")"
    throw RollcallError(
      .configuration, "\(path) cannot be resumed by this run: it is \(difference)",
      advice: "run the interrupted command again with --resume, or delete what it left with --discard-partial")
  }

  /// The first difference of this run from the one that made a snapshot, in words; `nil` if both make the same one.
  func difference(from other: ExportIdentity?, _ snapshotAt: Timestamp, _ share: PlanShare?) -> String? {
    if share != self.share {
      return "it was \(share?.inWords ?? "no shard of a plan") and is \(self.share?.inWords ?? "no shard of a plan")"
    }
    if let difference = ExportIdentity.difference(from: snapshotAt, wanted: self.snapshotAt) { return difference }
    guard let other else { return "it does not say from which settings it was made" }
    return other.difference(from: identity)
  }

  /// Checks that this run, resumed from the remains, would write the same snapshot as the interrupted run.
  func check(
    _ other: ExportIdentity?, _ snapshotAt: Timestamp, _ share: PlanShare?, path: String
  ) throws(RollcallError) {
    guard let difference = difference(from: other, snapshotAt, share) else { return }
    throw RollcallError(
      .configuration, "\(path) cannot be resumed by this run: \(difference)",
      advice: "run the interrupted command again with --resume, or delete what it left with --discard-partial")
  }
}
