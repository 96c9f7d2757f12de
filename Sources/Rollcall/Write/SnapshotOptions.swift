/// What decides which files a snapshot has, and what becomes of rows that are taken back.
struct SnapshotOptions: Sendable {
  /// The formats, each of which gets every table.
  var formats: [OutputFormat]
  /// The tables, in their order.
  var tables: [Table]
  /// Whether the files are compressed.
  var isCompressed: Bool
  /// Whether rows that are written can be taken back: not from standard output.
  var isRewindable: Bool
  /// Whether the run ends with the first tenant that fails or lacks a part.
  var failsFast: Bool
}

/// What becomes of the remains of an interrupted run.
public enum RemainsPolicy: Sendable, Equatable {
  /// They are in the way.
  case refuse
  /// They are deleted.
  case discard
  /// The run goes on where the interrupted one stopped; it starts anew if there are none.
  case resume
}
