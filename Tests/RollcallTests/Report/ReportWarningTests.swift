import RollcallTestSupport
import Testing

@testable import Rollcall

/// `RosterJoin`, `ReportNumbers`, `ReportHead` and `ReportChanges`: what a reader of the page must not miss, or take for an
/// all-clear.
@Suite struct `The page warns` {
  private var website: HandmadeSnapshot {
    .website {
      $0.holder("ana", "owner", on: "website", "w")
      $0.holder("bob", "member", on: "website", "w")
    }
  }

  @Test(arguments: ["Email,Stage\nana@acme.test,gone\n", "email,status\n", "email,status\nana@acme.test,\n"])
  func `that a roster does not tell who left, and claims nothing of leavers`(roster: String) throws {
    let report = try MadeReport(website, roster: roster)
    let section = report.section("People who left")
    #expect(section.contains("The roster does not tell who left: it"), "\(section)")
    #expect(section.contains("not on the roster are listed under Exceptions"), "\(section)")
    #expect(!report.text.contains("Nobody who left") && !report.text.contains("Left, with access"))
    // A roster that tells it still has its number.
    let told = try MadeReport(website, roster: "Mail,Date Left\nbob@acme.test,2026-10-01\nana@acme.test,\n")
    #expect(told.section("Numbers").contains("Left, with access1"))
    #expect(!told.text.contains("does not tell who left"))
  }

  @Test func `that rows of a roster are not compared, with their number, whether somebody left or not`() throws {
    for status in ["left", "active"] {
      let report = try MadeReport(
        website, roster: "email,status\nbob@acme.test,\(status)\n,left\nAna Ray,left\nCyd,left\n")
      let section = report.section("People who left")
      #expect(section.contains("Note: 1 of the roster&#39;s 4 rows has no address and is not compared."), "\(section)")
      #expect(section.contains("Note: 2 of the roster&#39;s 4 rows have something else than an address"), "\(section)")
    }
  }

  @Test func `that it is about one shard of a plan, complete or not`() throws {
    var shard = website
    shard.plan = PlanShare(sha256: String(repeating: "a", count: 64), index: 1, of: 4, tenants: 4)
    let words = "This is shard 1 of 4 of a plan: it has only a part of the tenants. Merge the shards for the whole."
    let report = try MadeReport(shard, since: shard)
    let head = MadeReport.words(of: report.part(from: "<header>", to: "</header>"))
    #expect(head.contains("Only a part. \(words)") && head.contains("Everything of this shard was read."))
    #expect(!report.text.contains("<strong>Complete.</strong>"))
    #expect(report.section("Changes since").contains("The older snapshot has only a part. \(words)"))
    shard.tenant(.crisp, "v", name: "Other", .incomplete, missing: [MissingPart(part: "inboxes", reason: "it broke")])
    let incomplete = try MadeReport(shard).part(from: "<header>", to: "</header>")
    #expect(
      incomplete.contains("<strong>Only a part.</strong>") && incomplete.contains("<strong>Not complete.</strong>"))
    shard = website
    shard.plan = PlanShare(sha256: String(repeating: "a", count: 64), tenants: 1)
    #expect(try MadeReport(shard).text.contains("<strong>Complete.</strong>"))
  }

  @Test func `of those who joined as owner or administrator first, and tells the role of everyone who joined`() throws {
    let old = HandmadeSnapshot.account { $0.person("9", nil, role: nil, status: "deleted") }
    let new = HandmadeSnapshot.account { snapshot in
      for number in 1...5 { snapshot.holder("\(number)", "agent", on: "account", "1") }
      snapshot.person("6", "six@acme.test", role: nil)
      snapshot.holder("7", "administrator", on: "account", "1")
      snapshot.holder("9", "administrator", on: "account", "1")
    }
    let rows = try MadeReport(new, since: old).table("Joined: 8")
    #expect(
      rows.first == "Acme|Name of 7|7@acme.test|administrator"
        && rows.dropFirst().first == "Acme|Name of 9|9@acme.test|administrator, status: deleted → enabled"
        && rows.dropFirst(2).first == "Acme|Name of 1|1@acme.test|agent"
        && rows.last == "Acme|Name of 6|six@acme.test|no role", "\(rows)")
    // They come first even where a longer list is cut.
    let report = try MadeReport(new, since: old, maximumRows: 3)
    #expect(report.table("Joined: 8") == Array(rows.prefix(3)))
    #expect(report.section("Changes since").contains("and 5 more changes"))
  }
}
