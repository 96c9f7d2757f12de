import Backpressure

/// Runs one export: from the services' requests to a snapshot under its final name.
///
/// Service → plan → fetch → decode → channel → encode → compress → sink → manifest, in this order below; the folders
/// of this module are the chapters.
public struct ExportPipeline: Sendable {
  private let services: [any Service]
  private let transport: any HTTPTransport
  private let configuration: ExportConfiguration
  private let clock: ExportClock
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
  /// - Returns: the manifest of the snapshot, which is complete only if it says so.
  /// - Throws: `ExportError` if there is no snapshot: nothing stands under the final name then, and nothing is left.
  public func run(
    progress: @Sendable (ExportProgress) -> Void = { _ in },
    notice: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> Manifest {
    let started = clock.calendar()
    let start = clock.elapsed()
    let meter = ExportMeter()
    let directory = try openDirectory()
    do {
      let encoding = encodingOptions(startedAt: started)
      let window = InOrderWindow<PageEvent>(
        width: configuration.workers, laneCapacity: ExportConfiguration.batchesPerPage)
      let line = FileLine(level: configuration.compression.level, laneCount: configuration.compressors)
      var writer = SnapshotWriter(configuration: configuration, encoding: encoding, line: line)
      let paths = writer.paths
      let (sources, files) = try await withThrowingTaskGroup(of: [SourceDescription].self) { group in
        group.addTask(name: "fetch") { try await fetch(into: window, meter: meter, notice: notice) }
        async let files = write(paths, in: directory?.partialPath, from: line, failing: window)
        while let event = try await window.next() {
          try await writer.take(event)
          progress(
            ExportProgress(tenants: writer.tenants.count, rows: writer.rowCount, elapsed: clock.elapsed() - start))
        }
        try await writer.finish()
        line.finish()
        let sources = try await group.next() ?? []
        return (sources, try await files)
      }

      // A snapshot of nothing but failures would only be in the way of the next try.
      if let failure = writer.failureOfAll { throw failure }
      let describedSources = sources.map { $0.missing(writer.missingOfService[$0.service] ?? []) }
      let manifest = Manifest(
        rollcallVersion: RollcallVersion.current, snapshotAt: encoding.snapshotAt, startedAt: started,
        finishedAt: clock.calendar(), complete: writer.isComplete, run: configuration.run, sources: describedSources,
        tables: writer.reports(files), tenants: writer.tenants,
        statistics: meter.statistics(rows: writer.rowCount, in: clock.elapsed() - start))
      try directory?.publish(manifest)
      return manifest
    } catch {
      directory?.discard()
      throw error
    }
  }

  /// Fetches the pages of all services: at most `workers` at a time, their rows in the order of the plans.
  ///
  /// - Returns: what the services say of themselves.
  private func fetch(
    into window: InOrderWindow<PageEvent>, meter: ExportMeter, notice: @escaping @Sendable (String) -> Void
  ) async throws -> [SourceDescription] {
    do {
      var sources: [SourceDescription] = []
      for service in services {
        let fetcher = fetcher(for: service, meter: meter, notice: notice)
        let source = try await withThrowingDiscardingTaskGroup { group in
          try await service.plan(configuration.tables) { step in
            let lane = try await window.openLane()
            group.addTask {
              do {
                try await fetcher.perform(step) { try await lane.send($0) }
                lane.finish()
              } catch {
                // In the middle of another page as well: what concerns the whole run does not wait for its turn.
                window.finish(throwing: error)
                throw error
              }
            }
          }
        }
        sources.append(source)
      }
      window.finish()
      return sources
    } catch {
      window.finish(throwing: error)
      throw error
    }
  }

  private func fetcher(
    for service: any Service, meter: ExportMeter, notice: @escaping @Sendable (String) -> Void
  ) -> PageFetcher {
    var policy = RetryPolicy()
    policy.maximumTime = configuration.maximumRetryTime
    return PageFetcher(
      service: service, transport: transport, clock: clock, retryPolicy: policy, limiter: RateLimiter(clock: clock),
      generator: generator, meter: meter, notice: notice)
  }

  /// Compresses and writes what comes down the line, into a folder or to standard output.
  private func write(
    _ paths: [String], in folder: String?, from line: FileLine, failing window: InOrderWindow<PageEvent>
  ) async throws -> [FileEnd] {
    do {
      return try await line.run {
        try paths.map { path in
          guard let folder else { return StandardOutputSink() }
          return try FileSink(path: "\(folder)/\(path)")
        }
      }
    } catch {
      // A full disk does not wait for the next rows either.
      window.finish(throwing: error)
      throw error
    }
  }

  /// The folder of the snapshot with those of its tables, or `nil` if it goes to standard output.
  private func openDirectory() throws -> SnapshotDirectory? {
    guard case .directory(let path) = configuration.output else { return nil }
    let directory = try SnapshotDirectory(path: path, discardPartial: configuration.discardPartial)
    do {
      for table in Table.allCases where configuration.tables.contains(table) {
        try directory.createDirectory(for: table)
      }
    } catch {
      directory.discard()
      throw error
    }
    return directory
  }

  private func encodingOptions(startedAt: Timestamp) -> EncodingOptions {
    var options = EncodingOptions(snapshotAt: configuration.snapshotAt ?? startedAt)
    options.csvCarriageReturns = configuration.csvCarriageReturns
    options.spreadsheetSafe = configuration.spreadsheetSafe
    return options
  }
}
