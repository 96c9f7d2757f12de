import Gzip

/// What an export is to do, apart from which services it reads.
public struct ExportConfiguration: Sendable {
  /// Where the rows go.
  public enum Output: Sendable, Equatable {
    /// Into a folder of this name, which must not exist yet.
    case directory(String)
    /// To standard output: one table in one format.
    case standardOutput
  }

  /// Where the rows go.
  public var output: Output
  /// The formats, each of which gets every table from one fetch.
  public var formats: [OutputFormat] = [.csv]
  /// How files are compressed.
  public var compression = Compression.gzip(level: 6)
  /// Blocks that are compressed at a time. No byte depends on it.
  var compressors = FileLine.standardLaneCount
  /// How tables are split into parts; `nil` for one file each. Standard output takes none.
  public var split: SnapshotSplit?
  /// The tables that are written. What no table needs is not asked for.
  public var tables = Set(Table.allCases)
  /// Requests under way at a time. More of them hide a slow network, and hold more responses in memory.
  public var workers = 4
  /// What the rows' `snapshot_at` says; the run's beginning if it is `nil`.
  public var snapshotAt: Timestamp?
  /// What becomes of the remains of an interrupted run, `DIR.partial`.
  public var remains = RemainsPolicy.refuse
  /// The time between two checkpoints; zero for one after each tenant.
  public var checkpointInterval = Duration.seconds(5)
  /// What the formats' own settings say.
  public var formatOptions = FormatOptions()
  /// Whether the run ends with the first tenant that fails or lacks a part.
  public var failsFast = false
  /// How long one request may be retried: what its further attempts and the waits for them take, and neither pauses that
  /// others met nor the time in which its rows wait for room.
  public var maximumRetryTime = Duration.seconds(300)
  /// How many requests may be sent to a service in any minute; `nil` for as many as it takes.
  public var requestsPerMinute: Int?
  /// How many requests may be sent to a service in all, repeated ones included; `nil` for as many as it takes.
  public var requestBudget: Int?
  /// Who runs the export and how, for the manifest.
  public var run = RunDescription(user: "", host: "", options: [:])

  /// The defaults, into `output`.
  public init(output: Output) {
    self.output = output
  }

  /// What the writer of the snapshot has to know.
  var snapshot: SnapshotOptions {
    SnapshotOptions(
      formats: formats, tables: Table.allCases.filter(tables.contains), isCompressed: compression != .none,
      split: split, isRewindable: output != .standardOutput, failsFast: failsFast)
  }

  /// What decides about the bytes of the files, for their readers.
  var encoding: SnapshotEncoding {
    SnapshotEncoding(
      csvLineEnding: formatOptions.csvLineEnding, spreadsheetSafe: formatOptions.spreadsheetSafe,
      compressor: compression.level.map {
        SnapshotEncoding.Compressor(name: "zlib", version: GzipMember.libraryVersion, level: $0.rawValue)
      }, split: split)
  }

  /// How many batches of a page may wait for their turn: enough that a page's rows are there when its turn comes, and
  /// few enough that memory depends on `workers` alone.
  static let batchesPerPage = 2
}

extension ExportIdentity {
  /// The identity of a run of these services.
  init(services: [any Service], configuration: ExportConfiguration) {
    self.init(
      services: services.map { type(of: $0).name },
      settings: services.reduce(configuration.contentOptions) { settings, service in
        settings.merging(service.contentSettings) { $1 }
      })
  }
}
