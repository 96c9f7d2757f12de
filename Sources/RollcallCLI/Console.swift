import Glibc
import Rollcall

/// Standard output, which carries only results, and standard error, which carries everything else.
enum Console {
  /// Prints a result.
  ///
  /// - Throws: `RollcallError` if it cannot be written: a lost result is a failure.
  static func print(_ text: String) throws { try printResult(text.printable) }

  /// Prints a result for people, with lines that fit into the terminal if it goes to one.
  ///
  /// - Throws: `RollcallError` if it cannot be written.
  static func printWrapped(_ text: String) throws {
    try printResult(outputWidth.map { text.printable.wrapped(to: $0) } ?? text.printable)
  }

  /// Prints a result for programs.
  ///
  /// - Throws: `RollcallError` if it cannot be written.
  static func printJSON(_ text: String) throws { try printResult(text.printableJSON) }

  private static func printResult(_ text: String) throws {
    guard write(text + "\n", to: STDOUT_FILENO) else { throw unwritable() }
  }

  /// Checks that standard output is open, as far as that can be known beforehand.
  ///
  /// - Throws: `RollcallError` if it was closed.
  static func checkOutput() throws {
    guard fcntl(STDOUT_FILENO, F_GETFL) & O_ACCMODE != O_RDONLY else {
      errno = EBADF
      throw unwritable()
    }
  }

  private static func unwritable() -> RollcallError {
    RollcallError(.inputOutput, "cannot write to standard output: \(String(cString: strerror(errno)))")
  }

  /// Prints a message that is not a result, with lines that fit into the terminal if it goes to one. A failure is
  /// ignored, because it could not be reported either.
  static func error(_ text: String) {
    let text = text.printable
    _ = write((isatty(STDERR_FILENO) == 1 ? text.wrapped(to: errorWidth) : text) + "\n", to: STDERR_FILENO)
  }

  /// Prints a line of the log.
  static func log(_ line: String) { _ = write(line + "\n", to: STDERR_FILENO) }

  /// Writes lines that are redrawn, with our own escapes: the lines themselves must be harmless.
  static func control(_ text: String) { if !text.isEmpty { _ = write(text, to: STDERR_FILENO) } }

  /// The width of the terminal in columns, if standard output is a terminal that tells it.
  static var outputWidth: Int? { width(of: STDOUT_FILENO) }

  /// The width of the terminal that standard error is, in columns.
  static var errorWidth: Int { width(of: STDERR_FILENO) ?? 80 }

  private static func width(of descriptor: Int32) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Whether standard error is a terminal on which lines can be redrawn, and its user did not ask for plain text
  /// (https://no-color.org).
  static var canRedrawError: Bool {
    func value(_ name: String) -> String { getenv(name).map { String(cString: $0) } ?? "" }
    return isatty(STDERR_FILENO) == 1 && value("NO_COLOR").isEmpty && !["", "dumb"].contains(value("TERM"))
  }

  private static func write(_ text: String, to descriptor: Int32) -> Bool {
    Array(text.utf8).withUnsafeBytes { FileSystem.write($0, to: descriptor) }
  }
}
