import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

@testable import RollcallCLI

/// Machines that give little: a snapshot or a word on the limit, and nothing that is in the next run's way.
@Suite struct `Machines with few resources` {
  private static let scenario = Scenario.manyWebsites(12, operatorsEach: 3)

  @Test(arguments: [
    "ulimit -n 5", "ulimit -n 21", "ulimit -n 29", "ulimit -n 37", "ulimit -n 52", "ulimit -n 96", "ulimit -v 150000",
    "ulimit -v 330000", "ulimit -d 30000",
  ])
  func `an export with few resources succeeds or names the limit`(limit: String) throws {
    let services = try SimulatedServices(Self.scenario)
    let folder = try ScratchFolder()
    let run = try CommandRun.shell(
      "\(limit); exec \"$rollcall\" export crisp --workers 200 --output snapshot", environment: services.crisp,
      in: folder.url)
    guard run.exitCode != 0 else { return #expect(try folder.manifest()["complete"] as? Bool == true) }
    #expect(
      run.exitCode == 78 && run.errorOutput.contains(limit.hasPrefix("ulimit -n") ? "ulimit -n" : "ulimit -v or -d"),
      "\(run)")
    #expect(folder.contents.isEmpty && services.simulator.requestCount == 0, "\(run) \(folder.contents)")
  }

  @Test func `an export with few descriptors sends fewer requests at a time, and says so`() throws {
    let folder = try ScratchFolder()
    let services = try SimulatedServices(Self.scenario)
    let run = try CommandRun.shell(
      "ulimit -n 60; \"$rollcall\" export crisp --workers 200 --output snapshot", environment: services.crisp,
      in: folder.url)
    #expect(run.exitCode == 0 && run.errorOutput.contains(" of 200 requests at a time"), "\(run)")
  }

  @Test(.enabled(if: geteuid() == 0), arguments: [1, 3, 6, 9, 30])
  func `an export with few threads succeeds or says that they are too few`(count: Int) throws {
    let services = try SimulatedServices(Self.scenario)
    let folder = try ScratchFolder()
    // A user without other processes, who can reach neither the folder nor the program by its path.
    let run = try CommandRun.shell(
      """
      exec 3< "$rollcall"; uid=$((1300000 + $RANDOM * 8 + \(count)))
      chmod 777 .; cp "$rollcall" ./program; chmod 755 ./program
      exec timeout 20 setpriv --reuid $uid --regid $uid --clear-groups prlimit --nproc=\(count + 1) \
        ./program export crisp --output snapshot
      """, environment: services.crisp, in: folder.url)
    #expect(run.exitCode == 0 || run.exitCode == 78 && run.errorOutput.contains("ulimit -u"), "\(run)")
    #expect(count < 30 || run.exitCode == 0, "\(run)")
  }

  @Test func `a verification needs eight descriptors at most`() throws {
    let folder = try ScratchFolder()
    let services = try SimulatedServices(Self.scenario)
    let run = try CommandRun.shell(
      "\"$rollcall\" export crisp --output snapshot && ulimit -n 8 && \"$rollcall\" verify snapshot",
      environment: services.crisp, in: folder.url)
    #expect(run.exitCode == 0 && run.output.contains("verified"), "\(run)")
  }

  @Test(.enabled(if: geteuid() == 0), arguments: ["--version", "demo --operators 3000 --quiet --output demo"])
  func `the commands work without proc`(arguments: String) throws {
    let folder = try ScratchFolder()
    let run = try CommandRun.shell(
      "exec unshare --mount sh -c 'mount -t tmpfs none /proc && exec \"$rollcall\" \(arguments)'", in: folder.url)
    #expect(run.exitCode == 0 && !run.output.isEmpty, "\(run)")
  }

  @Test func `only a thread's missing stat file in proc appears as an empty file`() throws {
    let status = open("/proc/999999999/stat", O_RDONLY)
    var byte: UInt8 = 0
    #expect(status >= 0 && read(status, &byte, 1) == 0)
    close(status)
    #expect(open("/proc/999999999/status", O_RDONLY) == -1 && errno == ENOENT)
    #expect(open("/nowhere/stat", O_RDONLY) == -1 && errno == ENOENT)
    let folder = try ScratchFolder()
    let made = open(folder.file("file"), O_WRONLY | O_CREAT | O_EXCL, 0o600)
    var found = stat()
    #expect(made >= 0 && fstat(made, &found) == 0 && found.st_mode & 0o777 == 0o600)
    close(made)
  }

  @Test func `the room of a machine is what the system grants`() throws {
    var needs = MachineNeeds.network(connections: 3)
    #expect(try MachineRoom(for: needs).connections == 3 && MachineRoom(for: needs).note == nil)
    needs.descriptors = 1 << 20
    #expect(throws: (any Error).self) { try MachineRoom(for: needs) }
    #expect(Threads.makeable(upTo: 7, withMemory: 1 << 20) == (7, true))
    #expect(Threads.makeable(upTo: 0, withMemory: 1 << 62).hasMemory == false)
  }
}
