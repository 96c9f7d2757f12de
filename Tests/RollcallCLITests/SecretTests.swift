import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

@Suite struct `Secrets of an export` {
  /// Everything that must never come out, in every form in which it is sent.
  private static var canaries: [String] {
    let pair = Data("\(CrispToken.demoIdentifier):\(CrispToken.demoKey)".utf8).base64EncodedString()
    return [CrispToken.demoKey, CrispToken.demoIdentifier, pair] + CrispCanary.all
  }

  private func expectNoCanary(in folder: ScratchFolder, and run: CommandRun) throws {
    for canary in Self.canaries {
      #expect(!run.output.contains(canary) && !run.errorOutput.contains(canary), "\(canary) in \(run)")
      let search = try CommandRun.shell("grep -rlF -e '\(canary)' '\(folder.url.path)'")
      #expect(search.exitCode == 1, "\(canary) in \(search.output)")
    }
  }

  @Test func `no file and no output of an export contains a secret`() throws {
    let crisp = try SimulatedCrisp(operators: .generated(count: 50)) { scenario in
      scenario.crisp.websites[0].pendingInvitations = 5
    }
    let folder = try ScratchFolder()
    let run = try CommandRun.rollcall(
      "export", "crisp", "--output", folder.file("snapshot"), "--format", "csv,jsonl", "--compression", "none",
      "--progress", "always", environment: crisp.environment)
    #expect(run.exitCode == 0, "\(run)")
    try expectNoCanary(in: folder, and: run)
  }

  @Test(
    arguments: [
      FaultAnswer(500, body: "\(CrispToken.demoKey) is what you sent"),
      FaultAnswer(
        403, body: #"{"error":true,"reason":"\#(CrispToken.demoKey)","data":{"message":"\#(CrispToken.demoKey)"}}"#),
      FaultAnswer(302, headers: ["Location": "https://elsewhere.test/?key=\(CrispToken.demoKey)"]),
      FaultAnswer(200, body: #"{"error":true,"reason":"\#(CrispToken.demoKey)","data":{}}"#),
      FaultAnswer(200, body: #"{"\#(CrispToken.demoKey)"#),
    ])
  func `a key that the service repeats is masked`(answer: FaultAnswer) throws {
    let crisp = try SimulatedCrisp(operators: .generated(count: 5)) { scenario in
      scenario.crisp.faults = [FaultRule(.answer(answer), times: nil)]
    }
    let folder = try ScratchFolder()
    let run = try CommandRun.rollcall(
      "export", "crisp", "--output", folder.file("snapshot"), "--max-retry-time", "1s",
      environment: crisp.environment)
    #expect(run.exitCode != 0, "\(run)")
    try expectNoCanary(in: folder, and: run)
  }

  @Test func `the key can be read from a file`() throws {
    let crisp = try SimulatedCrisp(operators: .generated(count: 5))
    let folder = try ScratchFolder()
    try Data("\(CrispToken.demoKey)\n".utf8).write(to: folder.url.appendingPathComponent("key"))
    var environment = crisp.environment
    environment["ROLLCALL_CRISP_API_KEY"] = nil
    let run = try CommandRun.rollcall(
      "export", "crisp", "--crisp-api-key-file", folder.file("key"), "--output", folder.file("snapshot"),
      environment: environment)
    #expect(run.exitCode == 0, "\(run)")
  }
}
