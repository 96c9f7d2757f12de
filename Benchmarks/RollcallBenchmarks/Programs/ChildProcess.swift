import FoundationEssentials
import Glibc

/// A process that this one has started.
struct ChildProcess {
  let id: pid_t
  private let start: Double

  /// The end of a process and its figures.
  struct Ending {
    /// The exit code, or 128 and the signal.
    let code: Int32
    let seconds: Double
    let cpuSeconds: Double
    let peakBytes: Int
    /// The standard output.
    var output: [UInt8] = []
  }

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - environment: additional variables; this process's own variables for Rollcall are left out.
  ///   - output: the file for the program's standard output.
  init(_ path: String, _ arguments: [String], environment: [String: String] = [:], output: String) throws {
    var variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("ROLLCALL_") }
    variables.merge(environment) { $1 }
    var words = ([path] + arguments).map { strdup($0) } + [nil]
    var settings = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + settings { free(text) } }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    // Signals that this process handles have their default effect in the child.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&defaults, number) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

    var id = pid_t()
    start = Stopwatch.read(CLOCK_MONOTONIC)
    let error = posix_spawn(&id, path, &actions, &attributes, &words, &settings)
    guard error == 0 else { throw Failure("cannot start \(path): \(String(cString: strerror(error)))") }
    self.id = id
    Cleanup.add(process: id)
  }

  /// Waits for the end.
  func wait() -> Ending {
    var status: Int32 = 0
    var usage = rusage()
    while wait4(id, &status, 0, &usage) < 0, errno == EINTR {}
    let seconds = Stopwatch.read(CLOCK_MONOTONIC) - start
    Cleanup.forget(process: id)
    let signal = status & 0x7f
    return Ending(
      code: signal == 0 ? (status >> 8) & 0xff : 128 + signal, seconds: seconds,
      cpuSeconds: usage.ru_utime.seconds + usage.ru_stime.seconds, peakBytes: Int(usage.ru_maxrss) * 1024)
  }

  /// Whether it has ended by itself; `wait` still gets its end.
  var hasEnded: Bool {
    var info = siginfo_t()
    waitid(P_PID, id_t(id), &info, WEXITED | WNOHANG | WNOWAIT)
    return info.si_signo != 0
  }

  /// Runs a program to its end.
  static func run(_ path: String, _ arguments: [String], environment: [String: String] = [:]) throws -> Ending {
    let folder = try Cleanup.makeFolder(in: "/tmp")
    defer { Cleanup.remove(folder: folder) }
    let output = "\(folder)/output"
    var ending = try ChildProcess(path, arguments, environment: environment, output: output).wait()
    ending.output = Array(FileManager.default.contents(atPath: output) ?? Data())
    return ending
  }
}

extension timeval {
  fileprivate var seconds: Double { Double(tv_sec) + Double(tv_usec) * 1e-6 }
}
