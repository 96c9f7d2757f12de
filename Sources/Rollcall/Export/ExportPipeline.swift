import Backpressure

/// One export, from the requests to the services to a snapshot under its final name.
///
/// `export(_:)` tells the story in order: plan → fetch → decode → channel → encode → compress → sink → manifest. The
/// folders of this module are its chapters.
public struct ExportPipeline: Sendable {
  let services: [any Service]
  let transport: any HTTPTransport
  let configuration: ExportConfiguration
  let clock: ExportClock
  let generator: any RandomNumberGenerator & Sendable

  /// Prepares an export.
  ///
  /// - Parameters:
  ///   - clock: the clock; tests control it.
  ///   - generator: the random numbers of the back-off; tests control them.
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

  /// Prepares an export of the services, which are configured by settings.
  ///
  /// - Throws: `SettingError` if a service's settings are missing or wrong.
  public init(
    services: [ServiceDefinition], settings: SettingValues, transport: any HTTPTransport,
    configuration: ExportConfiguration
  ) throws {
    self.init(
      services: try services.map { try $0.make(settings) }, transport: transport, configuration: configuration)
  }

  /// Exports everything that the run's checkpoint lacks, to a snapshot under its final name.
  func export(_ run: ExportRun) async throws -> Manifest {
    // Plan: list the tenants of all services before the first tenant is read.
    let fetchers = services.map { fetcher(for: $0, run) }
    let plans = try await run.untilInterrupted { try await prepare(fetchers, keeping: run.checkpoint.lists) }
    let planned = run.checkpoint.planned(plans.map { ($0.list, $0.losses) })
    if planned != run.checkpoint { try run.directory?.save(planned) }

    // Fetch and write side by side: pages come in through the window, in order, and blocks leave on the file line.
    let window = InOrderWindow<PageEvent>(
      width: configuration.workers, laneCapacity: ExportConfiguration.batchesPerPage)
    let line = FileLine(level: configuration.compression.level, laneCount: configuration.compressors)
    var writer = try run.writer(of: configuration, into: line)
    var copies = try run.makeCopies()
    let (sources, files) = try await run.interrupting(window) {
      async let sources = fetch(zip(fetchers, plans), into: window, skipping: run.settled)
      async let files = write(from: line, failing: window, planned, run)
      do {
        var told = run.tell(writer, after: writer.ledger.tenants.count)
        while let event = try await window.next() {
          if case .began(_, let tenant?) = event {
            try await copies?.pass(before: tenant, into: &writer, unless: run.ending.check)
          }
          try await writer.take(event)
          told = run.tell(writer, after: told)
        }
        try await copies?.finish(into: &writer, unless: run.ending.check)
        _ = run.tell(writer, after: told)
        try await writer.finish()
        line.finish()
      } catch {
        // Stop all requests. If the files failed, the last checkpoint stays valid.
        window.finish(throwing: error)
        try? await writer.interrupt()
        line.finish()
        _ = try? await files
        throw error
      }
      return (try await sources, try await files)
    }

    // Publish. A snapshot of failures alone would only block the next run.
    // But of a shard, a merge has to know them.
    if let failure = run.checkpoint.plan == nil ? writer.ledger.failureOfAll : writer.ledger.failureOfShard {
      if writer.ledger.hasNothing, run.checkpoint.tenants.isEmpty { run.directory?.keepNothing() }
      throw failure
    }
    let manifest = manifest(of: run, sources, writer, files)
    guard let directory = run.directory else { return manifest }
    if !writer.suspects.isEmpty {
      try TwinSearch(in: directory.partialPath, manifest, suspects: writer.suspects).run()
    }
    try directory.publish(manifest)
    return manifest
  }

  /// Fetches the pages of all services.
  ///
  /// - Returns: the services' descriptions of themselves.
  private func fetch(
    _ plans: some Sequence<(PageFetcher, any ServicePlan)> & Sendable, into window: InOrderWindow<PageEvent>,
    skipping finished: [Tenant: TenantReport.Status]
  ) async throws -> [SourceDescription] {
    // With a budget, the requests of later tenants could use up those that the first one needs, in every run.
    let runner = PlanRunner(
      into: window, of: configuration.tables, width: configuration.workers,
      isOneByOne: configuration.requestBudget != nil)
    var sources: [SourceDescription] = []
    for (fetcher, plan) in plans {
      guard try await runner.run(plan, by: fetcher, skipping: finished) else { break }
      sources.append(plan.source(of: configuration.tables))
    }
    window.finish()
    return sources
  }
}
