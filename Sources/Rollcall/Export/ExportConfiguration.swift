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
  /// The tables that are written. What no table needs is not asked for.
  public var tables = Set(Table.allCases)
  /// Requests under way at a time. More of them hide a slow network, and hold more responses in memory.
  public var workers = 4
  /// What the rows' `snapshot_at` says; the run's beginning if it is `nil`.
  public var snapshotAt: Timestamp?
  /// Whether the remains of an interrupted run may be deleted.
  public var discardPartial = false
  /// Whether CSV rows end with CR and LF.
  public var csvCarriageReturns = false
  /// Whether CSV cells that a spreadsheet would take for a formula are defused.
  public var spreadsheetSafe = false
  /// Whether the run ends with the first tenant that fails or lacks a part.
  public var failsFast = false
  /// How long one request may be retried, from its first failure on.
  public var maximumRetryTime = Duration.seconds(300)
  /// Who runs the export and how, for the manifest.
  public var run = RunDescription(user: "", host: "", options: [:])

  /// The defaults, into `output`.
  public init(output: Output) {
    self.output = output
  }

  /// How many batches of a page may wait for their turn: enough that a page's rows are there when its turn comes, and
  /// few enough that memory depends on `workers` alone.
  static let batchesPerPage = 2
}
