import Glibc
import Rollcall

/// Standard output, which carries results and nothing else, and standard error, which carries the rest.
enum Console {
  /// Prints a result.
  ///
  /// - Throws: `ExportError` if it cannot be written: a result that nobody got is no result.
  static func print(_ text: String) throws {
    guard write(text + "\n", to: STDOUT_FILENO) else {
      throw ExportError(.inputOutput, "cannot write to standard output: \(String(cString: strerror(errno)))")
    }
  }

  /// Tells something that is not a result. If it cannot be told, there is nobody to tell that to.
  static func error(_ text: String) { _ = write(text + "\n", to: STDERR_FILENO) }

  /// Overwrites the present line of a terminal.
  static func status(_ text: String) { _ = write("\r\u{1B}[2K\(text)", to: STDERR_FILENO) }

  static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  private static func write(_ text: String, to descriptor: Int32) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}

extension Int {
  /// The number with a comma between thousands.
  var grouped: String {
    var digits = String(magnitude)[...]
    var groups: [Substring] = []
    while digits.count > 3 {
      groups.insert(digits.suffix(3), at: 0)
      digits = digits.dropLast(3)
    }
    return (self < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
  }
}
