import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

/// Streams and signals as others leave them to a program.
@Suite struct `Standard streams and signals` {
  @Test(arguments: ["--version", "check --help", "verify snapshot --json"])
  func `a result that goes to a closed stream is an error`(arguments: String) throws {
    let folder = try ScratchFolder()
    let services = try SimulatedServices(.manyWebsites(1, operatorsEach: 2))
    let run = try CommandRun.shell(
      "\"$rollcall\" export crisp --output snapshot --quiet >/dev/null && \"$rollcall\" \(arguments) >&-",
      environment: services.crisp, in: folder.url)
    #expect(run.exitCode == 74 && run.errorOutput.contains("cannot write to standard output"), "\(run)")
  }

  @Test func `a table for a closed stream is not requested`() throws {
    let services = try SimulatedServices(.manyWebsites(1, operatorsEach: 2))
    let run = try CommandRun.shell(
      "\"$rollcall\" export crisp --tables grants --output - <&- >&-", environment: services.crisp)
    #expect(run.exitCode == 74 && services.simulator.requestCount == 0, "\(run)")
  }

  /// Runs the program with a pipe that does not wait as one of its streams, and reads it late.
  private func late(_ stream: String, _ arguments: String, environment: [String: String], in folder: URL) throws
    -> CommandRun
  {
    try CommandRun.shell(
      """
      exec python3 -c '
      import os, subprocess, sys, time
      r, w = os.pipe()
      os.set_blocking(w, False)
      p = subprocess.Popen([os.environ["rollcall"]] + sys.argv[1:], \(stream)=w)
      os.close(w)
      time.sleep(0.7)
      data = b""
      while piece := os.read(r, 65536): data += piece
      sys.stdout.write(data.decode())
      sys.exit(p.wait())' \(arguments)
      """, environment: environment, in: folder)
  }

  @Test func `a whole table passes through a pipe that does not block`() throws {
    let folder = try ScratchFolder()
    let services = try SimulatedServices(.manyWebsites(2, operatorsEach: 4000))
    let run = try late(
      "stdout", "export crisp --tables grants --format jsonl --output -", environment: services.crisp,
      in: folder.url)
    #expect(run.exitCode == 0 && run.output.count { $0 == "\n" } == 8000, "\(run.exitCode) \(run.errorOutput)")
  }

  @Test func `a whole help text passes through a pipe that does not block`() throws {
    let folder = try ScratchFolder()
    let whole = try CommandRun.rollcall("export", "--help").output
    let run = try late("stdout", "export --help", environment: [:], in: folder.url)
    #expect(run.output == whole)
  }

  @Test(arguments: [("HUP", "HUP"), ("INT TERM", "TERM"), ("HUP INT TERM", "INT"), ("", "USR1"), ("", "USR2")])
  func `an ignored or harmless signal does not end an export`(ignored: String, sent: String) throws {
    let run = try export(ignoring: ignored, sending: sent)
    #expect(run.exitCode == 0 && run.output.contains("complete: 3 tenants"), "\(run)")
  }

  @Test(arguments: [
    ("", "HUP", 143, "SIGHUP"), ("INT", "TERM", 143, "SIGTERM"), ("HUP", "INT", 130, "SIGINT"),
    ("", "QUIT", 143, "SIGQUIT"),
  ])
  func `every other signal ends an export in good order, and the message names it`(
    ignored: String, sent: String, code: Int32, name: String
  ) throws {
    let run = try export(ignoring: ignored, sending: sent)
    #expect(run.exitCode == code && run.errorOutput.contains("(\(name))"), "\(run)")
  }

  private func export(ignoring ignored: String, sending sent: String) throws -> CommandRun {
    let folder = try ScratchFolder()
    var scenario = Scenario.manyWebsites(3, operatorsEach: 2)
    scenario.crisp.faults = [FaultRule(.delay(.milliseconds(250)), times: nil)]
    let services = try SimulatedServices(scenario)
    // A job of a shell without job control would ignore SIGINT.
    return try CommandRun.shell(
      """
      set -m
      (\(ignored.isEmpty ? "" : "trap '' \(ignored);") exec "$rollcall" export crisp --workers 1 --output snapshot) & run=$!
      until [ -e snapshot.partial/operators ]; do sleep 0.02; done
      sleep 0.1
      kill -\(sent) $run
      wait $run
      """, environment: services.crisp, in: folder.url)
  }
}
