import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

@Suite struct `Refused exports` {
  @Test func `a wrong key exits with 77, names the reason and says what to do`() throws {
    let crisp = try SimulatedCrisp(operators: .generated(count: 5))
    let folder = try ScratchFolder()
    var environment = crisp.environment
    environment["ROLLCALL_CRISP_API_KEY"] = String(repeating: "0", count: 64)
    let run = try CommandRun.rollcall(
      "export", "crisp", "--output", folder.file("snapshot"), environment: environment)
    #expect(run.exitCode == 77, "\(run)")
    #expect(run.errorOutput.contains("401 invalid_session"), "\(run)")
    #expect(run.errorOutput.contains("next:  check ROLLCALL_CRISP_API_IDENTIFIER and ROLLCALL_CRISP_API_KEY"), "\(run)")
    #expect(run.output.isEmpty)
    #expect(folder.contents.isEmpty, "nothing is left behind: \(folder.contents)")
  }

  @Test func `a website out of the token's reach exits with 77 and not_subscribed`() throws {
    let crisp = try SimulatedCrisp(operators: .generated(count: 5))
    let folder = try ScratchFolder()
    let run = try CommandRun.rollcall(
      "export", "crisp", "--crisp-website-id", "00000000-0000-4000-8000-000000000000", "--output",
      folder.file("snapshot"), environment: crisp.environment)
    #expect(run.exitCode == 77, "\(run)")
    #expect(run.errorOutput.contains("not_subscribed"), "\(run)")
    #expect(folder.contents.isEmpty)
  }

  @Test func `an export with one failed website of two exits with 1, without its rows`() throws {
    let crisp = try SimulatedCrisp(operators: .generated(count: 5))
    let folder = try ScratchFolder()
    let missing = "00000000-0000-4000-8000-000000000000"
    let run = try CommandRun.rollcall(
      "export", "crisp", "--crisp-website-id", "\(missing),\(crisp.websiteID)", "--output", folder.file("snapshot"),
      "--compression", "none", environment: crisp.environment)
    #expect(run.exitCode == 1, "\(run)")
    #expect(run.output.contains("NOT complete: of 2 tenants 1 failed, 0 incomplete"), "\(run)")
    #expect(run.errorOutput.contains("crisp \(missing): failed"), "\(run)")
    let operators = try String(contentsOfFile: folder.file("snapshot/operators/part-00000.csv"), encoding: .utf8)
    #expect(operators.split(separator: "\n").count == 6)
    #expect(!operators.contains(missing))
    let manifest = try String(contentsOfFile: folder.file("snapshot/manifest.json"), encoding: .utf8)
    #expect(manifest.contains(#""complete" : false"#) && manifest.contains(#""reason" : "not_subscribed""#))
  }

  @Test(arguments: ["snapshot", "snapshot.partial"])
  func `a folder in the way is refused with 73 and left alone`(name: String) throws {
    let crisp = try SimulatedCrisp(operators: .generated(count: 5))
    let folder = try ScratchFolder()
    try FileManager.default.createDirectory(atPath: folder.file("\(name)/precious"), withIntermediateDirectories: true)
    let run = try CommandRun.rollcall(
      "export", "crisp", "--output", folder.file("snapshot"), environment: crisp.environment)
    #expect(run.exitCode == 73, "\(run)")
    #expect(run.errorOutput.contains("\(folder.file(name)) exists already"), "\(run)")
    #expect(folder.contents == [name, "\(name)/precious"])
    #expect(crisp.simulator.requestCount == 0, "nothing is asked for in vain")
  }

  @Test func `the remains of an interrupted run are deleted on request`() throws {
    let crisp = try SimulatedCrisp(operators: .generated(count: 5))
    let folder = try ScratchFolder()
    try FileManager.default.createDirectory(
      atPath: folder.file("snapshot.partial/operators"), withIntermediateDirectories: true)
    try Data("{".utf8).write(to: URL(filePath: folder.file("snapshot.partial/checkpoint.json")))
    let run = try CommandRun.rollcall(
      "export", "crisp", "--output", folder.file("snapshot"), "--discard-partial", environment: crisp.environment)
    #expect(run.exitCode == 0, "\(run)")
    #expect(!folder.contents.contains { $0.contains("partial") })
  }

  @Test(
    arguments: [
      (#"{"error":false,"reason":"listed","data":[{"type":"operator",}]}"#, "not JSON"),
      (#"{"error":false,"reason":"listed","data":[{"type":"operator","details":{"user_id":"u","role":7}}]}"#, "`role`"),
      (#"{"error":false,"reason":"listed","data":[]}"#, "listed no operator at all"),
      (#"{"error":false,"reason":"listed","data":{}}"#, "`data` should be an array"),
      (#"{"error":false,"reason":"listed","data":[{"type":"operator""#, "ends inside its list"),
      ("<html>Welcome to the hotel WiFi</html>", "not JSON"),
    ])
  func `an impossible response exits with 65, and leaves nothing`(body: String, text: String) throws {
    let crisp = try SimulatedCrisp(operators: .raw(Array(body.utf8)))
    let folder = try ScratchFolder()
    let run = try CommandRun.rollcall(
      "export", "crisp", "--output", folder.file("snapshot"), environment: crisp.environment)
    #expect(run.exitCode == 65, "\(run)")
    #expect(run.errorOutput.contains(text), "\(run)")
    #expect(run.errorOutput.contains("GET /v1/website/\(crisp.websiteID)/operators/list"), "\(run)")
    #expect(folder.contents.isEmpty, "\(folder.contents)")
  }

  @Test func `a response with invalid UTF-8 exits with 65`() throws {
    var body = Array(#"{"error":false,"reason":"listed","data":[{"type":"operator","details":{"user_id":""#.utf8)
    body += [0x61, 0xFF, 0x62] + Array(#"","role":"owner"}}]}"#.utf8)
    let crisp = try SimulatedCrisp(operators: .raw(body))
    let folder = try ScratchFolder()
    let run = try CommandRun.rollcall(
      "export", "crisp", "--output", folder.file("snapshot"), environment: crisp.environment)
    #expect(run.exitCode == 65, "\(run)")
    #expect(run.errorOutput.contains("UTF-8"), "\(run)")
    #expect(folder.contents.isEmpty)
  }

  @Test func `a service that does not answer exits with 69`() throws {
    let folder = try ScratchFolder()
    let run = try CommandRun.rollcall(
      "export", "crisp", "--output", folder.file("snapshot"), "--max-retry-time", "1s",
      environment: [
        "ROLLCALL_CRISP_BASE_URL": "http://127.0.0.1:1", "ROLLCALL_CRISP_API_IDENTIFIER": "identifier",
        "ROLLCALL_CRISP_API_KEY": "key", "ROLLCALL_CRISP_WEBSITE_ID": "w",
      ])
    #expect(run.exitCode == 69, "\(run)")
    #expect(folder.contents.isEmpty)
  }

  @Test func `a limit without an end exits with 75`() throws {
    let crisp = try SimulatedCrisp(operators: .generated(count: 5)) { scenario in
      scenario.crisp.faults = [
        FaultRule(.crispError(423, "quota_limit_exceeded", retryAfter: .seconds(3600)), times: nil)
      ]
    }
    let folder = try ScratchFolder()
    let run = try CommandRun.rollcall(
      "export", "crisp", "--output", folder.file("snapshot"), environment: crisp.environment)
    #expect(run.exitCode == 75, "\(run)")
    #expect(run.errorOutput.contains("quota_limit_exceeded"), "\(run)")
  }
}
