import Backpressure

/// Runs one export: from the services' requests to a snapshot under its final name.
///
/// Service → plan → fetch → decode → channel → encode → compress → sink → manifest, in this order below; the folders
/// of this module are the chapters.
public struct ExportPipeline: Sendable {
  let services: [any Service]
  private let transport: any HTTPTransport
  let configuration: ExportConfiguration
  let clock: ExportClock
  private let generator: any RandomNumberGenerator & Sendable

  /// Sets an export up.
  ///
  /// - Parameters:
  ///   - clock: the time, which tests control.
  ///   - generator: the chance in the back-off, which tests control.
  package init(
    services: [any Service], transport: any HTTPTransport, configuration: ExportConfiguration,
    clock: ExportClock = .system, generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
  ) {
    self.services = services
    self.transport = transport
    self.configuration = configuration
    self.clock = clock
    self.generator = generator
  }

  /// Sets an export up for the services that are configured.
  ///
  /// - Throws: `SettingError` if a service's settings are missing or wrong.
  public init(
    services: [ServiceDefinition], settings: SettingValues, transport: any HTTPTransport,
    configuration: ExportConfiguration
  ) throws {
    self.init(
      services: try services.map { try $0.make(settings) }, transport: transport, configuration: configuration)
  }

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
    progress: @Sendable (ExportProgress) -> Void = { _ in },
    notice: @escaping @Sendable (String) -> Void = { _ in },
    until interruption: (@Sendable () async throws -> RollcallError)? = nil
  ) async throws -> Manifest {
    guard case .directory(let path) = configuration.output else {
      return try await export(
        into: nil, from: begin(), until: interruption, progress: progress, notice: notice)
    }
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
        return try await export(
          into: directory, from: checkpoint, until: interruption, progress: progress, notice: notice)
      case .notBegun, nil:
        let checkpoint = begin()
        try directory.save(checkpoint)
        return try await export(
          into: directory, from: checkpoint, until: interruption, progress: progress, notice: notice)
      }
    } catch {
      throw directory.leave(after: error)
    }
  }

  /// Exports from where the checkpoint says.
  private func export(
    into directory: SnapshotDirectory?, from checkpoint: Checkpoint,
    until interruption: (@Sendable () async throws -> RollcallError)?,
    progress: @Sendable (ExportProgress) -> Void, notice: @escaping @Sendable (String) -> Void
  ) async throws -> Manifest {
    let start = clock.elapsed()
    let meter = ExportMeter(after: checkpoint.measured)
    let fetchers = services.map { fetcher(for: $0, meter: meter, notice: notice) }
    let plans = try await prepare(fetchers, keeping: checkpoint.lists, until: interruption)
    let planned = checkpoint.planned(plans)
    if planned != checkpoint { try directory?.save(planned) }
    let window = InOrderWindow<PageEvent>(
      width: configuration.workers, laneCapacity: ExportConfiguration.batchesPerPage)
    let line = FileLine(level: configuration.compression.level, laneCount: configuration.compressors)
    let schedule = directory.map { _ in CheckpointSchedule(interval: configuration.checkpointInterval, clock: clock) }
    let paths = SnapshotWriter.paths(of: configuration.snapshot)
    guard checkpoint.isOf(paths) else {
      throw RollcallError(.undecodable, "the checkpoint is of other files than those of this run")
    }
    var writer = SnapshotWriter(
      options: configuration.snapshot,
      encoding: EncodingOptions(snapshotAt: checkpoint.snapshotAt, format: configuration.formatOptions), line: line,
      resuming: directory == nil ? nil : checkpoint, schedule: schedule,
      meter: meter, elapsed: { [clock] in clock.elapsed() - start })
    let finished = Dictionary(
      checkpoint.tenants.map { ($0.tenant, $0.status) }, uniquingKeysWith: { $1 })

    let (sources, files) = try await withThrowingTaskGroup(of: [SourceDescription]?.self) { group in
      async let files = write(from: line, failing: window) {
        guard let directory else {
          return try [PartSeries(StandardOutputSink(), level: configuration.compression.level)]
        }
        return try directory.openFiles(paths, level: configuration.compression.level)
      } saving: { state, files in
        let begin = clock.elapsed()
        try directory?.save(planned.advanced(to: state, paths: paths, files))
        schedule?.saved(in: clock.elapsed() - begin)
      }
      group.addTask(name: "fetch") { try await fetch(zip(fetchers, plans), into: window, skipping: finished) }
      if let interruption {
        group.addTask(name: "interruption") {
          window.finish(throwing: try await interruption())
          return nil
        }
      }
      do {
        while let event = try await window.next() {
          try await writer.take(event)
          progress(
            ExportProgress(
              tenants: writer.ledger.tenants.count, rows: writer.rowCount, elapsed: clock.elapsed() - start))
        }
        try await writer.finish()
        line.finish()
      } catch {
        group.cancelAll()
        // If the files are what failed, the last checkpoint stands.
        try? await writer.interrupt()
        line.finish()
        _ = try? await files
        throw error
      }
      // An interruption that comes now comes too late: what is left to do takes no longer than a checkpoint would.
      let sources = try await group.compactMap { $0 }.first { _ in true } ?? []
      group.cancelAll()
      return (sources, try await files)
    }

    // A snapshot of nothing but failures would only be in the way of the next try.
    if let failure = writer.ledger.failureOfAll { throw failure }
    let describedSources = sources.map { $0.missing(writer.ledger.missingOfService[$0.service] ?? []) }
    let startedAt = checkpoint.startedAt
    let finishedAt = max(clock.calendar(), startedAt)
    let manifest = Manifest(
      rollcallVersion: RollcallVersion.current, snapshotAt: checkpoint.snapshotAt, startedAt: startedAt,
      finishedAt: finishedAt, complete: writer.ledger.isComplete, run: configuration.run,
      sources: describedSources,
      tables: writer.reports(files), tenants: writer.ledger.tenants.map { $0.between(startedAt, finishedAt) },
      encoding: configuration.encoding,
      statistics: meter.statistics(rows: writer.rowCount, in: clock.elapsed() - start).between(startedAt, finishedAt),
      identity: identity)
    guard let directory else { return manifest }
    if !writer.suspects.isEmpty {
      try TwinSearch(in: directory.partialPath, manifest, suspects: writer.suspects).run()
    }
    try directory.publish(manifest)
    return manifest
  }

  /// Asks the services which tenants there are, all of them before the first tenant is read.
  ///
  /// - Parameter lists: what an interrupted run was told.
  private func prepare(
    _ fetchers: [PageFetcher], keeping lists: [TenantList],
    until interruption: (@Sendable () async throws -> RollcallError)?
  ) async throws -> [any ServicePlan] {
    try await withThrowingTaskGroup(of: [any ServicePlan].self) { group in
      group.addTask(name: "prepare") {
        var plans: [any ServicePlan] = []
        for fetcher in fetchers {
          let list = lists.first { $0.service == fetcher.serviceName }
          plans.append(try await fetcher.service.prepare(keeping: list) { try await fetcher.ask($0) })
        }
        return plans
      }
      if let interruption { group.addTask(name: "interruption") { throw try await interruption() } }
      defer { group.cancelAll() }
      return try await group.next() ?? []
    }
  }

  /// Fetches the pages of all services: at most `workers` at a time, their rows in the order of the plans.
  ///
  /// - Returns: what the services say of themselves.
  private func fetch(
    _ plans: some Sequence<(PageFetcher, any ServicePlan)>, into window: InOrderWindow<PageEvent>,
    skipping finished: [Tenant: TenantReport.Status]
  ) async throws -> [SourceDescription] {
    var sources: [SourceDescription] = []
    for (fetcher, plan) in plans {
      let source: SourceDescription? = try await withThrowingDiscardingTaskGroup { group in
        func submit(_ step: PlanStep) async throws {
          let lane = try await window.openLane()
          group.addTask {
            do {
              try await fetcher.perform(step) { try await lane.send($0) }
              lane.finish()
            } catch let error as RollcallError where error.scope == .rest {
              lane.finish(throwing: error)
            } catch {
              // In the middle of another page as well: what concerns the whole run does not wait for its turn.
              window.finish(throwing: error)
              throw error
            }
          }
        }
        do {
          for loss in plan.losses {
            try await submit(.events(nil) { try await $0(.missing(part: loss.part, loss.error)) })
          }
          return try await plan.run(
            configuration.tables, skipping: finished, asking: { try await fetcher.ask($0) }, submit: submit)
        } catch let error as RollcallError where error.scope == .rest {
          // What was asked for before is waited for, and written.
          try await window.openLane().finish(throwing: error)
          return nil
        } catch {
          // Before the group cancels the pages under way: the window keeps the first failure, and theirs would be that
          // they were cancelled.
          window.finish(throwing: error)
          throw error
        }
      }
      guard let source else { break }
      sources.append(source)
    }
    window.finish()
    return sources
  }

  private func fetcher(
    for service: any Service, meter: ExportMeter, notice: @escaping @Sendable (String) -> Void
  ) -> PageFetcher {
    var policy = RetryPolicy()
    policy.maximumTime = configuration.maximumRetryTime
    let pacer = Pacer(
      clock: clock, mostUnderWay: configuration.workers, requestsPerMinute: configuration.requestsPerMinute,
      budget: configuration.requestBudget)
    return PageFetcher(
      service: service, transport: transport, clock: clock, retryPolicy: policy, pacer: pacer, generator: generator,
      meter: meter, notice: notice)
  }

  /// Compresses and writes what comes down the line.
  private func write(
    from line: FileLine, failing window: InOrderWindow<PageEvent>, to openFiles: () throws -> [PartSeries],
    saving save: (ExportState, [SeriesState]) throws -> Void
  ) async throws -> [[FileEnd]] {
    do {
      return try await line.run(openFiles, saving: save)
    } catch {
      // A full disk does not wait for the next rows either.
      window.finish(throwing: error)
      throw error
    }
  }
}
