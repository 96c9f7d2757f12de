import FoundationEssentials

/// The `rollcall` command beside this one.
enum RollcallProgram {
  /// This program.
  static let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""

  /// Builds `rollcall` like this program, and returns its path: `swift run` builds only what it runs.
  static func build() throws -> String {
    let folder = String(own[..<(own.lastIndex(of: "/") ?? own.startIndex)])
    var package = folder
    while !FileManager.default.fileExists(atPath: "\(package)/Package.swift") {
      guard let slash = package.lastIndex(of: "/") else {
        throw Failure("there are no sources around \(folder) to build rollcall from: name it by --rollcall")
      }
      package = String(package[..<slash])
    }
    let configuration = folder.hasSuffix("release") ? "release" : "debug"
    let arguments = [
      "swift", "build", "--package-path", package, "--configuration", configuration, "--product", "rollcall",
    ]
    let ending = try ChildProcess.run("/usr/bin/env", arguments)
    guard ending.code == 0 else {
      throw Failure("rollcall cannot be built:\n\(String(decoding: ending.output, as: UTF8.self))")
    }
    return "\(folder)/rollcall"
  }
}

/// The parameters of a benchmark of whole programs.
struct ProgramRuns: Sendable {
  let options: Options
  let rollcall: String
}

extension Benchmark {
  /// The time before any work begins.
  static let versionProgram = Benchmark(
    name: "version", unit: "start", summary: "rollcall --version, from start to end",
    body: .program { runs in
      try (0..<max(runs.options.runCount, runs.options.isQuick ? 1 : 20))
        .map { _ in
          let ending = try ChildProcess.run(runs.rollcall, ["--version"])
          guard ending.code == 0 else { throw Failure("rollcall --version ended with \(ending.code)") }
          return Sample(count: 1, bytes: 0, seconds: ending.seconds, cpuSeconds: ending.cpuSeconds, peakBytes: 0)
        }
    })
}
