import FoundationEssentials
import Glibc

/// `rollcall simulate` in a process of its own, with everything generated before the measurement.
struct SimulatorProcess {
  private let process: ChildProcess
  private let folder: String
  /// The settings that an export from the simulator needs, by the names of their variables.
  let settings: [String: String]

  init(_ rollcall: String, _ arguments: [String], scratchParent: String) throws {
    folder = try Cleanup.makeFolder(in: scratchParent)
    let output = "\(folder)/output"
    process = try ChildProcess(rollcall, ["simulate"] + arguments, output: output)
    var text = ""
    // The last line comes when everything is ready to be served.
    while !text.contains("\nrollcall export") {
      guard !process.hasEnded else { throw Failure("the simulator ended") }
      usleep(20_000)
      text = FileManager.default.contents(atPath: output).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
    var settings: [String: String] = [:]
    for line in text.split(separator: "\n") where line.hasPrefix("export ") {
      let parts = line.dropFirst("export ".count).split(separator: "=", maxSplits: 1)
      if parts.count == 2 { settings[String(parts[0])] = String(parts[1]) }
    }
    self.settings = settings
  }

  var baseURL: String { settings["ROLLCALL_CRISP_BASE_URL"] ?? "" }

  func stop() {
    kill(process.id, SIGTERM)
    _ = process.wait()
    Cleanup.remove(folder: folder)
  }
}
