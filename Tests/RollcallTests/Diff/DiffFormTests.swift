import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

/// `SnapshotDiff` does not see how files were written, and sees every damage of them.
@Suite(.timeLimit(.minutes(5))) struct `Forms of the snapshots of a diff` {
  /// The same responses as two snapshots, written differently.
  private func compare(
    _ fixture: ServiceFixture, _ configure: (inout ExportConfiguration) -> Void
  ) async throws -> ToldDiff {
    let old = try await StoredSnapshot.export(fixture)
    let new = try await StoredSnapshot.export(fixture, [.jsonLines], .gzip(level: 6), configure: configure)
    let folder = try ScratchFolder()
    try old.write(to: folder.file("old"))
    try new.write(to: folder.file("new"))
    return try withExtendedLifetime(folder) { try ToldDiff(folder.file("old"), folder.file("new"), allColumns: true) }
  }

  @Test(arguments: ServiceFixture.all)
  func `format, compression and parts make no difference`(fixture: ServiceFixture) async throws {
    for formats in [[OutputFormat.csv], [.jsonLines], [.jsonLines, .csv]] {
      for split in [SnapshotSplit.rows(3), .bytes(700), nil] {
        let told = try await compare(fixture) {
          $0.formats = formats
          $0.split = split
          $0.formatOptions.spreadsheetSafe = true
          $0.formatOptions.csvLineEnding = .crlf
        }
        #expect(told.rows.isEmpty && told.comparedCount > 0, "\(told.short)")
      }
    }
  }

  @Test func `rows and tenants may stand far from one another`() throws {
    // More than the rows of a window.
    let people = (0..<9_000).map { "p\($0)" }
    func websites(_ ids: [String], _ people: [String], owner: String) -> HandmadeSnapshot {
      var snapshot = HandmadeSnapshot()
      for id in ids {
        snapshot.website(id) {
          for person in id == "large" ? people : ["one"] {
            $0.holder(person, person == owner ? "owner" : "member", on: "website", id)
          }
        }
      }
      return snapshot
    }
    let old = websites(["small", "large", "other"], people, owner: "p5")
    for order in [["other", "large", "small"], ["small", "large", "other"]] {
      for (changed, name) in [(Array(people.reversed()), "reversed"), (people, "same"), (people.shuffled(), "mixed")] {
        let new = websites(order, changed.filter { $0 != "p7" } + ["late"], owner: "p6")
        let told = try ToldDiff(old, new)
        #expect(
          Set(told.short) == [
            "operator p5 changed role owner -> member (lowered)", "operator p6 changed role member -> owner (raised)",
            "operator late added (joined)", "operator p7 removed (left)", "grant website:large member p5 added",
            "grant website:large owner p6 added", "grant website:large member late added (let_in)",
            "grant website:large owner p5 removed", "grant website:large member p6 removed",
            "grant website:large member p7 removed (let_out)",
          ], "\(name) \(order)")
        #expect(told.rows.count == 10 && told.comparedCount == 3)
      }
    }
  }

  @Test(arguments: ServiceFixture.small)
  func `any file that is damaged, cut or gone ends it, on either side`(fixture: ServiceFixture) async throws {
    let whole = try await StoredSnapshot.export(fixture, OutputFormat.all)
    for path in whole.paths {
      let isFirstFormat = path.hasSuffix(".csv")
      for damage in 0..<3 {
        var damaged = whole
        switch damage {
        case 0: damaged.files[path] = nil
        case 1: damaged.files[path]?.removeLast()
        default:
          // Files that are not read are not checked, beyond their size.
          guard isFirstFormat, let count = damaged.files[path]?.count else { continue }
          damaged.files[path]?[count - 10] ^= 1
        }
        for isOld in [true, false] {
          let folder = try ScratchFolder()
          try (isOld ? damaged : whole).write(to: folder.file("old"))
          try (isOld ? whole : damaged).write(to: folder.file("new"))
          let error = #expect(throws: RollcallError.self) { try ToldDiff(folder.file("old"), folder.file("new")) }
          #expect(error?.code == .undecodable && error?.message.contains(path) == true, "\(path) \(damage)")
        }
      }
    }
  }

  @Test func `tables whose references lead nowhere, or that have rows twice, do not end the process`() throws {
    let odd = HandmadeSnapshot.account { snapshot in
      snapshot.holder("1", "agent", on: "account", "1")
      snapshot.grant("nobody", "member", on: "inbox", "none")
      snapshot.grant("nobody else", "member", on: "inbox", "none")
      snapshot.person("1", role: "agent")
      snapshot.add(.entitlements, ["entitlement_id": "x", "purpose": "permission"])
      snapshot.add(.grants, ["grant_id": "y"])
      snapshot.add(.resources, ["display_name": "z"])
    }
    let plain = HandmadeSnapshot.account { _ in }
    #expect(try ToldDiff(odd, odd).rows.isEmpty)
    #expect(try ToldDiff(plain, odd).short.contains("grant inbox:none member nobody added"))
    #expect(try ToldDiff(odd, plain).short.contains("grant inbox:none member nobody removed"))
  }

  @Test func `names with line ends, formulas, tags and odd Unicode change no line of the text`() throws {
    for value in NastyText.values + [String(repeating: "long ", count: 100_000)] {
      func website(_ name: String, _ role: String) -> HandmadeSnapshot {
        .website {
          $0.add(
            .operators,
            [
              "operator_id": "a", "display_name": name, "email": name, "role": role, "status": "enabled",
              "attributes": "{}",
            ])
          $0.add(
            .resources,
            ["resource_type": "inbox", "resource_id": value, "display_name": name, "attributes": "{}"])
        }
      }
      let told = try ToldDiff(website(value, "member"), website("as usual", "owner"))
      try #require(told.rows.map { $0["kind"]!! } == ["operator", "operator", "operator", "resource"])
      #expect(told.rows[0]["old"] == value && told.rows[3]["old"] == value)
      #expect(told.rows[3]["resource_id"] == value)
      let lines = told.text.split(separator: "\n")
      #expect(lines.count == 9 && lines.allSatisfy { $0.unicodeScalars.count < 800 }, "\(told.text)")
      #expect(told.text.unicodeScalars.allSatisfy { $0.isHarmless || $0 == "\n" })
    }
  }
}
