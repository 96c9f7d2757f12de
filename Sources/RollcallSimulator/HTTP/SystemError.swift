import Glibc

/// A call to the operating system that failed, and why.
package struct SystemError: Error, CustomStringConvertible, Sendable {
  /// What was tried, in plain words.
  package let action: String
  /// The value of `errno`.
  package let code: Int32

  /// Reads `errno`, so it must come right after the call that failed.
  init(doing action: String) {
    code = errno
    self.action = action
  }

  package var description: String {
    "\(action): \(String(cString: strerror(code)))"
  }
}
