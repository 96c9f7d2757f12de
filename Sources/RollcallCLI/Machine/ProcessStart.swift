import Glibc

/// What a process needs before it does anything.
enum ProcessStart {
  /// Makes the process independent of how it was started.
  static func prepare() {
    fillStandardStreams()
    // A reader that goes away and a file that grows too large are errors like any other, not silent deaths; and whoever
    // asks how it goes must not end it.
    for number in [SIGPIPE, SIGXFSZ, SIGUSR1, SIGUSR2] { signal(number, SIG_IGN) }
    // Swift would answer it with pages about its own state.
    if let old = signal(SIGQUIT, SIG_DFL), unsafeBitCast(old, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
      signal(SIGQUIT, SIG_IGN)
    }
  }

  /// Takes the places of standard streams that were closed, or the next files would get them, and our messages.
  ///
  /// What stands there can only be used the wrong way round: whoever writes a result finds that it cannot be written.
  private static func fillStandardStreams() {
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) == -1 {
      if open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0 { _ = open("/", O_RDONLY) }
    }
  }
}
