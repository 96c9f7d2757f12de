import Backpressure

/// The stages of an export: the fetcher, the list of tenants, the writing of files, and the manifest.
extension ExportPipeline {
  func fetcher(for service: any Service, _ run: ExportRun) -> PageFetcher {
    var policy = RetryPolicy()
    policy.maximumTime = configuration.maximumRetryTime
    let pacer = Pacer(
      clock: clock, mostUnderWay: configuration.workers, requestsPerMinute: configuration.requestsPerMinute,
      budget: configuration.requestBudget)
    return PageFetcher(
      service: service, transport: transport, clock: clock, retryPolicy: policy, pacer: pacer, generator: generator,
      meter: run.meter, report: run.report)
  }

  /// Lists the tenants of each service.
  func prepare(
    _ fetchers: [PageFetcher], keeping lists: [TenantList]
  ) async throws -> [any ServicePlan] {
    var plans: [any ServicePlan] = []
    for fetcher in fetchers {
      let list = lists.first { $0.service == fetcher.serviceName }
      do {
        let plan = try await fetcher.service.prepare(keeping: list, asking: fetcher)
        fetcher.report(.planned(service: fetcher.serviceName, tenants: plan.tenants.count))
        plans.append(plan)
      } catch let failure as EndOfRequests {
        throw failure.error
      }
    }
    return plans
  }

  /// Compresses and writes the blocks of the file line, and saves checkpoints.
  func write(
    from line: FileLine, failing window: InOrderWindow<PageEvent>, _ checkpoint: Checkpoint, _ run: ExportRun
  ) async throws -> [[FileEnd]] {
    let paths = SnapshotWriter.paths(of: configuration.snapshot)
    let level = configuration.compression.level
    do {
      return try await line.run {
        guard let directory = run.directory else { return try [PartSeries(StandardOutputSink(), level: level)] }
        return try directory.openFiles(paths, level: level)
      } saving: { state, files in
        let begin = clock.elapsed()
        try run.directory?.save(checkpoint.advanced(to: state, paths: paths, files))
        run.schedule?.saved(in: clock.elapsed() - begin)
        run.report(.saved(tenants: state.tenants.count))
      }
    } catch {
      // A full disk ends the run at once, not at the next rows.
      window.finish(throwing: error)
      throw error
    }
  }

  func manifest(
    of run: ExportRun, _ sources: [SourceDescription], _ writer: SnapshotWriter, _ files: [[FileEnd]]
  ) -> Manifest {
    let startedAt = run.checkpoint.startedAt
    // A clock may be set back, and the times of a repaired snapshot are of several runs.
    let finishedAt = max(clock.calendar(), startedAt, run.repair?.manifest.finishedAt ?? startedAt)
    return Manifest(
      rollcallVersion: RollcallVersion.current, snapshotAt: run.checkpoint.snapshotAt, startedAt: startedAt,
      finishedAt: finishedAt, complete: writer.ledger.isComplete, run: configuration.run,
      sources: sources.map { source in
        source.adding(
          missing: writer.ledger.missingOfService[source.service] ?? [],
          gaps: writer.ledger.gapsOfService[source.service] ?? [])
      },
      tables: writer.reports(files), tenants: writer.ledger.tenants.map { $0.between(startedAt, finishedAt) },
      encoding: configuration.encoding,
      statistics: run.meter.statistics(rows: writer.rowCount, in: run.elapsed).between(startedAt, finishedAt),
      plan: run.checkpoint.plan, identity: identity)
  }
}
