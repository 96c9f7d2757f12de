import Foundation

/// What a command printed and how it ended.
struct CommandRun: CustomStringConvertible {
  let command: String
  let exitCode: Int32
  let output: String
  let errorOutput: String

  /// Everything there is to know when an expectation about the run fails.
  var description: String {
    "\(command)\nexit code \(exitCode)\n--- standard output\n\(output)\n--- standard error\n\(errorOutput)"
  }

  /// The `rollcall` that was built beside these tests.
  static let rollcall = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appendingPathComponent("rollcall").path

  /// Runs `rollcall` in an environment of these variables and hardly anything else.
  static func rollcall(
    _ arguments: String..., environment: [String: String] = [:], in folder: URL? = nil
  ) throws -> CommandRun {
    try run(rollcall, arguments, environment: environment, in: folder)
  }

  /// Runs a command line by the shell; `$rollcall` stands for the program.
  static func shell(
    _ script: String, environment: [String: String] = [:], in folder: URL? = nil
  ) throws -> CommandRun {
    let environment = environment.merging(["rollcall": rollcall]) { own, _ in own }
    return try run("/bin/bash", ["-c", script], environment: environment, in: folder)
  }

  static func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:], in folder: URL? = nil
  ) throws -> CommandRun {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let inherited = ProcessInfo.processInfo.environment.filter { name, _ in
      ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "TSAN_OPTIONS", "ASAN_OPTIONS", "LSAN_OPTIONS"].contains(name)
    }
    process.environment = inherited.merging(environment) { _, own in own }
    if let folder { process.currentDirectoryURL = folder }
    process.standardInput = FileHandle.nullDevice
    // Files, because a pipe that nobody empties would stop the process.
    let folder = try TemporaryFolder()
    let output = folder.url.appendingPathComponent("output")
    let errorOutput = folder.url.appendingPathComponent("error")
    for file in [output, errorOutput] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errorOutput)
    try process.run()
    process.waitUntilExit()
    return CommandRun(
      command: ([program] + arguments).joined(separator: " "), exitCode: process.terminationStatus,
      output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      errorOutput: String(decoding: try Data(contentsOf: errorOutput), as: UTF8.self))
  }
}

/// A folder of its own for a test, deleted with this object.
final class TemporaryFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("rollcall-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The path of something in the folder.
  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  /// What is in the folder, at any depth.
  var contents: [String] {
    (FileManager.default.enumerator(atPath: url.path)?.allObjects as? [String] ?? []).sorted()
  }
}
