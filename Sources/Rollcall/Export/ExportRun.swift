import Backpressure

/// One run of an export: its start, its interruption, and its news.
struct ExportRun: Sendable {
  /// The folder; `nil` for standard output.
  let directory: SnapshotDirectory?
  /// The state at the start: of a new run, or of the run that this one resumes.
  let checkpoint: Checkpoint
  let meter: ExportMeter
  /// The snapshot that the run repairs; `nil` if it repairs none.
  let repair: SnapshotRepair?
  /// Called with the news of the run.
  let report: @Sendable (SnapshotEvent) -> Void
  /// The schedule of checkpoints; `nil` for none.
  let schedule: CheckpointSchedule?
  /// Suspends until the run must end early, and returns the reason.
  private let interruption: (@Sendable () async throws -> RollcallError)?
  /// The reason why the run must end early, once there is one.
  let ending = Ending()
  private let clock: ExportClock
  private let start: Duration

  init(
    in directory: SnapshotDirectory?, from checkpoint: Checkpoint, repairing repair: SnapshotRepair?,
    every interval: Duration, clock: ExportClock, report: @escaping @Sendable (SnapshotEvent) -> Void,
    until interruption: (@Sendable () async throws -> RollcallError)?
  ) {
    self.directory = directory
    self.checkpoint = checkpoint
    self.repair = repair
    self.report = report
    self.interruption = interruption
    self.clock = clock
    start = clock.elapsed()
    meter = ExportMeter(after: checkpoint.measured)
    schedule = directory.map { _ in CheckpointSchedule(interval: interval, clock: clock) }
  }

  /// The duration of the run so far.
  var elapsed: Duration { clock.elapsed() - start }

  /// Makes the writer of the snapshot, which continues from the checkpoint.
  ///
  /// - Throws: `RollcallError` if the checkpoint is of other files.
  func writer(of configuration: ExportConfiguration, into line: FileLine) throws -> SnapshotWriter {
    let options = configuration.snapshot
    guard checkpoint.isOf(SnapshotWriter.paths(of: options)) else {
      throw RollcallError(.undecodable, "the checkpoint is of other files than those of this run")
    }
    return SnapshotWriter(
      options: options,
      encoding: EncodingOptions(snapshotAt: checkpoint.snapshotAt, format: configuration.formatOptions), line: line,
      resuming: directory == nil ? nil : checkpoint, copying: repair?.copied ?? [], schedule: schedule, meter: meter,
      elapsed: { elapsed })
  }

  /// Reports the progress, and the tenants that lack something.
  ///
  /// - Parameter told: the number of tenants that were reported before.
  /// - Returns: the number of those that are reported now.
  func tell(_ writer: SnapshotWriter, after told: Int) -> Int {
    let tenants = writer.ledger.tenants
    for tenant in tenants.dropFirst(told) where tenant.status != .complete { report(.lost(tenant)) }
    report(.progress(ExportProgress(tenants: tenants.count, rows: writer.rowCount, elapsed: elapsed)))
    return tenants.count
  }

  // MARK: - Interruption

  /// Runs `body`. An interruption cancels it, and is thrown instead of its result.
  func untilInterrupted<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
    guard let interruption else { return try await body() }
    return try await withThrowingTaskGroup(of: Value.self) { group in
      defer { group.cancelAll() }
      group.addTask(name: "until interrupted") { try await body() }
      group.addTask(name: "interruption") { throw try await interruption() }
      guard let value = try await group.next() else { throw CancellationError() }
      return value
    }
  }

  /// Runs `body`. An interruption fails the window that it reads.
  ///
  /// Once the window is read to its end, an interruption has no effect: the rest takes no longer than a checkpoint
  /// would.
  func interrupting<Value>(
    _ window: InOrderWindow<PageEvent>, _ body: () async throws -> Value
  ) async throws -> Value {
    guard let interruption else { return try await body() }
    return try await withThrowingTaskGroup(of: Void.self) { group in
      defer { group.cancelAll() }
      group.addTask(name: "interruption") {
        let reason = try await interruption()
        ending.set(reason)
        window.finish(throwing: reason)
      }
      return try await body()
    }
  }
}

extension ExportRun {
  /// The tenants that are not asked for, and their status.
  var settled: [Tenant: TenantReport.Status] {
    checkpoint.finished.merging((repair?.copied ?? []).map { ($0, .complete) }) { first, _ in first }
  }

  /// Copies of the tenants that a repair does not ask for; `nil` without a repair.
  func makeCopies() throws(RollcallError) -> TenantCopies? {
    guard let repair else { return nil }
    return try TenantCopies(from: repair.snapshot, for: .repair, after: checkpoint.tenants)
  }
}

extension Checkpoint {
  /// The tenants that an interrupted run has finished, and their status.
  var finished: [Tenant: TenantReport.Status] {
    Dictionary(tenants.map { ($0.tenant, $0.status) }, uniquingKeysWith: { $1 })
  }
}
