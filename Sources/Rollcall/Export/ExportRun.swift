import Backpressure

/// One run of an export: where it begins, what may interrupt it, and what hears of it.
struct ExportRun: Sendable {
  /// The folder; `nil` for standard output.
  let directory: SnapshotDirectory?
  /// The beginning, or where another run stopped.
  let checkpoint: Checkpoint
  let meter: ExportMeter
  /// Hears of every page and batch of rows.
  let progress: @Sendable (ExportProgress) -> Void
  /// Hears of waits and other things that a person would want to know.
  let notice: @Sendable (String) -> Void
  /// Says when to save how far the snapshot is; `nil` for never.
  let schedule: CheckpointSchedule?
  /// Suspends until the run is to end early, and returns why.
  private let interruption: (@Sendable () async throws -> RollcallError)?
  private let clock: ExportClock
  private let start: Duration

  init(
    in directory: SnapshotDirectory?, from checkpoint: Checkpoint, every interval: Duration, clock: ExportClock,
    progress: @escaping @Sendable (ExportProgress) -> Void, notice: @escaping @Sendable (String) -> Void,
    until interruption: (@Sendable () async throws -> RollcallError)?
  ) {
    self.directory = directory
    self.checkpoint = checkpoint
    self.progress = progress
    self.notice = notice
    self.interruption = interruption
    self.clock = clock
    start = clock.elapsed()
    meter = ExportMeter(after: checkpoint.measured)
    schedule = directory.map { _ in CheckpointSchedule(interval: interval, clock: clock) }
  }

  /// How long the run has taken.
  var elapsed: Duration { clock.elapsed() - start }

  /// The writer of the snapshot, which goes on where the checkpoint was taken.
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
      resuming: directory == nil ? nil : checkpoint, schedule: schedule, meter: meter,
      elapsed: { elapsed })
  }

  /// Says how far the run is.
  func report(_ writer: SnapshotWriter) {
    progress(ExportProgress(tenants: writer.ledger.tenants.count, rows: writer.rowCount, elapsed: elapsed))
  }

  // MARK: - Interruption

  /// Runs `body`. An interruption cancels it, and is thrown in its place.
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
  /// One that comes when the window is read to its end comes too late: what is left to do takes no longer than a
  /// checkpoint would.
  func interrupting<Value>(
    _ window: InOrderWindow<PageEvent>, _ body: () async throws -> Value
  ) async throws -> Value {
    guard let interruption else { return try await body() }
    return try await withThrowingTaskGroup(of: Void.self) { group in
      defer { group.cancelAll() }
      group.addTask(name: "interruption") { window.finish(throwing: try await interruption()) }
      return try await body()
    }
  }
}

extension Checkpoint {
  /// The tenants that an interrupted run has read, and what became of them.
  var finished: [Tenant: TenantReport.Status] {
    Dictionary(tenants.map { ($0.tenant, $0.status) }, uniquingKeysWith: { $1 })
  }
}
