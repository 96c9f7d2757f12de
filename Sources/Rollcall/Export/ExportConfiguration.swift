import Gzip

/// The configuration of an export, apart from its services.
public struct ExportConfiguration: Sendable {
  /// Where the rows go.
  public enum Output: Sendable, Equatable {
    /// A new folder, which must not exist yet.
    case directory(String)
    /// Standard output: one table in one format.
    case standardOutput
  }

  /// Where the rows go.
  public var output: Output
  /// The template of the folder's name; `nil` for a name that is the same in every run.
  var template: OutputTemplate?
  /// The treatment of a snapshot that is there already.
  public var existing = ExistingPolicy.fail
  /// The snapshot to make again; `nil` for a new one.
  public var repair: SnapshotRepair?
  /// The shard of a plan to export; `nil` for a run that lists the tenants itself.
  public var shard: PlannedShard?
  /// The formats. Each gets every table, from one fetch.
  public var formats: [OutputFormat] = [.csv]
  /// How files are compressed.
  public var compression = Compression.gzip(level: 6)
  /// The number of blocks compressed at a time. No byte of the output depends on it.
  var compressors = FileLine.standardLaneCount
  /// How tables are split into parts; `nil` for one file each. Standard output cannot be split.
  public var split: SnapshotSplit?
  /// The tables. Only requests that a table needs are sent.
  public var tables = Set(Table.allCases)
  /// The most requests under way at a time. More requests hide a slow network, and hold more responses in memory.
  public var workers = 4
  /// The time in the rows' `snapshot_at`; `nil` for the start of the run.
  public var snapshotAt: Timestamp?
  /// The treatment of `DIR.partial`, the remains of an interrupted run.
  public var remains = RemainsPolicy.refuse
  /// The time between two checkpoints; zero for a checkpoint after each tenant.
  public var checkpointInterval = Duration.seconds(5)
  /// The values of the formats' own settings.
  public var formatOptions = FormatOptions()
  /// Whether the first tenant that fails or lacks a part ends the run.
  public var failsFast = false
  /// The most time for the retries of one request: its further attempts and the waits for them, without pauses that
  /// other requests met and the time in which its rows wait for room.
  public var maximumRetryTime = Duration.seconds(300)
  /// The most requests to a service in any minute; `nil` for no limit.
  public var requestsPerMinute: Int?
  /// The most requests to a service in all, retries included; `nil` for no limit.
  public var requestBudget: Int?
  /// The user, host and options of the run, for the manifest.
  public var run = RunDescription(user: "", host: "", options: [:])

  /// Makes the default configuration of an export to `output`.
  public init(output: Output) {
    self.output = output
  }

  /// The way to resume the run, as the beginning of a sentence. The same words would name another folder tomorrow.
  package var wayToResume: String {
    guard template != nil, case .directory(let path) = output else { return "the same command with --resume" }
    return "the same command with --output \(path.shellQuoted) --resume"
  }

  /// The options of the snapshot's writer.
  var snapshot: SnapshotOptions {
    SnapshotOptions(
      formats: formats, tables: Table.allCases.filter(tables.contains), isCompressed: compression != .none,
      split: split, isRewindable: output != .standardOutput, failsFast: failsFast)
  }

  /// The encoding of the files, for their readers.
  var encoding: SnapshotEncoding {
    SnapshotEncoding(
      csvLineEnding: formatOptions.csvLineEnding, spreadsheetSafe: formatOptions.spreadsheetSafe,
      compressor: compression.level.map { SnapshotEncoding.Compressor($0) }, split: split)
  }

  /// The number of batches of a page that may wait to be written: enough that rows are ready when the page is next, and
  /// few enough that memory depends on `workers` alone.
  static let batchesPerPage = 2
}

extension ExportIdentity {
  /// Makes the identity of a run of these services.
  init(services: [any Service], configuration: ExportConfiguration) {
    self.init(
      services: services.map { type(of: $0).name },
      settings: services.reduce(configuration.contentOptions) { settings, service in
        settings.merging(service.contentSettings) { $1 }
      })
    if configuration.compression == .fast { isal = configuration.encoding.compressor?.build }
  }
}
