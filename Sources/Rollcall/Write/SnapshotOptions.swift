/// The options that decide which files a snapshot has, and whether rows can be taken back.
struct SnapshotOptions: Sendable {
  /// The formats. Each gets every table.
  var formats: [OutputFormat]
  /// The tables, in their order.
  var tables: [Table]
  /// Whether the files are compressed.
  var isCompressed: Bool
  /// How tables are split into parts; `nil` for one part each.
  var split: SnapshotSplit?
  /// Whether written rows can be taken back. Standard output cannot do that.
  var isRewindable: Bool
  /// Whether the first tenant that fails or lacks a part ends the run.
  var failsFast: Bool
}
