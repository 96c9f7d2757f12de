import CLinux
import Rollcall

/// The arguments and the environment of the process. Text that is not UTF-8 is refused, because a repaired path would
/// be another one.
enum ProcessInput {
  /// The arguments after the program's name.
  ///
  /// - Throws: `UsageError` for an argument that is not UTF-8.
  static func arguments() throws -> [String] {
    try (0..<Int(clinux_argument_count())).dropFirst()
      .map { index in
        guard let bytes = clinux_arguments()?[index] else { return "" }
        guard let text = String(validatingCString: bytes) else {
          // The text is not shown, because it may be a misplaced secret.
          throw UsageError(
            message: "argument \(index) is not UTF-8: file names and other texts must be, or they would become others")
        }
        return text
      }
  }

  /// The environment.
  ///
  /// - Throws: `SettingError` for a setting that is not UTF-8.
  static func environment() throws -> [String: String] {
    var environment: [String: String] = [:]
    guard var next = clinux_environment() else { return environment }
    while let bytes = next.pointee {
      next += 1
      let text = String(validatingCString: bytes)
      let parts = (text ?? String(cString: bytes)).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { continue }
      let name = String(parts[0])
      if text != nil {
        // The first value counts, as for other programs.
        environment[name] = environment[name] ?? String(parts[1])
      } else if name.hasPrefix("ROLLCALL_") {
        throw SettingError(message: "\(name.shown(limit: 60)) in the environment is not UTF-8", isUsage: false)
      }
    }
    return environment
  }
}
