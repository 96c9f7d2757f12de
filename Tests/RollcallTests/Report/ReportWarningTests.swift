import RollcallTestSupport
import Testing

@testable import Rollcall

/// `RosterJoin` and `ReportNumbers`: what a reader of the page must not miss, or take for an
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
}
