import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

/// Exports that take what they need from a configuration file.
@Suite struct `Configured export` {
  /// A folder with a configuration file for this service, and the key beside it.
  private func folder(
    for crisp: borrowing SimulatedCrisp, more: String = "", saysWhere: Bool = true
  ) throws -> ScratchFolder {
    let folder = try ScratchFolder()
    try FileManager.default.createDirectory(
      at: folder.url.appendingPathComponent("conf"), withIntermediateDirectories: false)
    try Data("\(CrispToken.demoKey)\n".utf8).write(to: folder.url.appendingPathComponent("conf/key"))
    let text = """
      {\(saysWhere ? #""crisp-base-url": "\#(crisp.simulator.baseURL)", "# : "")"crisp-api-identifier": "\(CrispToken.demoIdentifier)",
       "crisp-api-key-file": "key", "crisp-website-id": ["\(crisp.websiteID)"], "format": ["csv", "jsonl"],
       "operators": 5\(more)}
      """
    try Data(text.utf8).write(to: folder.url.appendingPathComponent("conf/rollcall.json"))
    return folder
  }

  @Test(arguments: [
    "cd conf && ROLLCALL_CRISP_BASE_URL=$url \"$rollcall\" export --output snapshot",
    "\"$rollcall\" export --config conf/rollcall.json --output conf/snapshot",
    "ROLLCALL_CONFIG=conf/rollcall.json \"$rollcall\" export crisp --output conf/snapshot",
  ])
  func `the configuration file is found in the working folder, by flag and by variable`(script: String) throws {
    let crisp = try SimulatedCrisp(operators: .generated(count: 5))
    // A file that nobody names does not say where the token goes.
    let folder = try folder(for: crisp, saysWhere: !script.hasPrefix("cd"))
    let run = try CommandRun.shell(script, environment: ["url": crisp.simulator.baseURL], in: folder.url)
    #expect(run.exitCode == 0, "\(run)")
    #expect(folder.contents.contains("conf/snapshot/operators/part-00000.csv.gz"), "\(folder.contents)")
    #expect(folder.contents.contains("conf/snapshot/operators/part-00000.jsonl.gz"), "\(folder.contents)")
    #expect(!run.errorOutput.contains(CrispToken.demoKey) && !run.output.contains(CrispToken.demoKey))
  }

  @Test func `a named file replaces the one in the working folder, and flags and variables override it`() throws {
    let crisp = try SimulatedCrisp(operators: .generated(count: 5))
    let folder = try folder(for: crisp, more: #", "compression": "none", "workers": 3"#)
    try Data("{".utf8).write(to: folder.url.appendingPathComponent("rollcall.json"))
    let run = try CommandRun.rollcall(
      "export", "--config", "conf/rollcall.json", "--format", "csv", "--output", "snapshot",
      environment: ["ROLLCALL_COMPRESSION": "gzip"], in: folder.url)
    #expect(run.exitCode == 0, "\(run)")
    let tables = folder.contents.filter { $0.hasPrefix("snapshot/operators/") }
    #expect(tables == ["snapshot/operators/part-00000.csv.gz"])
    let manifest = try String(contentsOf: folder.url.appendingPathComponent("snapshot/manifest.json"), encoding: .utf8)
    #expect(manifest.contains("workers") && !manifest.contains(CrispToken.demoKey))
  }

  @Test(arguments: [
    #""chatwoot-base-url": "https://127.0.0.1:1""#, #""ca-file": "ca.pem""#, #""allow-plain-http": true"#,
  ])
  func `a file that was found by chance cannot decide where a token goes`(member: String) throws {
    let folder = try ScratchFolder()
    try Data("{\(member)}".utf8).write(to: folder.url.appendingPathComponent("rollcall.json"))
    let name = member.split(separator: "\"")[0]
    let run = try CommandRun.rollcall(
      "check", environment: ["ROLLCALL_CHATWOOT_API_TOKEN": "canary", "ROLLCALL_CHATWOOT_ACCOUNT_ID": "1"],
      in: folder.url)
    #expect(run.exitCode == 78 && run.errorOutput.contains("“\(name)” in rollcall.json decides"), "\(run)")
    #expect(run.errorOutput.contains("--config rollcall.json"), "\(run)")
    // Where no token is, none can be led astray.
    let other = try CommandRun.rollcall("verify", "nowhere", in: folder.url)
    #expect(other.exitCode == 74, "\(other)")
  }

  @Test(arguments: ["chmod g+w", "chmod o+w", "chown 12345", "mkfifo x && mv x"])
  func `a file that others can write is refused unless it is named`(change: String) throws {
    // Only root can give a file away.
    guard !change.hasPrefix("chown") || geteuid() == 0 else { return }
    let folder = try ScratchFolder()
    try Data(#"{"workers": "many"}"#.utf8).write(to: folder.url.appendingPathComponent("rollcall.json"))
    let run = try CommandRun.shell("\(change) rollcall.json && \"$rollcall\" export --output x", in: folder.url)
    #expect(run.exitCode == 78 && run.errorOutput.contains("rollcall.json"), "\(run)")
    #expect(!run.errorOutput.contains("many"), "\(run)")
    // What asks nobody does not look at it.
    let verify = try CommandRun.rollcall("verify", "not-there", in: folder.url)
    #expect(verify.exitCode == 74 && verify.errorOutput.contains("not-there"), "\(verify)")
    if change.hasPrefix("mkfifo") { return }
    let named = try CommandRun.shell("\"$rollcall\" export --output x --config rollcall.json", in: folder.url)
    #expect(named.exitCode == 78 && named.errorOutput.contains("many"), "\(named)")
  }

  @Test(arguments: [
    ("--config nowhere.json", "{}", "the configuration file nowhere.json cannot be read: No such file"),
    ("", "{", "the configuration file rollcall.json is not JSON"),
    ("", #"{"ouput": "x"}"#, "“ouput” in rollcall.json is not a setting; did you mean “output”?"),
    ("", #"{"workers": true}"#, "“workers” in rollcall.json must be a whole number from 1 to 256 but is a boolean"),
    ("", #"{"crisp-api-key": "canary"}"#, "“crisp-api-key” in rollcall.json: a secret is not taken from"),
  ])
  func `a wrong configuration file exits with 78`(arguments: String, file: String, message: String) throws {
    let folder = try ScratchFolder()
    try Data(file.utf8).write(to: folder.url.appendingPathComponent("rollcall.json"))
    let run = try CommandRun.shell("\"$rollcall\" export --output x \(arguments)", in: folder.url)
    #expect(run.exitCode == 78 && run.errorOutput.hasPrefix("rollcall: \(message)"), "\(run)")
    #expect(!run.errorOutput.contains("canary") && folder.contents == ["rollcall.json"], "\(run)")
  }
}
