import RollcallTestSupport
import Testing

@testable import Rollcall

/// `DiffHead`, `TenantText` and `DiffTotals`: the text for people.
@Suite struct `Text of a diff` {
  @Test func `the most serious changes come first, with names and not ids`() throws {
    var old = HandmadeSnapshot()
    old.website("w") {
      $0.holder("id-up", "member", on: "website", "w", email: "up@acme.test")
      $0.holder("id-goes", "owner", on: "website", "w", email: "goes@acme.test")
      $0.person("id-waits", "waits@acme.test", role: "member", status: "disabled")
      $0.resource("inbox", "id-inbox", name: "Support", attributes: #"{"open":false}"#)
    }
    var new = HandmadeSnapshot()
    new.snapshotAt = Timestamp(rfc3339: "2026-11-25T02:00:00Z")!
    new.website("w") {
      $0.holder("id-comes", "member", on: "website", "w", email: "comes@acme.test")
      $0.holder("id-waits", "member", on: "website", "w", email: "waits@acme.test")
      $0.holder("id-up", "owner", on: "website", "w", email: "up@acme.test")
      $0.resource("inbox", "id-inbox", name: "Support", attributes: #"{"open":false}"#)
      $0.members("inbox", "id-inbox", "id-waits")
    }
    let lines = try ToldDiff(old, new).text.split(separator: "\n").map(String.init)
    #expect(lines[0] == "2026-11-01 00:00 UTC -> 2026-11-25 02:00 UTC: 1 tenant compared")
    #expect(lines[1].hasPrefix("older: ") && lines[1].contains("read from 2026-11-01T00:00:00.000Z to "))
    let body = Array(lines.dropFirst(3))
    #expect(
      body == [
        "Acme (crisp website)",
        "  ~ Name of id-up (up@acme.test)        role member -> owner        RIGHTS RAISED",
        "  - Name of id-goes (goes@acme.test)    owner                       left",
        "  + Name of id-waits (waits@acme.test)  inbox Support               can read it now",
        "  + Name of id-comes (comes@acme.test)  member                      joined",
        "  ~ Name of id-waits (waits@acme.test)  status disabled -> enabled  enabled",
        "1 raised, 1 left, 1 let in, 1 joined, 1 enabled "
          + "(presence, last activity and pictures are not compared: --all-columns)",
      ], "\(lines.joined(separator: "\n"))")
  }

  @Test func `a tenant with many changes shows the first of each kind, and how many more`() throws {
    let old = HandmadeSnapshot.website { _ in }
    let new = HandmadeSnapshot.website { snapshot in
      for number in 0..<1_200 { snapshot.holder("p\(number)", "member", on: "website", "w") }
    }
    let text = try ToldDiff(old, new).text
    #expect(text.split(separator: "\n").count { $0.hasSuffix("joined") } == 50)
    #expect(text.contains("  and 1,150 joined: rollcall diff /"), "\(text)")
    #expect(text.contains("--format csv lists all") && text.contains("\n1,200 joined ("))
  }

  @Test func `people who joined with the leading role do not drown among others who joined`() throws {
    let old = HandmadeSnapshot.account { _ in }
    let new = HandmadeSnapshot.account { snapshot in
      for number in 0..<61 {
        snapshot.holder("p\(number)", number == 57 ? "administrator" : "agent", on: "account", "1")
      }
    }
    let told = try ToldDiff(old, new)
    let lines = told.text.split(separator: "\n").map(String.init)
    #expect(lines[4] == "  + Name of p57 (p57@acme.test)  administrator  joined", "\(told.text)")
    #expect(lines[5] == "  + Name of p0 (p0@acme.test)    agent          joined", "\(told.text)")
    #expect(lines.contains { $0.hasPrefix("  and 10 joined: rollcall diff ") }, "\(told.text)")
    #expect(lines.last?.hasPrefix("1 joined as owner or administrator, 60 others joined (") ?? false, "\(told.text)")
    // The rows for machines are as they were.
    #expect(told.short.contains("operator p57 added (joined)") && told.rows.count { $0["effect"] == "joined" } == 61)
  }

  @Test func `one who joins as owner alone, or beside one other, is counted rightly`() throws {
    let old = HandmadeSnapshot.website { _ in }
    var new = HandmadeSnapshot.website { $0.holder("a", "owner", on: "website", "w") }
    #expect(try ToldDiff(old, new).text.contains("\n1 joined as owner or administrator ("))
    new.holder("b", "member", on: "website", "w")
    #expect(try ToldDiff(old, new).text.contains("\n1 joined as owner or administrator, 1 other joined ("))
  }

  @Test func `tenants of the same name are told apart, and reasons that many share are said once`() throws {
    var old = HandmadeSnapshot()
    var new = HandmadeSnapshot()
    let omitted = [MissingPart(part: "inboxes", reason: "left out")]
    for number in 0..<20 {
      old.website("w\(number)") { _ in }
      new.website("w\(number)", omitted: omitted) {
        if number == 3 { $0.holder("a", "owner", on: "website", "w3") }
      }
    }
    let told = try ToldDiff(old, new)
    #expect(told.text.contains("Acme (crisp website) w3 at https://service.test\n"), "\(told.text)")
    #expect(told.text.contains("and 17 more: inboxes left out in the newer"))
    #expect(told.rows.count { $0["change"] == "not_compared" } == 20)
  }

  @Test func `other versions and known gaps are said`() throws {
    var old = HandmadeSnapshot.account { _ in }
    var new = old
    old.knownGaps = [KnownGap(code: "old_gap", text: "Everybody read everything.")]
    new.knownGaps = [KnownGap(code: "new_gap", text: "Some read more.")]
    let text = try ToldDiff(old, new).text
    #expect(text.contains("a new known gap: Some read more. (new_gap)"))
    #expect(text.contains("no known gap any more: Everybody read everything. (old_gap)"))
  }

  @Test func `grants of roles are told where nothing of people tells them`() throws {
    let old = HandmadeSnapshot.website { $0.holder("a", "member", on: "website", "w") }
    let new = HandmadeSnapshot.website { $0.person("a", "a@acme.test", role: "member") }
    let told = try ToldDiff(old, new)
    #expect(told.isDifferent && told.text.contains("  ~ 1 grant of roles: rollcall diff "), "\(told.text)")
  }

  @Test func `who loses a role without leaving is let out, and who leaves is told once`() throws {
    let old = HandmadeSnapshot.website {
      $0.holder("a", "member", on: "website", "w")
      $0.holder("b", "member", on: "website", "w")
    }
    let new = HandmadeSnapshot.website { $0.person("a", "a@acme.test", role: nil) }
    let text = try ToldDiff(old, new).text
    #expect(text.contains("role member -> none"), "\(text)")
    #expect(text.contains("1 left, 1 let out, 1 other change of people"), "\(text)")
    #expect(text.ranges(of: "b@acme.test").count == 1, "\(text)")
  }

  @Test func `two snapshots the wrong way round are remarked on, and so is one with itself`() throws {
    var later = HandmadeSnapshot.website { _ in }
    let earlier = later
    later.snapshotAt = Timestamp(rfc3339: "2026-11-02T00:00:00Z")!
    #expect(
      try ToldDiff(later, earlier).text
        .contains(
          "the two may be the wrong way round: OLD is of 2026-11-02T00:00:00.000Z, and NEW is of 2026-11-01"))
    #expect(try !ToldDiff(earlier, later).text.contains("the two"))
    #expect(try ToldDiff(earlier, earlier).text.contains("the two are the same snapshot"))
  }
}
