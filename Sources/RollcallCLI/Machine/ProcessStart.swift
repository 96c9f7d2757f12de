import CLinux
import Glibc

/// The preparation of a process before any work.
enum ProcessStart {
  /// Makes the process independent of how it was started.
  static func prepare() {
    fillStandardStreams()
    keepMemory()
    // A reader that goes away and a file that grows too large are ordinary errors and must not end the process
    // silently, and neither must signals that ask for a status.
    for number in [SIGPIPE, SIGXFSZ, SIGUSR1, SIGUSR2] { signal(number, SIG_IGN) }
    // Swift would print pages about its own state.
    if let old = signal(SIGQUIT, SIG_DFL), unsafeBitCast(old, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
      signal(SIGQUIT, SIG_IGN)
    }
  }

  /// Lets the allocator keep some of the memory that is returned to it.
  ///
  /// Blocks of many kilobytes come and go all the time. By itself, it gives their pages back to the system, which clears
  /// them before it hands them out again.
  private static func keepMemory() {
    clinux_set_allocator(4 << 20, 8 << 20)
  }

  /// Opens the standard streams that were closed, or the next files would take their places and receive our messages.
  ///
  /// The replacement can only be used in the wrong direction: writing a result to it fails.
  private static func fillStandardStreams() {
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) == -1 {
      if open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0 { _ = open("/", O_RDONLY) }
    }
  }
}
