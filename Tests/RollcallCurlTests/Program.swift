import Foundation
import Glibc

/// A program that runs beside the tests.
///
/// Not Foundation's `Process`: that learns of a program's end through a socket which every other program inherits that
/// is started in the same moment, so that one which goes on, such as a server, hides the end of one that is over.
struct Program {
  /// What the program prints.
  let output: FileHandle
  private let input: FileHandle
  private let process: pid_t

  /// Starts a program.
  init(_ name: String, _ arguments: [String]) throws {
    let (input, output) = (try Self.pipe(), try Self.pipe())
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input.reading, 0)
    posix_spawn_file_actions_adddup2(&actions, output.writing, 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var strings = ([name] + arguments).map { strdup($0) } + [nil]
    defer { for string in strings { free(string) } }
    var process = pid_t()
    let code = posix_spawnp(&process, name, &actions, nil, &strings, environ)
    close(input.reading)
    close(output.writing)
    self.input = FileHandle(fileDescriptor: input.writing, closeOnDealloc: true)
    self.output = FileHandle(fileDescriptor: output.reading, closeOnDealloc: true)
    self.process = process
    guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .ENOENT) }
  }

  /// Ends the program if it has not ended by itself, and waits for it.
  func end() {
    try? input.close()
    kill(process, SIGKILL)
    _ = wait()
  }

  /// Waits for the program's end.
  ///
  /// - Returns: its exit code, or -1 if a signal ended it.
  func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) == -1, errno == EINTR {}
    return status & 0x7f == 0 ? (status >> 8) & 0xff : -1
  }

  private static func pipe() throws -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { throw POSIXError(.EMFILE) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }
}

/// Runs a program to its end. Its whole output comes back, so it suits small outputs only.
func run(_ name: String, _ arguments: [String]) async throws -> (status: Int32, output: Data) {
  let program = try Program(name, arguments)
  return try await blocking {
    Result {
      let output = try program.output.readToEnd() ?? Data()
      return (program.wait(), output)
    }
  }
  .get()
}

/// Calls what waits for something outside of this process, where it takes no thread from the tasks that wait for it.
func blocking<R: Sendable>(_ body: @escaping @Sendable () -> R) async -> R {
  await withCheckedContinuation { continuation in
    DispatchQueue.global().async { continuation.resume(returning: body()) }
  }
}
