import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

/// The recipe for every night: its commands do what it says.
@Suite(.timeLimit(.minutes(5))) struct `Article about every night` {
  /// The commands of the article, block by block.
  private static func blocks() throws -> [String] {
    let article = try String(
      contentsOfFile: Repository.path("Sources/Rollcall/Rollcall.docc/every-night.md"), encoding: .utf8)
    return article.split(separator: "```", omittingEmptySubsequences: false).filter { $0.hasPrefix("sh\n") }
      .map { String($0.dropFirst(3)) }
  }

  @Test func `a night is taken, repaired, found to be done, and deleted when it is old`() throws {
    let blocks = try Self.blocks()
    try #require(blocks.count == 4)
    let (night, repair, slow, cleanup) = (blocks[0], blocks[1], blocks[2], blocks[3])
    var scenario = Scenario.manyWebsites(3, operatorsEach: 5)
    let id = scenario.crisp.websites[1].id
    scenario.crisp.faults = [FaultRule(.status(404), on: .exact("/v1/website/\(id)/operators/list"))]
    let services = try SimulatedServices(scenario)
    let folder = try ScratchFolder()
    try folder.make("snapshots")
    try folder.make("bin")
    try #require(symlink(CommandRun.rollcall, folder.file("bin/rollcall")) == 0)
    func run(_ block: String) throws -> CommandRun {
      try CommandRun.shell("PATH=$PWD/bin:$PATH\n" + block, environment: services.crisp, in: folder.url)
    }
    func names() -> [String] { folder.contents.filter { $0.wholeMatch(of: /snapshots\/[^\/]+/) != nil } }

    #expect(try run(night).exitCode == 1)
    let name = try #require(names().first)
    let date = try #require(name.split(separator: "=").last)
    let refused = try run(night)
    #expect(refused.exitCode == 73 && refused.errorOutput.contains("--repair \(name) --output NEW"), "\(refused)")
    let repaired = try run(repair.replacing("2026-11-25", with: date))
    #expect(
      repaired.exitCode == 0 && folder.contents.filter { !$0.contains("/") } == ["bin", "snapshots"], "\(repaired)")
    let count = services.simulator.requestCount
    let again = try run(night)
    #expect(again.exitCode == 0 && services.simulator.requestCount == count, "\(again)")

    // Several days, and an old one.
    let days = try run(slow.replacing("2026-11-27", with: "2020-01-31").replacing("4800", with: "4"))
    #expect(days.exitCode == 0 && names() == [name, "snapshots/snapshot_date=2020-01-31.partial"].sorted(), "\(days)")
    #expect(try run(slow.replacing("2026-11-27", with: "2020-01-31")).exitCode == 0)
    #expect(names() == ["snapshots/snapshot_date=2020-01-31", name])

    // The newest one is damaged: nothing is deleted.
    let manifest = try #require(folder.contents(of: "\(name)/manifest.json"))
    try folder.write(manifest + [0], to: "\(name)/manifest.json")
    #expect(try run(cleanup).exitCode == 65 && names().count == 2)
    try folder.write(manifest, to: "\(name)/manifest.json")
    let cleaned = try run(cleanup)
    #expect(cleaned.exitCode == 0 && names() == [name], "\(cleaned)")
    #expect(try CommandRun.rollcall("verify", folder.file(name)).exitCode == 0)
  }
}
