/// The merge of the shards of a plan into one snapshot, whose tables are byte for byte those of one run of the plan.
///
/// Rows are read and written anew, in flat memory: where a file ends and where a block is cut depends on all rows before.
public struct SnapshotMerge: Sendable {
  /// The shards, in the order of the plan.
  private let shards: [SnapshotReader]
  private let first: Manifest

  /// Opens and checks the shards.
  ///
  /// - Parameter paths: the folders of the shards, in any order.
  /// - Throws: `RollcallError` with the code `undecodable` and all that is wrong with them, or `inputOutput` if one cannot
  ///   be read, of which nothing is known.
  public init(paths: [String]) throws(RollcallError) {
    var faults: [String] = []
    var shards: [SnapshotReader] = []
    for path in paths {
      do throws(RollcallError) {
        let shard = try SnapshotReader(path: path)
        shards.append(shard)
        faults += try shard.faults()
      } catch {
        // Of what is there and cannot be read, nothing is known.
        guard error.code == .undecodable || (try? FileSystem.exists(path)) == false else { throw error }
        faults.append(error.message)
      }
    }
    faults += ShardCheck(shards: shards.map { ($0.path, $0.manifest) }).faults
    guard faults.isEmpty, let first = shards.first?.manifest else {
      throw RollcallError(
        .undecodable, "the shards are not one whole snapshot: \(faults.joined(separator: "; "))",
        advice: """
          name every shard of one plan once; make those that are missing or damaged again, with the same plan and their \
          own --shard; nothing was written
          """)
    }
    self.shards = shards.sorted { ($0.manifest.plan?.index ?? 0) < ($1.manifest.plan?.index ?? 0) }
    self.first = first
  }

  /// The digest of the shards, by which a merge that resumes another one knows that they are the same.
  private var digest: String {
    SHA256.hexadecimal(of: Array(shards.map(\.manifestDigest).joined(separator: "\n").utf8))
  }

  private var tenantCount: Int { shards.reduce(0) { $0 + $1.manifest.tenants.count } }

  // MARK: - The run

  /// Writes the snapshot.
  ///
  /// - Parameters:
  ///   - path: the folder to make.
  ///   - remains: the treatment of what an interrupted merge left.
  ///   - checkpointInterval: the time between two checkpoints; zero for one after each tenant.
  ///   - run: the user, machine and options, for the manifest.
  ///   - report: called with the news of the merge; must be quick.
  ///   - interruption: suspends until the merge must end early, and returns the reason. It can be resumed then.
  /// - Returns: the manifest of the snapshot, which says whether it is complete.
  /// - Throws: `RollcallError` if there is no snapshot.
  public func run(
    to path: String, remains: RemainsPolicy = .refuse, checkpointInterval: Duration = .seconds(5),
    run: RunDescription,
    report: @escaping @Sendable (SnapshotEvent) -> Void = { _ in },
    until interruption: (@Sendable () async throws -> RollcallError)? = nil
  ) async throws -> Manifest {
    let directory = try SnapshotDirectory(path: path, remains: remains)
    defer { directory.release() }
    do {
      let checkpoint: Checkpoint
      switch directory.remains {
      case .completed:
        let manifest = try completedManifest(in: directory.partialPath)
        report(.note("\(directory.partialPath) is complete already; giving it its name"))
        try directory.publishAgain(manifest)
        return manifest
      case .stopped(let found):
        try check(found.merged, path: directory.partialPath)
        report(
          .note("going on with \(directory.partialPath): \(found.tenants.count.counted("tenant")) finished already"))
        checkpoint = found
      case .notBegun, nil:
        checkpoint = begin()
        try directory.save(checkpoint)
      }
      let ending = Ending()
      return try await withThrowingTaskGroup(of: Void.self) { group in
        defer { group.cancelAll() }
        if let interruption { group.addTask(name: "interruption") { ending.set(try await interruption()) } }
        return try await merge(
          into: directory, from: checkpoint, every: checkpointInterval, run, report, unless: ending.check)
      }
    } catch {
      throw directory.leave(after: error)
    }
  }

  /// Makes the checkpoint of a merge that has written nothing.
  private func begin() -> Checkpoint {
    var checkpoint = Checkpoint(
      identity: first.identity ?? ExportIdentity(services: [], settings: [:]), snapshotAt: first.snapshotAt,
      startedAt: shards.map(\.manifest.startedAt).min() ?? first.startedAt)
    checkpoint.merged = digest
    checkpoint.plan = plan
    checkpoint.lists = sources.map { TenantList(service: $0.service, tenants: [], missing: $0.missing, origin: .plan) }
    checkpoint.gaps = Dictionary(sources.map { ($0.service, $0.knownGaps) }) { first, _ in first }
    return checkpoint
  }

  private func merge(
    into directory: SnapshotDirectory, from checkpoint: Checkpoint, every interval: Duration, _ run: RunDescription,
    _ report: @escaping @Sendable (SnapshotEvent) -> Void, unless check: () throws -> Void
  ) async throws -> Manifest {
    let clock = ExportClock.system
    let start = clock.elapsed()
    let schedule = CheckpointSchedule(interval: interval, clock: clock)
    let options = SnapshotOptions(
      formats: first.formats.compactMap { OutputFormat.named($0) }, tables: first.tables.map(\.name),
      isCompressed: first.encoding.compressor != nil, split: first.encoding.split, isRewindable: true, failsFast: false)
    let paths = SnapshotWriter.paths(of: options)
    guard checkpoint.isOf(paths) else {
      throw RollcallError(.undecodable, "the checkpoint is of other files than those of this merge")
    }
    let level = first.encoding.compressor?.compression?.level
    let line = FileLine(level: level, laneCount: FileLine.standardLaneCount)
    var writer = SnapshotWriter(
      options: options, encoding: EncodingOptions(snapshotAt: first.snapshotAt, format: first.formatOptions),
      line: line, resuming: checkpoint, schedule: schedule, meter: ExportMeter(after: checkpoint.measured),
      elapsed: { clock.elapsed() - start })
    async let files = line.run {
      try directory.openFiles(paths, level: level)
    } saving: { state, files in
      let begin = clock.elapsed()
      try directory.save(checkpoint.advanced(to: state, paths: paths, files))
      schedule.saved(in: clock.elapsed() - begin)
      report(.saved(tenants: state.tenants.count))
    }
    do {
      for shard in shards {
        var copies = try TenantCopies(from: shard, for: .merge, after: checkpoint.tenants)
        try await copies.finish(into: &writer, unless: check)
        report(
          .progress(
            ExportProgress(
              tenants: writer.ledger.tenants.count, rows: writer.rowCount, elapsed: clock.elapsed() - start)))
      }
      try await writer.finish()
      line.finish()
    } catch {
      // If the files failed, the last checkpoint stays valid.
      try? await writer.interrupt()
      line.finish()
      _ = try? await files
      throw error
    }
    let manifest = manifest(writer, try await files, checkpoint, run, now: clock.calendar())
    try directory.publish(manifest)
    return manifest
  }

  // MARK: - The manifest

  /// All of the plan.
  private var plan: PlanShare? { first.plan.map { PlanShare(sha256: $0.sha256, tenants: tenantCount) } }

  /// The sources, with what any shard lacks, and the gaps of all.
  private var sources: [SourceDescription] {
    first.sources.map { source in
      var merged = source
      for shard in shards {
        guard let other = shard.manifest.sources.first(where: { $0.service == source.service }) else { continue }
        merged.missing += other.missing.filter { !merged.missing.contains($0) }
        merged.knownGaps = merged.knownGaps.union(other.knownGaps)
      }
      return merged
    }
  }

  private func manifest(
    _ writer: SnapshotWriter, _ files: [[FileEnd]], _ checkpoint: Checkpoint, _ run: RunDescription, now: Timestamp
  ) -> Manifest {
    let rows = writer.rowCount
    return Manifest(
      rollcallVersion: RollcallVersion.current, snapshotAt: first.snapshotAt, startedAt: checkpoint.startedAt,
      finishedAt: shards.map(\.manifest.finishedAt).reduce(max(now, checkpoint.startedAt), max),
      complete: writer.ledger.isComplete, run: run, sources: sources, tables: writer.reports(files),
      tenants: writer.ledger.tenants, encoding: first.encoding,
      statistics: ExportStatistics(merging: shards.map(\.manifest.statistics), rows: rows), plan: plan,
      identity: first.identity)
  }

  // MARK: - Remains

  private func completedManifest(in path: String) throws -> Manifest {
    let manifest = try SnapshotVerification.completedManifest(in: path)
    guard manifest.plan == plan, manifest.snapshotAt == first.snapshotAt, manifest.identity == first.identity,
      manifest.tenants == shards.flatMap(\.manifest.tenants)
    else { throw Self.otherMerge(path) }
    return manifest
  }

  private func check(_ found: String?, path: String) throws(RollcallError) {
    guard found == digest else { throw Self.otherMerge(path) }
  }

  private static func otherMerge(_ path: String) -> RollcallError {
    RollcallError(
      .configuration, "\(path) cannot be resumed by this merge: it is of other shards",
      advice: "name the shards of the interrupted merge, or delete what it left with --discard-partial")
  }
}

extension SnapshotReader {
  /// What is wrong with the manifest, the lists and the digests of the files, a sentence each.
  ///
  /// - Throws: `RollcallError` with the code `inputOutput` if a file cannot be read.
  fileprivate func faults() throws(RollcallError) -> [String] {
    let differences = DifferenceList()
    let entries = try folder.entries()
    switch try StoredManifest.read(from: folder, entries) {
    case .failure(let difference): differences.note(difference)
    case .success(let stored):
      let readable = try FrameCheck(stored: stored, differences: differences).run(in: folder, entries: entries)
      for file in manifest.tables.flatMap(\.files) where readable.contains(file.path) {
        if let difference = try difference(of: file) { differences.note(difference) }
      }
    }
    let more = differences.count - differences.first.count
    return differences.first.map { "\(path)/\($0)" }
      + (more > 0 ? ["\(path) has \(more.counted("further difference"))"] : [])
  }
}
