/// What decides which files a snapshot has, and what becomes of rows that are taken back.
struct SnapshotOptions: Sendable {
  /// The formats, each of which gets every table.
  var formats: [OutputFormat]
  /// The tables, in their order.
  var tables: [Table]
  /// Whether the files are compressed.
  var isCompressed: Bool
  /// How tables are split into parts; not at all if `nil`.
  var split: SnapshotSplit?
  /// Whether rows that are written can be taken back: not from standard output.
  var isRewindable: Bool
  /// Whether the run ends with the first tenant that fails or lacks a part.
  var failsFast: Bool
}
