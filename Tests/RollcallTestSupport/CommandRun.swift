import FoundationEssentials

/// The output of a command and how it ended.
package struct CommandRun: CustomStringConvertible, Sendable {
  package let command: String
  /// The exit code, or 128 and the signal.
  package let exitCode: Int32
  package let outputBytes: [UInt8]
  package let errorOutput: String

  package var output: String { String(decoding: outputBytes, as: UTF8.self) }

  /// Everything there is to know when an expectation about the run fails.
  package var description: String {
    "\(command)\nexit code \(exitCode)\n--- standard output\n\(output)\n--- standard error\n\(errorOutput)"
  }

  /// The `rollcall` that was built beside these tests.
  package static let rollcall =
    URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "rollcall").path

  /// Runs `rollcall` in an environment of these variables and hardly anything else.
  package static func rollcall(
    _ arguments: String..., environment: [String: String] = [:], in folder: URL? = nil
  ) throws -> CommandRun {
    try run(rollcall, arguments, environment: environment, in: folder)
  }

  /// Runs a command line by the shell; `$rollcall` stands for the program.
  package static func shell(
    _ script: String, environment: [String: String] = [:], in folder: URL? = nil
  ) throws -> CommandRun {
    let environment = environment.merging(["rollcall": rollcall]) { own, _ in own }
    return try run("/bin/bash", ["-c", script], environment: environment, in: folder)
  }

  /// Runs a program to its end, in an environment of these variables and hardly anything else.
  package static func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:], in folder: URL? = nil,
    input: [UInt8] = []
  ) throws -> CommandRun {
    let inherited = ProcessInfo.processInfo.environment.filter { name, _ in
      ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "TSAN_OPTIONS", "ASAN_OPTIONS", "LSAN_OPTIONS"].contains(name)
    }
    // Files, because a pipe that is full stops its writer.
    let files = try ScratchFolder()
    let started = try Program(
      program, arguments, environment: inherited.merging(environment) { _, own in own }, in: folder?.path,
      input: input.isEmpty ? .nothing : .file(files.write(input, to: "input")),
      output: .file(files.file("output")), errors: .file(files.file("errors")))
    let ending = started.wait()
    return CommandRun(
      command: ([program] + arguments).joined(separator: " "), exitCode: ending.code,
      outputBytes: files.contents(of: "output") ?? [],
      errorOutput: String(decoding: files.contents(of: "errors") ?? [], as: UTF8.self))
  }

  /// Expects success.
  ///
  /// - Returns: what the program printed.
  package func succeeded() throws -> String {
    guard exitCode == 0 else { throw SupportError("\(self)") }
    return output
  }
}

/// A Python script as a second opinion on our bytes: its `csv` and `json` modules know nothing of this package.
package enum Python {
  /// Runs a script with arguments and returns what it prints.
  package static func run(_ script: String, _ arguments: [String]) throws -> String {
    try CommandRun.run("python3", ["-c", script] + arguments).succeeded()
  }
}
