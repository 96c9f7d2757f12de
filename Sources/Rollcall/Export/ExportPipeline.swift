import Backpressure

/// Runs one export: from the services' requests to a snapshot under its final name.
///
/// Plan → fetch → decode → channel → encode → compress → sink → manifest, in this order in `export(_:)`; the folders of
/// this module are the chapters.
public struct ExportPipeline: Sendable {
  let services: [any Service]
  let transport: any HTTPTransport
  let configuration: ExportConfiguration
  let clock: ExportClock
  let generator: any RandomNumberGenerator & Sendable

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

  /// Exports from where the run begins to a snapshot under its final name.
  func export(_ run: ExportRun) async throws -> Manifest {
    // Plan: which tenants there are, of all services before the first tenant is read.
    let fetchers = services.map { fetcher(for: $0, run) }
    let plans = try await run.untilInterrupted { try await prepare(fetchers, keeping: run.checkpoint.lists) }
    let planned = run.checkpoint.planned(plans.map { ($0.list, $0.losses) })
    if planned != run.checkpoint { try run.directory?.save(planned) }

    // Fetch and write, side by side: pages come in through the window, in order, and blocks go out along the line.
    let window = InOrderWindow<PageEvent>(
      width: configuration.workers, laneCapacity: ExportConfiguration.batchesPerPage)
    let line = FileLine(level: configuration.compression.level, laneCount: configuration.compressors)
    var writer = try run.writer(of: configuration, into: line)
    let (sources, files) = try await run.interrupting(window) {
      async let sources = fetch(zip(fetchers, plans), into: window, skipping: run.checkpoint.finished)
      async let files = write(from: line, failing: window, planned, run)
      do {
        while let event = try await window.next() {
          try await writer.take(event)
          run.report(writer)
        }
        try await writer.finish()
        line.finish()
      } catch {
        // Nothing more is asked for. If the files are what failed, the last checkpoint stands.
        window.finish(throwing: error)
        try? await writer.interrupt()
        line.finish()
        _ = try? await files
        throw error
      }
      return (try await sources, try await files)
    }

    // Publish. A snapshot of nothing but failures would only be in the way of the next try.
    if let failure = writer.ledger.failureOfAll { throw failure }
    let manifest = manifest(of: run, sources, writer, files)
    guard let directory = run.directory else { return manifest }
    if !writer.suspects.isEmpty {
      try TwinSearch(in: directory.partialPath, manifest, suspects: writer.suspects).run()
    }
    try directory.publish(manifest)
    return manifest
  }

  private func prepare(
    _ fetchers: [PageFetcher], keeping lists: [TenantList]
  ) async throws -> [any ServicePlan] {
    var plans: [any ServicePlan] = []
    for fetcher in fetchers {
      let list = lists.first { $0.service == fetcher.serviceName }
      do {
        plans.append(try await fetcher.service.prepare(keeping: list, asking: fetcher))
      } catch let failure as RestFailure {
        throw failure.error
      }
    }
    return plans
  }

  /// Fetches the pages of all services.
  ///
  /// - Returns: what the services say of themselves.
  private func fetch(
    _ plans: some Sequence<(PageFetcher, any ServicePlan)> & Sendable, into window: InOrderWindow<PageEvent>,
    skipping finished: [Tenant: TenantReport.Status]
  ) async throws -> [SourceDescription] {
    // With a budget, tenants ahead could spend what the first one needs, run after run.
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
