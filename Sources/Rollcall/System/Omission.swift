#if DEBUG
  import FoundationEssentials
#endif

/// A step of making a snapshot durable that can be left out, so that tests can show that they would notice.
///
/// Only debug builds leave anything out, and only if they are told to by a variable of the environment.
package enum Omission: String, CaseIterable, Sendable {
  /// A file's content is brought to the disk.
  case fileSync = "file-fsync"
  /// A folder's entries are brought to the disk.
  case directorySync = "directory-fsync"
  /// Content comes before the checkpoint that counts on it.
  case checkpointOrder = "checkpoint-order"
  /// What closing a file says is heard.
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
