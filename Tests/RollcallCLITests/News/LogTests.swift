import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

@testable import Rollcall
@testable import RollcallCLI

@Suite struct `Log of a run` {
  /// The objects of a log, which must be nothing but objects with flat fields.
  private func records(_ log: String) throws -> [[String: Any]] {
    try log.split(separator: "\n")
      .map { line in
        let object = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
        #expect(object.values.allSatisfy { $0 is String || $0 is NSNumber }, "\(line)")
        #expect(object.keys.allSatisfy { $0 == $0.lowercased() && !$0.contains("-") }, "\(line)")
        #expect(object["ts"] is String && object["level"] is String, "\(line)")
        return object
      }
  }

  @Test func `each event is one object a line, and the figures are those of the server`() throws {
    var scenario = Scenario.manyWebsites(5, operatorsEach: 3)
    scenario.crisp.faults = [FaultRule(.text(429, "slow down"), fromRequest: 4, times: 1)]
    let services = try SimulatedServices(scenario)
    let folder = try ScratchFolder()
    let run = try CommandRun.rollcall(
      "export", "crisp", "--output", folder.file("snapshot"), "--log-format", "json", "--log-level", "debug",
      "--metrics-file", folder.file("rollcall.prom"), "--json", environment: services.crisp)
    #expect(run.exitCode == 0, "\(run)")
    let records = try records(run.errorOutput)
    let events = records.compactMap { $0["event"] as? String }
    #expect(events.first == "run_started" && events.last == "run_finished", "\(events)")
    for event in ["plan", "paused", "progress", "snapshot_written"] { #expect(events.contains(event), "\(events)") }
    #expect(records.last?["exit_code"] as? Int == 0)
    let progress = try #require(records.last { $0["event"] as? String == "progress" })
    let requests = services.simulator.requests.count
    #expect(progress["requests"] as? Int == requests && progress["requests_sent_again"] as? Int == 1)
    #expect(progress["tenants_done"] as? Int == 5 && progress["tenants"] as? Int == 5)
    let metrics = try String(contentsOfFile: folder.file("rollcall.prom"), encoding: .utf8)
    let counted = metrics.split(separator: "\n").filter { $0.hasPrefix("rollcall_requests_total{") }
      .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
    #expect(counted.reduce(0, +) == requests, "\(metrics)")
    #expect(metrics.contains(#"rollcall_tenants{service="crisp",status="complete"} 5"#), "\(metrics)")
    #expect(metrics.contains(#"rollcall_tenants{service="crisp",status="failed"} 0"#), "\(metrics)")
    #expect(metrics.contains(#"rollcall_rows{table="operators"} 15"#), "\(metrics)")
    let result = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(result["type"] as? String == "export" && result["format_version"] as? Int == 2)
    #expect(run.output.split(separator: "\n").count == 1)
  }

  @Test func `a tenant that fails is an event, and the result says why the code is 1`() throws {
    var scenario = Scenario.manyWebsites(3, operatorsEach: 3)
    scenario.crisp.faults = [FaultRule(.crispError(404, "website_not_found"), on: .suffix("/operators/list"))]
    let services = try SimulatedServices(scenario)
    let folder = try ScratchFolder()
    let run = try CommandRun.rollcall(
      "export", "crisp", "--output", folder.file("snapshot"), "--log-format", "json", "--json",
      environment: services.crisp)
    #expect(run.exitCode == 1, "\(run)")
    let failed = try #require(
      try records(run.errorOutput).first { $0["event"] as? String == "tenant_failed" }, "\(run)")
    #expect(failed["level"] as? String == "warning" && failed["tenant_id"] is String && failed["message"] is String)
    let result = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(result["code"] as? Int == 1 && result["message"] is String && result["next"] is String, "\(run)")
  }

  @Test(arguments: [
    ("export crisp --output x --json --log-format json", 78), ("export crisp --outputt x --json --log-format=json", 64),
    ("check crisp --json --log-format json", 78), ("verify nowhere --json", 74), ("stats nowhere --json", 74),
    ("nothing --json", 64),
    ("export crisp --output x --json --progress sometimes", 64),
  ])
  func `an error is an object on standard output, too`(arguments: String, exitCode: Int32) throws {
    let folder = try ScratchFolder()
    let run = try CommandRun.shell("\"$rollcall\" \(arguments)", in: folder.url)
    #expect(run.exitCode == exitCode, "\(run)")
    let result = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any], "\(run)")
    #expect(result["type"] as? String == "error" && result["format_version"] as? Int == 2, "\(run)")
    #expect(result["code"] as? Int == Int(exitCode) && result["message"] is String, "\(run)")
    if arguments.contains("--log-format") { _ = try records(run.errorOutput) }
  }

  @Test func `a run that fails says so in log and metrics, last of all`() throws {
    let folder = try ScratchFolder()
    let run = try CommandRun.rollcall(
      "export", "chatwoot", "--chatwoot-base-url", "http://127.0.0.1:9", "--chatwoot-all-accounts", "--output",
      folder.file("snapshot"), "--max-retry-time", "1s", "--log-format", "json", "--metrics-file",
      folder.file("rollcall.prom"), environment: ["ROLLCALL_CHATWOOT_API_TOKEN": "planted-token-0123456789"])
    #expect(run.exitCode == 69, "\(run)")
    let records = try records(run.errorOutput)
    #expect(records.suffix(2).compactMap { $0["event"] as? String } == ["error", "run_finished"], "\(run)")
    #expect(records.last?["exit_code"] as? Int == 69)
    let metrics = try String(contentsOfFile: folder.file("rollcall.prom"), encoding: .utf8)
    #expect(metrics.contains("rollcall_exit_code 69\n") && metrics.contains("rollcall_complete 0\n"), "\(metrics)")
    #expect(!metrics.contains("planted") && !run.errorOutput.contains("planted"))
    let mode = try FileManager.default.attributesOfItem(atPath: folder.file("rollcall.prom"))[.posixPermissions] as? Int
    #expect(mode.map { $0 & 0o600 } == 0o600)
  }
}

@Suite struct `Metrics of runs` {
  /// The metrics of a run that succeeded.
  private static let before = """
    # HELP rollcall_last_success_timestamp_seconds x
    rollcall_last_success_timestamp_seconds 1700000000
    rollcall_exit_code 0

    """

  @Test(arguments: [
    ("export crisp --output x --workers abc --metrics-file m.prom", 64),
    ("export crisp --output x --workrs 3 --metrics-file=m.prom", 64),
    ("export --output x --metrics-file m.prom", 78), ("export --config nowhere.json --metrics-file m.prom", 78),
  ])
  func `a run that cannot even begin has failed, and says so in its metrics`(arguments: String, code: Int32) throws {
    let folder = try ScratchFolder()
    _ = try folder.write(Array(Self.before.utf8), to: "m.prom")
    let run = try CommandRun.shell("\"$rollcall\" \(arguments)", in: folder.url)
    #expect(run.exitCode == code, "\(run)")
    let metrics = try String(contentsOfFile: folder.file("m.prom"), encoding: .utf8)
    #expect(metrics.contains("rollcall_exit_code \(code)\n") && metrics.contains("rollcall_complete 0\n"), "\(metrics)")
    #expect(metrics.contains("rollcall_last_success_timestamp_seconds 1700000000\n"), "\(metrics)")
  }

  @Test(arguments: ["link.prom", "other.json", "folder", "/dev/null", "nowhere/m.prom"])
  func `nothing but metrics is replaced`(path: String) throws {
    let services = try SimulatedServices(.manyWebsites(1, operatorsEach: 3))
    let folder = try ScratchFolder()
    _ = try CommandRun.shell("ln -s m.prom link.prom; echo '{}' > other.json; mkdir folder", in: folder.url).succeeded()
    let run = try CommandRun.rollcall(
      "export", "crisp", "--output", "snapshot", "--metrics-file", path, environment: services.crisp, in: folder.url)
    #expect(run.exitCode == 73 && run.errorOutput.contains("cannot write metrics to \(path)"), "\(run)")
    #expect(services.simulator.requests.isEmpty)
    #expect(try String(contentsOfFile: folder.file("other.json"), encoding: .utf8) == "{}\n")
    #expect(folder.contents.sorted() == ["folder", "link.prom", "other.json"], "\(folder.contents)")
  }
}

@Suite struct `Places inside a snapshot` {
  @Test func `nothing is written into a snapshot, which could not be verified any more`() throws {
    let folder = try ScratchFolder()
    _ =
      try CommandRun.rollcall(
        "demo", "--quiet", "--operators", "5", "--agents", "3", "--output", "snapshot", in: folder.url
      )
      .succeeded()
    _ = try CommandRun.shell("ln -s snapshot/grants link", in: folder.url).succeeded()
    for command in [
      "demo --quiet --operators 5 --output snapshot/x", "demo --quiet --operators 5 --output link/x",
      "access snapshot --output snapshot/a.txt", "report snapshot --output snapshot/operators/r.html",
      "convert snapshot --preset veza --output snapshot/v.json",
    ] {
      let run = try CommandRun.shell("\"$rollcall\" \(command)", in: folder.url)
      #expect(run.exitCode == 73 && run.errorOutput.contains("is inside the snapshot"), "\(run)")
    }
    _ = try CommandRun.rollcall("verify", "snapshot", in: folder.url).succeeded()
    _ =
      try CommandRun.shell(
        "mkdir -p snapshot/../y && \"$rollcall\" access snapshot --output snapshot/../y/a.txt", in: folder.url
      )
      .succeeded()
  }
}

@Suite struct `Lines of a log` {
  @Test func `a record is one line, with its fields in order and harmless texts`() throws {
    let record = LogRecord(
      .warning, "paused",
      [
        ("service", .text("crisp")), ("seconds", .decimal(1.23456)), ("held", .integer(3)), ("missing", nil),
        ("done", .flag(false)), ("message", .text("a \"b\"\n\u{1B}[2Jc\u{202E}/d")), ("left", .decimal(.infinity)),
      ])
    #expect(
      record.line(at: Timestamp(rfc3339: "2026-11-01T00:00:00.5Z")!)
        == #"{"ts":"2026-11-01T00:00:00.500Z","level":"warning","event":"paused","service":"crisp","seconds":1.235,"#
        + #""held":3,"done":false,"message":"a \"b\"\n\u001b[2Jc\u202e/d","left":null}"#)
  }

  @Test func `an object has its fields in order, and none is an object, too`() {
    #expect(JSONScalar.object([("b", .integer(1)), ("a", .text("/é"))]) == #"{"b":1,"a":"/é"}"#)
    #expect(JSONScalar.object([]) == "{}")
  }

  @Test func `the levels tell more and more`() {
    #expect(LogLevel.allCases.sorted() == [.error, .warning, .info, .debug])
    #expect(LogLevel.warning < .info && !(LogLevel.debug < .debug))
  }

  @Test func `a table has columns as wide as their widest text, numbers at the right`() {
    let table = TextTable(["endpoint", "n"], [["GET /a", "1,000"], ["GET /名", "2"]])
    #expect(table.lines == ["endpoint      n", "GET /a    1,000", "GET /名       2"])
    #expect(table.lines(width: nil) == table.lines && table.lines(width: 15) == table.lines)
    // Columns that do not fit would run into each other where their lines are broken.
    #expect(table.lines(width: 14) == ["GET /a: n 1,000", "GET /名: n 2"])
  }
}

@Suite struct `Command stats` {
  @Test func `the figures of the manifest are told for people and for programs`() throws {
    let services = try SimulatedServices(.manyWebsites(5, operatorsEach: 3))
    let folder = try ScratchFolder()
    let run = try CommandRun.rollcall(
      "export", "crisp", "--output", folder.file("snapshot"), environment: services.crisp)
    #expect(run.exitCode == 0, "\(run)")
    let text = try CommandRun.rollcall("stats", folder.file("snapshot")).succeeded()
    let requests = services.simulator.requests.count
    #expect(text.contains("\(requests) requests in ") && text.contains("slowest tenants"), "\(text)")
    let json = try CommandRun.rollcall("stats", folder.file("snapshot"), "--json").succeeded()
    let result = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let endpoints = try #require(result["endpoints"] as? [[String: Any]])
    #expect(endpoints.compactMap { $0["requests"] as? Int }.reduce(0, +) == requests, "\(json)")
    for endpoint in endpoints { #expect(text.contains(endpoint["pattern"] as? String ?? "?"), "\(text)") }
    #expect((result["slowest_tenants"] as? [Any])?.count == 5)
  }
}
