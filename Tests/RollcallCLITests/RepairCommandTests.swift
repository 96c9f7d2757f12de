import Foundation
import RollcallSimulator
import RollcallTestSupport
import Testing

/// `export --repair`, as a person or a nightly job uses it.
@Suite(.timeLimit(.minutes(5))) struct `Command export --repair` {
  private static let options = "--format csv,jsonl --snapshot-at 2026-11-01T00:00:00Z --spreadsheet-safe"

  /// Three websites and an account; the second website is refused once.
  private func services() throws -> SimulatedServices {
    var scenario = Scenario(
      CrispScenario.generated(websites: 3, operatorsEach: 20),
      ChatwootScenario.generated(agents: 12, teams: 2, inboxes: 2))
    scenario.chatwoot.changesBetweenCalls = false
    let id = scenario.crisp.websites[1].id
    scenario.crisp.faults = [FaultRule(.status(404), on: .exact("/v1/website/\(id)/operators/list"))]
    return try SimulatedServices(scenario)
  }

  @Test func `a failed website is asked for again, and the tables are those of a run in which none failed`() throws {
    let services = try services()
    let folder = try ScratchFolder()
    func shell(_ script: String, _ environment: [String: String]) throws -> CommandRun {
      try CommandRun.shell(script, environment: environment, in: folder.url)
    }
    let old = try shell("\"$rollcall\" export --output old \(Self.options)", services.both)
    #expect(old.exitCode == 1, "\(old)")
    let clean = try shell("\"$rollcall\" export --output clean \(Self.options)", services.both)
    #expect(clean.exitCode == 0, "\(clean)")

    // Of the settings, only those are given that a snapshot may not decide.
    let few = services.access
    let before = services.simulator.requestCount
    let repaired = try shell("\"$rollcall\" export --repair old --output new", few)
    #expect(repaired.exitCode == 0 && repaired.output.hasPrefix("new\ncomplete: 4 tenants"), "\(repaired)")
    let id = services.scenario.crisp.websites[1].id
    #expect(repaired.errorOutput.contains("3 tenants of old are copied, asked for again: crisp \(id)\n"), "\(repaired)")
    // The website and its operators, and the version and the owner of Chatwoot.
    #expect(services.simulator.requestCount - before == 4)
    #expect(try folder.tables(below: "new") == folder.tables(below: "clean"))
    let verified = try shell("\"$rollcall\" verify new && (cd new && sha256sum --check --quiet SHA256SUMS)", [:])
    #expect(verified.exitCode == 0, "\(verified)")
    let manifest = try folder.manifest("new")
    #expect(manifest["snapshot_at"] as? String == "2026-11-01T00:00:00.000Z")
    let (was, now) = (try folder.tenants("old"), try folder.tenants("new"))
    #expect(now.map { $0["tenant_id"] as? String } == was.map { $0["tenant_id"] as? String })
    for (index, isAsked) in [false, true, false, false].enumerated() {
      #expect((now[index]["read_from"] as? String == was[index]["read_from"] as? String) != isAsked)
      #expect((now[index]["requests"] as? Int == 0) != isAsked)
    }
    // Made once, it is there.
    let again = try shell("\"$rollcall\" export --repair old --output new --if-exists skip", few)
    #expect(again.exitCode == 0 && again.errorOutput.contains("nothing to do"), "\(again)")
  }

  @Test func `what cannot be repaired is refused with the reason and without a request`() throws {
    let services = try services()
    let folder = try ScratchFolder()
    let old = try CommandRun.shell(
      "\"$rollcall\" export --output old", environment: services.both, in: folder.url)
    #expect(old.exitCode == 1, "\(old)")
    let count = services.simulator.requestCount
    let cases: [(flags: String, code: Int32, words: String)] = [
      ("--output new --tables grants", 78, "tables was operators,resources,entitlements,grants and is grants"),
      ("--output new --crisp-website-id 1", 78, "crisp-website-id was "),
      ("--output new --crisp-base-url http://127.0.0.1:9", 78, "crisp-base-url was "),
      ("--output new --snapshot-at 2026-01-01T00:00:00Z", 78, "snapshot-at was "),
      ("crisp --output new", 78, "the services were crisp, chatwoot and are crisp"),
      ("--output old", 64, "the snapshot is made again in another folder"),
      ("--output ./old/", 64, "the snapshot is made again in another folder"),
      ("--output - --tables grants", 64, "--output must name a folder"),
    ]
    for (flags, code, words) in cases {
      let run = try CommandRun.shell(
        "\"$rollcall\" export --repair old \(flags)", environment: services.both, in: folder.url)
      #expect(run.exitCode == code && run.errorOutput.contains(words), "\(flags): \(run)")
    }
    let nowhere = try CommandRun.rollcall(
      "export", "--repair", "nowhere", "--output", "new", environment: services.both, in: folder.url)
    #expect(nowhere.exitCode == 74 && nowhere.errorOutput.contains("nowhere"), "\(nowhere)")
    let part = "old/grants/part-00000.csv.gz"
    var bytes = try #require(folder.contents(of: part))
    bytes[bytes.count / 2] ^= 1
    try folder.write(bytes, to: part)
    let damaged = try CommandRun.rollcall(
      "export", "--repair", "old", "--output", "new", environment: services.both, in: folder.url)
    #expect(damaged.exitCode == 65 && damaged.errorOutput.contains("grants/part-00000.csv.gz"), "\(damaged)")
    #expect(services.simulator.requestCount == count && !folder.contents.contains { $0.hasPrefix("new") })
  }
}
