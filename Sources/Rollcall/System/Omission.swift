#if DEBUG
  import FoundationEssentials
#endif

/// A step of durable writing that can be left out, so that tests can show that they would notice.
///
/// Only debug builds leave out a step, and only if an environment variable tells them to.
package enum Omission: String, CaseIterable, Sendable {
  /// A file's content is flushed to the disk.
  case fileSync = "file-fsync"
  /// A folder's entries are flushed to the disk.
  case directorySync = "directory-fsync"
  /// Content is written before the checkpoint that relies on it.
  case checkpointOrder = "checkpoint-order"
  /// The result of closing a file is checked.
  case closeCheck = "close-check"

  /// The variable that holds the step's name.
  package static let variable = "ROLLCALL_OMIT"

  #if DEBUG
    private static let chosen = ProcessInfo.processInfo.environment[variable].flatMap { Omission(rawValue: $0) }

    /// Whether the step is left out.
    var isActive: Bool { self == Omission.chosen }
  #else
    /// Whether the step is left out: never.
    var isActive: Bool { false }
  #endif
}
