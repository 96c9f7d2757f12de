import Glibc

/// The failure of a call to the operating system, with its reason.
package struct SystemError: Error, CustomStringConvertible, Sendable {
  /// The attempted action, in plain words.
  package let action: String
  /// The value of `errno`.
  package let code: Int32

  /// Reads `errno`, so it must be called directly after the call that failed.
  init(doing action: String) {
    code = errno
    self.action = action
  }

  package var description: String {
    "\(action): \(String(cString: strerror(code)))"
  }
}
