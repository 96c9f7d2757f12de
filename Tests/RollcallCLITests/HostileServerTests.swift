import Foundation
import RollcallTestSupport
import Testing

/// Servers that send without an end: each is left with a clear error, within a bound of memory.
@Suite(.serialized, .timeLimit(.minutes(5))) struct `Hostile servers` {
  private static let limits: [(kind: String, limit: String)] = [
    ("string", "an element of the list is larger than 16 MiB"),
    ("element", "an element of the list is larger than 16 MiB"),
    ("brackets", "an element of the list is larger than 16 MiB"),
    ("blanks", "an element of the list is larger than 16 MiB"), ("frame", "more than 4 MiB around the list"),
    ("nothing", "more than 4 MiB around the list"),
  ]

  /// Four lists at a time, and what that took at most.
  private func run(_ path: String) async throws -> (run: CommandRun, peakKiB: Int) {
    let folder = try ScratchFolder()
    let measure = """
      import resource, subprocess, sys
      code = subprocess.run(sys.argv[1:]).returncode
      print("peak", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
      sys.exit(code)
      """
    let run = try await PythonServer.run("server.py") { server in
      // By way of a proxy, because nobody asks this machine itself for compression.
      try await PythonServer.run("proxy.py", [folder.file("log")]) { proxy in
        try CommandRun.run(
          "python3",
          [
            "-c", measure, CommandRun.rollcall, "export", "crisp", "--crisp-base-url",
            "http://hostile.example.test:\(server.port)/\(path)", "--allow-plain-http", "--tables", "operators",
            "--output", "snapshot",
          ],
          environment: [
            "http_proxy": "http://127.0.0.1:\(proxy.port)", "ROLLCALL_CRISP_API_IDENTIFIER": "identifier",
            "ROLLCALL_CRISP_API_KEY": "canary-key-0123456789", "ROLLCALL_CRISP_WEBSITE_ID": "w1,w2,w3,w4",
            "ROLLCALL_CRISP_INBOXES": "never",
          ], in: folder.url)
      }
    }
    #expect(!folder.contents.contains { $0.contains("snapshot") })
    let peak = run.output.split(separator: " ").last.flatMap { Int($0.trimmingCharacters(in: .newlines)) }
    return (run, try #require(peak, "\(run)"))
  }

  private func expect(_ path: String, _ limit: String) async throws {
    let start = ContinuousClock.now
    let (run, peak) = try await run(path)
    let seconds = ContinuousClock.now - start
    print("\(path): \(peak >> 10) MiB at most, \(seconds)")
    #expect(run.exitCode == 65, "\(run)")
    #expect(run.errorOutput.contains(limit) && run.errorOutput.contains(", near byte "), "\(run)")
    #expect(run.errorOutput.contains("where: crisp w1, GET /v1/website/w1/operators/list"), "\(run)")
    #expect(!run.errorOutput.contains("attempts"), "\(run)")
    if ProcessInfo.processInfo.environment["ROLLCALL_TEST_SANITIZER"] == nil { #expect(peak < 256 << 10, "\(run)") }
  }

  @Test(arguments: limits)
  func `ten gibibytes that were compressed to ten mebibytes are refused at the limit`(
    limit: (kind: String, limit: String)
  ) async throws {
    try await expect("endless/\(limit.kind)/gzip", limit.limit)
  }

  @Test(arguments: [limits[0], limits[5]])
  func `ten gibibytes without compression are refused at the limit`(limit: (kind: String, limit: String)) async throws {
    try await expect("endless/\(limit.kind)/identity", limit.limit)
  }

  @Test func `a response with a hundred thousand levels is refused`() async throws {
    try await expect("deep", "it nests deeper than 128 levels")
  }
}
