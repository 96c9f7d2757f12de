import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

/// What happens to a run that is stopped, and how the next one goes on.
@Suite(.timeLimit(.minutes(5))) struct `Interrupted exports` {
  /// Sixty websites that take a while, one after the other.
  private func services() throws -> SimulatedServices {
    var scenario = Scenario.manyWebsites(60, operatorsEach: 150)
    scenario.crisp.faults = [FaultRule(.delay(.milliseconds(15)), on: .suffix("/list"), times: nil)]
    return try SimulatedServices(scenario)
  }

  private static let command = command(level: "1")

  private static func command(level: String) -> String {
    """
    exec "$rollcall" export crisp --output snapshot --snapshot-at 2026-11-01T00:00:00Z --format csv,jsonl \
    --compression-level \(level) --checkpoint-interval 0s
    """
  }

  /// Runs the export until its checkpoint has a few tenants, sends it the signals, and says how it ended and how long
  /// after the first signal.
  private static func interrupted(_ command: String = command, by signals: String) -> String {
    """
    (\(command) --workers 1) 2> errors & run=$!
    until [ "$(grep -o tenantId snapshot.partial/checkpoint.json 2>/dev/null | wc -l)" -ge 5 ]; do sleep 0.01; done
    start=$(date +%s%N)
    \(signals)
    wait $run
    echo "exit $? ms $(( ($(date +%s%N) - start) / 1000000 ))"
    """
  }

  @Test(arguments: [("INT", 130, "1"), ("TERM", 143, "fast")])
  func `a signal ends an export at once, and the resumed run gives the same snapshot`(
    signal: String, code: Int, level: String
  ) throws {
    let services = try services()
    let folder = try ScratchFolder()
    let command = Self.command(level: level)
    let run = try CommandRun.shell(
      Self.interrupted(command, by: "kill -\(signal) $run") + "\ncat errors", environment: services.crisp,
      in: folder.url)
    let words = run.output.split { " \n".contains($0) }
    #expect(words.first == "exit" && words[1] == "\(code)" && Int(words[3]) ?? .max < 2000, "\(run)")
    #expect(run.output.contains("SIG\(signal)") && run.output.contains("the same command with --resume"), "\(run)")
    let refused = try CommandRun.shell(command, environment: services.crisp, in: folder.url)
    #expect(refused.exitCode == 73 && refused.errorOutput.contains("--resume"), "\(refused)")

    let before = services.simulator.requestCount
    let resumed = try CommandRun.shell(command + " --resume", environment: services.crisp, in: folder.url)
    #expect(resumed.exitCode == 0 && resumed.output.contains("complete: 60 tenants, 9,000 operators"), "\(resumed)")
    // Five at least are not asked for again, with two requests each.
    #expect(services.simulator.requestCount - before <= 110)
    let whole = try CommandRun.shell(
      command.replacing("--output snapshot", with: "--output whole")
        + """

        """, environment: services.crisp, in: folder.url)
    #expect(whole.exitCode == 0)
    let same = try CommandRun.shell(
      "diff -r --exclude manifest.json --exclude SHA256SUMS snapshot whole && \"$rollcall\" verify snapshot",
      in: folder.url)
    #expect(same.exitCode == 0, "\(same)")
  }

  @Test func `a second signal ends an export immediately`() throws {
    let services = try services()
    let folder = try ScratchFolder()
    let run = try CommandRun.shell(
      Self.interrupted(by: "kill -STOP $run; kill -INT $run; kill -TERM $run; kill -CONT $run"),
      environment: services.crisp, in: folder.url)
    #expect(run.output.hasPrefix("exit 143") || run.output.hasPrefix("exit 130"), "\(run)")
    let resumed = try CommandRun.shell(Self.command + " --resume", environment: services.crisp, in: folder.url)
    #expect(resumed.exitCode == 0, "\(resumed)")
  }

  @Test func `a signal ends an export although its output is not read`() throws {
    let services = try services()
    let folder = try ScratchFolder()
    let run = try CommandRun.shell(
      """
      mkfifo table; sleep 60 < table & reader=$!
      "$rollcall" export crisp --tables operators --output - > table & run=$!
      sleep 1
      start=$(date +%s%N)
      kill -TERM $run
      wait $run
      echo "exit $? ms $(( ($(date +%s%N) - start) / 1000000 ))"
      kill -KILL $reader
      """, environment: services.crisp, in: folder.url)
    let words = run.output.split { " \n".contains($0) }
    #expect(words.first == "exit" && words[1] == "143" && Int(words[3]) ?? .max < 3000, "\(run)")
  }

  @Test func `a killed export can be resumed`() throws {
    let services = try services()
    let folder = try ScratchFolder()
    let run = try CommandRun.shell(
      Self.interrupted(by: "kill -KILL $run"), environment: services.crisp, in: folder.url)
    #expect(run.output.hasPrefix("exit 137"), "\(run)")
    let resumed = try CommandRun.shell(Self.command + " --resume", environment: services.crisp, in: folder.url)
    #expect(resumed.exitCode == 0, "\(resumed)")
    let verified = try CommandRun.rollcall("verify", "snapshot", in: folder.url)
    #expect(verified.exitCode == 0, "\(verified)")
  }

  @Test func `a resume refuses other settings by name, and accepts another token`() throws {
    let services = try services()
    let folder = try ScratchFolder()
    _ = try CommandRun.shell(Self.interrupted(by: "kill -TERM $run"), environment: services.crisp, in: folder.url)
    for (setting, value) in [("compression-level", "2"), ("tables", "grants"), ("snapshot-at", "2026-11-02T00:00:00Z")]
    {
      let refused = try CommandRun.rollcall(
        "export", "crisp", "--output", "snapshot", "--format", "csv,jsonl", "--compression-level", "1", "--resume",
        "--\(setting)", value, environment: services.crisp, in: folder.url)
      #expect([64, 78].contains(refused.exitCode), "\(refused)")
      if setting != "compression-level" { #expect(refused.errorOutput.contains("\(setting) was"), "\(refused)") }
    }
    var environment = services.crisp
    environment["ROLLCALL_CRISP_API_KEY"] = "another-key"
    let unauthorized = try CommandRun.shell(Self.command + " --resume", environment: environment, in: folder.url)
    #expect(unauthorized.exitCode == 77 && unauthorized.errorOutput.contains("--resume"), "\(unauthorized)")
    let authorized = try CommandRun.shell(Self.command + " --resume", environment: services.crisp, in: folder.url)
    #expect(authorized.exitCode == 0, "\(authorized)")
  }

  @Test func `a run that compresses fast is not resumed where ISA-L has other code for the processor`() throws {
    let services = try services()
    let folder = try ScratchFolder()
    let command = Self.command(level: "fast")
    _ = try CommandRun.shell(
      Self.interrupted(command, by: "kill -TERM $run"), environment: services.crisp, in: folder.url)
    // The checkpoint of a machine of another kind: its second line is the digest of the first.
    let moved = """
      import hashlib, json, pathlib
      path = pathlib.Path("snapshot.partial/checkpoint.json")
      line = path.read_text().split("\\n")[0]
      state = json.loads(line)
      here = state["identity"]["isal"]
      line = line.replace(json.dumps(here), json.dumps(here.split(" ")[0] + " (another)"))
      path.write_text(line + "\\n" + json.dumps({"sha256": hashlib.sha256(line.encode()).hexdigest()}) + "\\n")
      print(here)
      """
    let here = try CommandRun.run("python3", ["-c", moved], in: folder.url).succeeded()
    let refused = try CommandRun.shell(command + " --resume", environment: services.crisp, in: folder.url)
    #expect(
      refused.exitCode == 78 && refused.errorOutput.contains(" (another) and is \(here.dropLast())"), "\(refused)")
  }

  @Test(arguments: [false, true])
  func `a finished export that only lacks its name gets the name if it is whole`(isDamaged: Bool) throws {
    let services = try SimulatedServices(Scenario.manyWebsites(3, operatorsEach: 50))
    let folder = try ScratchFolder()
    let first = try CommandRun.shell(Self.command, environment: services.crisp, in: folder.url)
    #expect(first.exitCode == 0, "\(first)")
    // Several bytes: the rows name the port, so that a single one may be there already.
    let damage =
      isDamaged ? "printf damaged | dd of=snapshot.partial/grants/part-00000.csv.gz bs=1 seek=90 conv=notrunc;" : ""
    let again = try CommandRun.shell(
      "sha256sum snapshot/manifest.json > sum; mv snapshot snapshot.partial; \(damage) \(Self.command) --resume",
      environment: services.crisp, in: folder.url)
    #expect(again.exitCode == (isDamaged ? 65 : 0), "\(again)")
    let same = try CommandRun.shell("sha256sum --check sum", in: folder.url)
    #expect((same.exitCode == 0) == !isDamaged)
  }

  @Test func `resume and discard-partial exclude each other`() throws {
    let run = try CommandRun.rollcall(
      "export", "crisp", "--output", "x", "--resume", "--discard-partial", environment: ["ROLLCALL_CRISP_API_KEY": "k"])
    #expect(run.exitCode == 64 && run.errorOutput.contains("resume and discard-partial"), "\(run)")
  }
}
