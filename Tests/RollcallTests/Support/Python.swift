import Foundation

/// A Python script as a second opinion on our bytes: its `csv` and `json` modules know nothing of this package.
enum Python {
  struct Failure: Error, CustomStringConvertible {
    let status: Int32
    let errors: String
    var description: String { "python3 ended with \(status): \(errors)" }
  }

  /// Runs a script with arguments and returns what it prints.
  static func run(_ script: String, _ arguments: [String]) throws -> String {
    try Command.run("python3", ["-c", script] + arguments)
  }
}

/// A program of the system, found by its name.
enum Command {
  static func run(_ name: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name] + arguments
    let output = Pipe()
    process.standardOutput = output
    // Into a file, because nobody reads a second pipe while the first one fills.
    let folder = try ScratchFolder()
    let errorsPath = try folder.write([], to: "errors")
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errorsPath))
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let errors = FileManager.default.contents(atPath: errorsPath) ?? Data()
      throw Python.Failure(status: process.terminationStatus, errors: String(decoding: errors, as: UTF8.self))
    }
    return String(decoding: data, as: UTF8.self)
  }
}
