import FoundationEssentials
import Glibc
import RollcallTestSupport

/// A process that this one has started.
struct ChildProcess {
  private let program: Program
  private let start: Double

  var id: pid_t { program.id }

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
    start = Stopwatch.read(CLOCK_MONOTONIC)
    program = try Program(
      path, arguments, environment: variables, output: .file(output), errors: .inherited)
    Cleanup.add(process: id)
  }

  /// Waits for the end.
  func wait() -> Ending {
    let ending = program.wait()
    let seconds = Stopwatch.read(CLOCK_MONOTONIC) - start
    Cleanup.forget(process: id)
    return Ending(
      code: ending.code, seconds: seconds, cpuSeconds: ending.cpuSeconds, peakBytes: ending.peakBytes)
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
