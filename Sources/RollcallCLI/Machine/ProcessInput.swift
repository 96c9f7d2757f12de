import CLinux
import Rollcall

/// What the process was started with. Text that is not UTF-8 is refused: repaired, a path would be another one.
enum ProcessInput {
  /// The arguments behind the program's name.
  ///
  /// - Throws: `UsageError` for one that is not UTF-8.
  static func arguments() throws -> [String] {
    try (0..<Int(clinux_argument_count())).dropFirst()
      .map { index in
        guard let bytes = clinux_arguments()?[index] else { return "" }
        guard let text = String(validatingCString: bytes) else {
          // Not what it says, which may be a secret that lost its place.
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
        // The first one is what other programs see.
        environment[name] = environment[name] ?? String(parts[1])
      } else if name.hasPrefix("ROLLCALL_") {
        throw SettingError(message: "\(name.shown(limit: 60)) in the environment is not UTF-8", isUsage: false)
      }
    }
    return environment
  }
}
