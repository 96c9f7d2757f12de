import Glibc

/// A program that runs beside this one.
///
/// Not Foundation's `Process`: that learns of a program's end through a socket which every other program inherits that
/// is started in the same moment, so that one which goes on, such as a server, hides the end of one that is over.
package struct Program: Sendable {
  /// The other end of a program's stream.
  package enum Stream: Sendable {
    case nothing
    /// Its end of this process is closed with the last copy of the `Program`.
    case pipe
    case file(String)
    case inherited
  }

  /// The end of a program, and its figures.
  package struct Ending: Sendable {
    /// The exit code, or 128 and the signal.
    package let code: Int32
    package let cpuSeconds: Double
    package let peakBytes: Int
  }

  package let id: pid_t
  private let input: Descriptor?
  private let output: Descriptor?

  /// Starts a program, which is found by its name as by a shell.
  ///
  /// - Parameters:
  ///   - environment: all of its variables; those of this process if `nil`.
  ///   - folder: the folder that it works in; that of this process if `nil`.
  package init(
    _ name: String, _ arguments: [String] = [], environment: [String: String]? = nil, in folder: String? = nil,
    input: Stream = .nothing, output: Stream = .nothing, errors: Stream = .nothing
  ) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // Its own ends of pipes, which this process closes once the program has them.
    var ends: [Descriptor] = []
    func connect(_ number: Int32, _ stream: Stream, reads: Bool) throws -> Descriptor? {
      let flags = reads ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC
      switch stream {
      case .inherited: return nil
      case .nothing: posix_spawn_file_actions_addopen(&actions, number, "/dev/null", flags, 0)
      case .file(let path): posix_spawn_file_actions_addopen(&actions, number, path, flags, 0o600)
      case .pipe:
        let (reading, writing) = try Descriptor.pipe()
        ends.append(reads ? reading : writing)
        posix_spawn_file_actions_adddup2(&actions, ends[ends.count - 1].number, number)
        return reads ? writing : reading
      }
      return nil
    }
    self.input = try connect(STDIN_FILENO, input, reads: true)
    self.output = try connect(STDOUT_FILENO, output, reads: false)
    guard try connect(STDERR_FILENO, errors, reads: false) == nil else {
      throw SupportError("only one output of a program can be a pipe")
    }

    // Signals that this process handles or ignores have their default effect in the program.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&defaults, number) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

    // A process has no folder of its own until it runs.
    let command = (folder.map { ["env", "--chdir=\($0)"] } ?? []) + [name] + arguments
    var words = command.map { strdup($0) } + [nil]
    var variables = (environment ?? [:]).map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var id = pid_t()
    let code =
      environment == nil
      ? posix_spawnp(&id, command[0], &actions, &attributes, &words, environ)
      : posix_spawnp(&id, command[0], &actions, &attributes, &words, &variables)
    withExtendedLifetime(ends) {}
    guard code == 0 else { throw SupportError("cannot start \(name): \(String(cString: strerror(code)))") }
    self.id = id
  }

  /// The next bytes that the program prints into its pipe; none at its end.
  package func readAvailable() -> [UInt8] { output?.read() ?? [] }

  /// Waits for the program's end.
  package func wait() -> Ending {
    var status: Int32 = 0
    var usage = rusage()
    while wait4(id, &status, 0, &usage) < 0, errno == EINTR {}
    let signal = status & 0x7f
    return Ending(
      code: signal == 0 ? (status >> 8) & 0xff : 128 + signal,
      cpuSeconds: usage.ru_utime.seconds + usage.ru_stime.seconds, peakBytes: Int(usage.ru_maxrss) * 1024)
  }

  /// Ends the program if it has not ended by itself, and waits for it.
  package func end() {
    kill(id, SIGKILL)
    _ = wait()
  }
}

extension timeval {
  fileprivate var seconds: Double { Double(tv_sec) + Double(tv_usec) * 1e-6 }
}

/// An open file of this process that no other program inherits.
private final class Descriptor: Sendable {
  let number: Int32

  init(_ number: Int32) { self.number = number }

  deinit { close(number) }

  static func pipe() throws -> (reading: Descriptor, writing: Descriptor) {
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { throw SupportError("no pipe can be made") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (Descriptor(ends[0]), Descriptor(ends[1]))
  }

  func read() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
      repeat { count = Glibc.read(number, buffer.baseAddress, buffer.count) } while count < 0 && errno == EINTR
      count = max(0, count)
    }
  }
}
