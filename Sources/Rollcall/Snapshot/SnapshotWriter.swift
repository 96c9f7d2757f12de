/// Writes what the fetches deliver: every table in every format, and the account of every tenant.
///
/// A tenant's rows are all there or none is: those of a page that breaks, or of a tenant that fails, are taken back.
struct SnapshotWriter {
  private let tables: [(table: Table, writers: [(file: File, writer: TableWriter)])]
  private let writers: [TableWriter]
  private(set) var tenants: [TenantReport] = []
  /// The first failure of a tenant, which is the run's if all tenants fail.
  private var firstTenantFailure: ExportError?
  /// The first failure of anything else.
  private var firstLoss: ExportError?
  /// How many of the tenants an interrupted run finished.
  private let resumedCount: Int
  /// The services that failed as a whole, and why.
  private var failureOfService: [String: ExportError] = [:]
  /// What could not be read about a service as a whole, such as a part of the list of its tenants.
  private(set) var missingOfService: [String: [MissingPart]] = [:]
  private let failsFast: Bool
  private let line: FileLine
  /// Says when to save how far the snapshot is; never if `nil`.
  private let schedule: CheckpointSchedule?
  private let measured: () -> ExportMeter.Reading
  /// Whether the last tenants lack what the service may give a later run: it was away, or takes no token. That run asks
  /// for them again, so nothing is saved that has them in it.
  private var isUnsettled = false
  /// Whether the tenant, and the one before it, lack a part because the service was away.
  private var lacksPart = (now: false, before: false)
  /// Whose page it is: the service's as a whole, or a tenant's.
  private var service = ""
  private var tenant: Tenant?
  /// The tenant's failure; its rows are of no use any more.
  private var failure: ExportError?
  private var missing: [MissingPart] = []
  private var omitted: [MissingPart] = []
  private var requests = 0
  private var rowsBefore: [Int] = []

  /// Begins a file for each table and format, or goes on where a checkpoint was taken.
  ///
  /// - Parameters:
  ///   - line: carries their blocks away.
  ///   - measured: what the run measured so far.
  init(
    configuration: ExportConfiguration, encoding: EncodingOptions, line: FileLine, resuming checkpoint: Checkpoint?,
    schedule: CheckpointSchedule?, measured: @escaping () -> ExportMeter.Reading
  ) {
    failsFast = configuration.failsFast
    self.line = line
    self.schedule = schedule
    self.measured = measured
    tenants = checkpoint?.tenants ?? []
    resumedCount = tenants.count
    let states = checkpoint?.files.map(\.writerState) ?? []
    var writers: [TableWriter] = []
    tables = Self.files(of: configuration)
      .map { table, files in
        let files = files.map { file in
          let writer = TableWriter(
            table: table, encoder: file.format.makeEncoder(table, encoding), file: writers.count, of: line,
            isRewindable: configuration.output != .standardOutput,
            resuming: states.isEmpty ? nil : states[writers.count])
          writers.append(writer)
          return (file, writer)
        }
        return (table, files)
      }
    self.writers = writers
  }

  private typealias File = (format: OutputFormat, path: String)

  private static func files(of configuration: ExportConfiguration) -> [(table: Table, files: [File])] {
    let suffix = configuration.compression == .none ? "" : ".gz"
    return Table.allCases.filter(configuration.tables.contains)
      .map { table in
        (table, configuration.formats.map { ($0, "\(table.rawValue)/part-00000.\($0.fileExtension)\(suffix)") })
      }
  }

  /// The files' paths inside the snapshot, in the order in which the line counts them.
  static func paths(of configuration: ExportConfiguration) -> [String] {
    files(of: configuration).flatMap { $0.files.map(\.path) }
  }

  /// Rows in each of the tables so far.
  private var rowCounts: [Int] { tables.map { $0.writers[0].writer.rowCount } }

  /// Rows of all tables so far, each counted once whatever the number of formats.
  var rowCount: Int { rowCounts.reduce(0, +) }

  /// Whether nothing is missing.
  var isComplete: Bool { missingOfService.isEmpty && tenants.allSatisfy { $0.status == .complete } }

  mutating func take(_ event: PageEvent) async throws {
    switch event {
    case .began(let service, let next):
      if next != tenant {
        endTenant()
        try await saveIfDue()
        tenant = next
        requests = 0
        rowsBefore = rowCounts
        for writer in writers { writer.mark(.tenant) }
      }
      self.service = service
      for writer in writers { writer.mark(.page) }
    case .rows(let batch):
      guard failure == nil else { return }
      for writer in writers { try await writer.write(batch) }
    case .broke:
      guard failure == nil else { return }
      for writer in writers { try await writer.rewind(to: .page) }
    case .missing(let part, let error):
      guard failure == nil else { return }
      if failsFast { throw error }
      firstLoss = firstLoss ?? error
      let lost = MissingPart(part: part, reason: error.sentence)
      if tenant == nil {
        lose(lost, because: error)
      } else {
        missing.append(lost)
        lacksPart.now = lacksPart.now || error.code == .unavailable
      }
    case .omitted(let part, let reason):
      omitted.append(MissingPart(part: part, reason: reason))
    case .ended(let count):
      requests += count
    case .failed(let error, let count):
      requests += count
      try await fail(error)
    }
  }

  /// Gives the tenant up, and takes its rows back.
  private mutating func fail(_ error: ExportError) async throws {
    guard failure == nil else { return }
    if failsFast { throw error }
    guard tenant != nil else {
      firstLoss = firstLoss ?? error
      return lose(MissingPart(part: "everything", reason: error.sentence), because: error)
    }
    failure = error
    if error.mayPass, error.scope == .service { failureOfService[service] = failureOfService[service] ?? error }
    firstTenantFailure = firstTenantFailure ?? error
    do {
      for writer in writers { try await writer.rewind(to: .tenant) }
    } catch StandardOutputSink.cannotRewind {
      // Its rows are out, so the run ends here, for the tenant's reason.
      throw error
    }
    if error.mayPass, !isUnsettled {
      if schedule != nil { try await save() }
      isUnsettled = true
    }
  }

  /// Notes what cannot be read about a service as a whole.
  private mutating func lose(_ part: MissingPart, because error: ExportError) {
    missingOfService[service, default: []].append(part)
    if error.mayPass { failureOfService[service] = failureOfService[service] ?? error }
  }

  // MARK: - Checkpoints

  private mutating func saveIfDue() async throws {
    guard tenant == nil, !isUnsettled, let schedule, !tenants.isEmpty, schedule.isDue() else { return }
    try await save()
  }

  /// Saves how far the snapshot is: everything up to the end of the last tenant.
  private func save() async throws {
    try await line.send(
      .checkpoint(ExportState(tenants: tenants, writers: writers.map(\.state), measured: measured())))
  }

  /// Gives the tenant up that is being written, and saves how far the snapshot is, for a run that goes on later.
  mutating func interrupt() async throws {
    guard schedule != nil, !isUnsettled else { return }
    if tenant != nil {
      for writer in writers { try await writer.rewind(to: .tenant) }
      tenant = nil
    }
    try await save()
  }

  // MARK: - The end

  /// The run's failure, if it came to nothing.
  ///
  /// That is if nothing came of any tenant. And a run that goes on where another one stopped came to nothing if a service
  /// failed as a whole and gave it no tenant: what that other run left is worth more than a snapshot without the rest.
  var failureOfAll: ExportError? {
    if tenants.allSatisfy({ $0.status == .failed }) {
      return firstTenantFailure ?? firstLoss ?? tenants.lazy.compactMap(\.error).first.map { ExportError($0) }
    }
    guard resumedCount > 0 else { return nil }
    let served = Set(tenants[resumedCount...].filter { $0.status != .failed }.map(\.service))
    return failureOfService.filter { !served.contains($0.key) }.min { $0.key < $1.key }?.value
  }

  /// Ends the last tenant, and sends the ends of all files.
  mutating func finish() async throws {
    endTenant()
    for writer in writers { try await writer.finish() }
  }

  /// Describes the tables once their files are complete.
  ///
  /// - Parameter ends: what became of the files, in the order of `paths`.
  func reports(_ ends: [FileEnd]) -> [TableReport] {
    var ends = ends[...]
    return tables.map { table, writers in
      let files = zip(writers, ends)
        .map { entry, end in
          FileReport(
            path: entry.file.path, format: entry.file.format.name, rows: entry.writer.rowCount, bytes: end.count,
            uncompressedBytes: entry.writer.uncompressedCount, sha256: end.sha256)
        }
      ends = ends.dropFirst(writers.count)
      return TableReport(
        name: table, columns: table.columns.map { ColumnReport($0) }, rows: writers[0].writer.rowCount, files: files)
    }
  }

  private mutating func endTenant() {
    guard let tenant else { return }
    let rows = zip(tables, zip(rowCounts, rowsBefore)).map { ($0.table.rawValue, $1.0 - $1.1) }
    let status: TenantReport.Status = failure != nil ? .failed : missing.isEmpty ? .complete : .incomplete
    tenants.append(
      TenantReport(
        service: tenant.service, tenantId: tenant.id, status: status, rows: Dictionary(uniqueKeysWithValues: rows),
        requests: requests, missing: missing, omitted: omitted,
        error: failure.map { TenantReport.Failure(code: $0.code, reason: $0.reason, message: $0.sentence) }))
    missing = []
    omitted = []
    // Where every tenant lacks a part for good, the next one settles it.
    isUnsettled = failure?.mayPass ?? (lacksPart.now && !lacksPart.before)
    lacksPart = (now: false, before: lacksPart.now)
    failure = nil
    self.tenant = nil
  }
}

extension ExportError {
  /// Whether the tenant may fare better in a run that goes on later: the service answers again, or takes the token.
  fileprivate var mayPass: Bool { code == .unavailable || code == .refused && scope == .service }
}
