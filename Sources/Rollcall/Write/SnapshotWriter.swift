/// The writer of a snapshot: it writes the fetched rows to every table in every format, and keeps the ledger.
///
/// A snapshot has all rows of a tenant or none: the rows of a page that breaks, and of a tenant that fails, are taken
/// back.
struct SnapshotWriter {
  private let tables: [(table: Table, writers: [(file: File, writer: TableWriter)])]
  private let writers: [TableWriter]
  private let failsFast: Bool
  private let line: FileLine
  /// The schedule of checkpoints; `nil` for none.
  private let schedule: CheckpointSchedule?
  private let meter: ExportMeter
  private let elapsed: () -> Duration
  /// The results of the tenants.
  private(set) var ledger: TenantLedger
  private var rowsBefore: [Int] = []
  private var tally: TenantTally
  /// The number of tenants in the last checkpoint.
  private var savedCount: Int
  /// The operators that may be in the snapshot twice.
  private(set) var suspects = TwinSuspects()

  /// Begins a file for each table and format, or continues from a checkpoint.
  ///
  /// - Parameters:
  ///   - line: the file line, which takes the blocks.
  ///   - copied: the tenants that are copied from another snapshot.
  ///   - meter: the meter of the run.
  ///   - elapsed: the duration of the run so far.
  init(
    options: SnapshotOptions, encoding: EncodingOptions, line: FileLine, resuming checkpoint: Checkpoint?,
    copying copied: Set<Tenant> = [], schedule: CheckpointSchedule?, meter: ExportMeter,
    elapsed: @escaping () -> Duration
  ) {
    failsFast = options.failsFast
    self.line = line
    self.schedule = schedule
    self.meter = meter
    self.elapsed = elapsed
    tally = TenantTally(of: options.tables)
    savedCount = checkpoint?.tenants.count ?? 0
    ledger = TenantLedger(
      after: checkpoint?.tenants ?? [], of: checkpoint?.lists ?? [], gaps: checkpoint?.gaps ?? [:], copied: copied)
    for tenant in checkpoint?.tenants ?? [] where tenant.rows.values.contains(where: { $0 > TwinFilter.exactCount }) {
      suspects.add(tenant.tenant)
    }
    let states = checkpoint?.files.map(\.writerState) ?? []
    var writers: [TableWriter] = []
    tables = Self.files(of: options)
      .map { table, files in
        let files = files.map { file in
          let writer = TableWriter(
            table: table, encoder: file.format.makeEncoder(table, encoding), file: writers.count, of: line,
            split: options.split, isRewindable: options.isRewindable,
            resuming: states.isEmpty ? nil : states[writers.count])
          writers.append(writer)
          return (file, writer)
        }
        return (table, files)
      }
    self.writers = writers
  }

  /// A format, and the path of the first part in it.
  private typealias File = (format: OutputFormat, path: PartPath)

  private static func files(of options: SnapshotOptions) -> [(table: Table, files: [File])] {
    options.tables.map { table in
      (table, options.formats.map { ($0, PartPath(table, $0.fileExtension, isCompressed: options.isCompressed)) })
    }
  }

  /// The files' first parts, in the order in which the line counts them.
  static func paths(of options: SnapshotOptions) -> [PartPath] {
    files(of: options).flatMap { $0.files.map(\.path) }
  }

  /// The number of rows in each table so far.
  private var rowCounts: [Int] { tables.map { $0.writers[0].writer.rowCount } }

  /// The number of rows in all tables so far. A row counts once, whatever the number of formats.
  var rowCount: Int { rowCounts.reduce(0, +) }

  mutating func take(_ event: PageEvent) async throws {
    switch event {
    case .began(let service, let tenant):
      if tenant != ledger.tenant { try await begin(tenant) }
      ledger.turn(to: service)
      for writer in writers { writer.mark(.page) }
      tally.beginPage()
    case .rows(let batch):
      guard ledger.failure == nil else { return }
      suspects.add(batch.suspects, of: batch.tenant)
      tally.take(batch)
      for writer in writers { try await writer.write(batch) }
    case .broke:
      guard ledger.failure == nil else { return }
      tally.rewindPage()
      for writer in writers { try await writer.rewind(to: .page) }
    case .restarted(let error):
      guard ledger.failure == nil else { return }
      tally.rewind()
      try await rewindTenant(because: error)
    case .missing(let part, let failure):
      guard ledger.failure == nil else { return }
      if failsFast { throw failure.error }
      ledger.lose(part, because: failure)
    case .omitted(let part, let reason):
      ledger.omit(MissingPart(part: part, reason: reason))
    case .knownGap(let gap):
      ledger.note(gap)
    case .ended(let requests):
      ledger.sent(requests)
    case .failed(let failure, let requests):
      ledger.sent(requests)
      try await fail(failure)
    }
  }

  /// Ends the tenant before, and begins another one.
  private mutating func begin(_ tenant: Tenant?) async throws {
    endTenant()
    try await saveIfDue()
    ledger.begin(tenant)
    rowsBefore = rowCounts
    tally = TenantTally(of: tables.map(\.table))
    for writer in writers { writer.mark(.tenant) }
  }

  /// Marks the tenant as failed, and takes its rows back.
  private mutating func fail(_ failure: ScopedFailure) async throws {
    guard ledger.failure == nil else { return }
    if failsFast { throw failure.error }
    guard ledger.tenant != nil else { return ledger.lose("everything", because: failure) }
    let wasUnsettled = ledger.isUnsettled
    ledger.fail(failure)
    tally.rewind()
    try await rewindTenant(because: failure.error)
    // The checkpoint ends with the tenant before: it may be long until the next one.
    if ledger.isUnsettled, !wasUnsettled, schedule != nil { try await save() }
  }

  /// Takes the tenant's rows back.
  private func rewindTenant(because error: RollcallError) async throws {
    do {
      for writer in writers { try await writer.rewind(to: .tenant) }
    } catch StandardOutputSink.cannotRewind {
      // The rows are written already, so the run ends here, with the tenant's error.
      throw error
    }
  }

  private mutating func endTenant() {
    guard let tenant = ledger.tenant else { return }
    ledger.end(rows: rowsOfTenant, tally, read: meter.finish(tenant))
  }

  /// The number of the tenant's rows in each table.
  private var rowsOfTenant: [String: Int] {
    let rows = zip(tables, zip(rowCounts, rowsBefore)).map { ($0.table.rawValue, $1.0 - $1.1) }
    return Dictionary(uniqueKeysWithValues: rows)
  }

  // MARK: - Tenants of another snapshot

  /// Begins a tenant whose rows are copied.
  mutating func beginCopy(of tenant: Tenant) async throws {
    try await begin(tenant)
    for writer in writers { writer.mark(.page) }
  }

  /// Writes rows that are copied.
  mutating func copy(_ batch: RowBatch) async throws {
    for writer in writers { try await writer.write(batch) }
  }

  /// Ends a tenant whose rows are copied.
  ///
  /// - Throws: `RollcallError` if they are not as many as the report says.
  mutating func endCopy(of report: TenantReport) throws(RollcallError) {
    guard rowsOfTenant == report.rows else {
      throw RollcallError(
        .undecodable, "\(report.inWords) does not have the rows that the manifest counts",
        advice: "rollcall verify tells all that is wrong with the snapshot")
    }
    ledger.endCopy(report)
  }

  // MARK: - Checkpoints

  private mutating func saveIfDue() async throws {
    guard !ledger.isUnsettled, let schedule, ledger.tenants.count > savedCount, schedule.isDue() else { return }
    try await save()
  }

  /// Saves a checkpoint at the end of the last tenant.
  private mutating func save() async throws {
    savedCount = ledger.tenants.count
    try await line.send(
      .checkpoint(
        ExportState(
          tenants: ledger.tenants, gaps: ledger.gapsOfService, writers: writers.map(\.state),
          measured: meter.reading(after: elapsed()))))
  }

  /// Drops the unfinished tenant, and saves a checkpoint for a run that resumes this one.
  mutating func interrupt() async throws {
    guard schedule != nil, !ledger.isUnsettled else { return }
    if ledger.tenant != nil {
      for writer in writers { try await writer.rewind(to: .tenant) }
      ledger.abandon()
    }
    try await save()
  }

  // MARK: - The end

  /// Ends the last tenant, and sends the ends of all files.
  mutating func finish() async throws {
    endTenant()
    for writer in writers { try await writer.finish() }
  }

  /// Describes the tables once their files are complete.
  ///
  /// - Parameter ends: the results of the files' parts, in the order of `paths`.
  func reports(_ ends: [[FileEnd]]) -> [TableReport] {
    var ends = ends[...]
    return tables.map { table, writers in
      let files = zip(writers, ends)
        .flatMap { entry, ends in
          zip(entry.writer.parts, ends).enumerated()
            .map { number, part in
              FileReport(
                path: entry.file.path.numbered(number).text, format: entry.file.format.name, rows: part.0.rows,
                bytes: part.1.count, uncompressedBytes: part.0.bytes, sha256: part.1.sha256)
            }
        }
      ends = ends.dropFirst(writers.count)
      return TableReport(
        name: table, columns: table.columns.map { ColumnReport($0) }, rows: writers[0].writer.rowCount, files: files)
    }
  }
}
