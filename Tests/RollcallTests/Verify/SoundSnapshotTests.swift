import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

/// No false alarm: what an export wrote, verifies.
@Suite(.timeLimit(.minutes(5))) struct `Unchanged snapshots` {
  static let formats: [[OutputFormat]] = OutputFormat.all.map { [$0] } + [OutputFormat.all]

  private func expectSound(_ snapshot: StoredSnapshot, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let report = try snapshot.verify()
    #expect(
      report.isSound && report.manifest == snapshot.manifest, "\(report.differences)", sourceLocation: sourceLocation)
  }

  @Test(arguments: ServiceFixture.all, formats)
  func `a snapshot of every service in every format is sound`(fixture: ServiceFixture, formats: [OutputFormat])
    async throws
  {
    for compression in `Every service in every format`.compressions {
      try expectSound(try await StoredSnapshot.export(fixture, formats, compression))
    }
  }

  @Test(arguments: ServiceFixture.all, Table.allCases)
  func `a snapshot with one table, or without one, is sound`(fixture: ServiceFixture, table: Table) async throws {
    for tables in [[table], Set(Table.allCases).subtracting([table])] {
      try expectSound(try await StoredSnapshot.export(fixture) { $0.tables = tables })
    }
  }

  @Test(arguments: ServiceFixture.all)
  func `a snapshot with the line ends of RFC 4180 and defused for spreadsheets is sound`(
    fixture: ServiceFixture
  ) async throws {
    let snapshot = try await StoredSnapshot.export(fixture, OutputFormat.all) {
      $0.formatOptions.csvLineEnding = .crlf
      $0.formatOptions.spreadsheetSafe = true
    }
    let operators = try snapshot.content(of: "operators/part-00000.csv")
    #expect(operators.suffix(2) == [0x0D, 0x0A])
    try expectSound(snapshot)
  }

  @Test func `a snapshot with failed tenants and missing parts is sound`() async throws {
    var crisp = ServiceFixture.crisp(websites: 5, seed: 5).script
    crisp["/v1/website/website-2/operators/list"] = [.status(403, #"{"error":true,"reason":"not_allowed"}"#)]
    let damaged = ServiceFixture(
      definition: .crisp, settings: ServiceFixture.crisp(websites: 5, seed: 5).settings, script: crisp, secrets: [])
    let failed = try await StoredSnapshot.export(damaged, OutputFormat.all)
    #expect(!failed.manifest.complete && failed.manifest.tenants.map(\.status)[2] == .failed)
    try expectSound(failed)

    let fixture = ServiceFixture.chatwoot(accounts: 4, seed: 6)
    var chatwoot = fixture.script
    let members = try #require(chatwoot.keys.filter { $0.hasSuffix("/team_members") }.min())
    chatwoot[members] = [.status(404, "{}")]
    let lacking = ServiceFixture(
      definition: .chatwoot, settings: fixture.settings, script: chatwoot, secrets: [])
    try expectSound(try await StoredSnapshot.export(lacking, OutputFormat.all))
  }

  @Test func `a snapshot with unusual names is sound`() async throws {
    // The last one is longer than any piece in which a file is read.
    let values = NastyText.values + [String(repeating: "\"long\n", count: 100_000)]
    let elements = values.indices.map { index in
      var text: [UInt8] = []
      text.appendJSONString(values[index])
      let name = String(decoding: text, as: UTF8.self)
      return #"{"type":"operator","details":{"user_id":"u\#(index)","first_name":\#(name),"role":"member"}}"#
    }
    var script = ServiceFixture.crisp(websites: 1, seed: 1).script
    script["/v1/website/website-0/operators/list"] = [
      .body(#"{"error":false,"data":[\#(elements.joined(separator: ","))]}"#)
    ]
    let fixture = ServiceFixture(
      definition: .crisp, settings: ServiceFixture.crisp(websites: 1, seed: 1).settings, script: script, secrets: [])
    for isSpreadsheetSafe in [false, true] {
      let snapshot = try await StoredSnapshot.export(fixture, OutputFormat.all, .gzip(level: 6)) {
        $0.formatOptions.spreadsheetSafe = isSpreadsheetSafe
      }
      try expectSound(snapshot)
    }
  }
}
