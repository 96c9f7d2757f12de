import RollcallTestSupport
import Testing

@testable import Rollcall

/// `Roster`, `RosterFields` and `RosterColumn`.
@Suite struct `A roster` {
  private func entries(_ text: String, _ address: String = "ana@acme.test") throws -> [Roster.Entry] {
    let roster = try Roster(bytes: Array(text.utf8))
    return Array(address.utf8).withUnsafeBytes { roster.entries(of: $0) }
  }

  private static let ana = Roster.Entry(
    name: "Ana, \"the\" boss\nof all", manager: nil, department: "Support", status: "active", endDate: "2026-11-30",
    line: 2)

  @Test(arguments: [
    "E-Mail,Name,Department,Status,End_Date\n\"Ana@ACME.test\",\"Ana, \"\"the\"\" boss\nof all\",Support,active,2026-11-30\n",
    "\u{FEFF}\"name\";\"email\";\"department\";\"status\";\"end_date\"\r\n\"Ana, \"\"the\"\" boss\nof all\";ana@acme.test;Support;active;2026-11-30",
    "phone\tNAME\temail \tdepartment\tstatus\tend_date\n1\t\"Ana, \"\"the\"\" boss\nof all\"\t ana@acme.test\tSupport\tactive\t2026-11-30\n\n\n",
  ])
  func `columns come in any order, with the separators and quotes of spreadsheets`(text: String) throws {
    #expect(try entries(text) == [Self.ana])
    #expect(try entries(text, "ANA@Acme.Test") == [Self.ana])
    #expect(try entries(text, "bob@acme.test").isEmpty)
  }

  @Test func `rows without an address are counted, and so are several rows of one address kept`() throws {
    let text = "email,status\nana@acme.test,terminated\n,active\nANA@acme.test,active\n"
    #expect(try entries(text).map(\.line) == [2, 4])
    let roster = try Roster(bytes: Array(text.utf8))
    #expect(roster.count == 2 && roster.withoutAddress == 1)
    #expect(roster.remarks == ["1 of the roster's 3 rows has no address and is not compared"])
  }

  @Test(arguments: [
    "Work Email,Employee Status,Termination Date\nana@acme.test,Terminated,2026-10-31\n",
    "E-Mail Address;EMPLOYMENT-STATUS;Last Day\nana@acme.test;Terminated;2026-10-31\n",
    "Email Address [Required];Status [READ ONLY];date_of_leaving\nana@acme.test;Terminated;2026-10-31\n",
    "emailAddress\tworkerStatus\tEnd  Date\nana@acme.test\tTerminated\t2026-10-31\n",
  ])
  func `usual headings are recognised, whatever their case, blanks, underscores and hyphens`(text: String) throws {
    let entry = try #require(try entries(text).first)
    #expect(entry.status == "Terminated" && entry.endDate == "2026-10-31")
    #expect(try Roster(bytes: Array(text.utf8)).remarks.isEmpty)
  }

  @Test func `of several columns of a kind, what says that somebody left counts, and either address`() throws {
    let text = """
      Email,Work Email,Employment Status,Status,Last Day,Contract End Date
      ana@home.test,ana@acme.test,Full-time,left,,
      ,bob@acme.test,active,,2026-10-31,2027-01-01

      """
    #expect(try entries(text).map(\.status) == ["left"])
    #expect(try entries(text, "ana@home.test").map(\.line) == [2])
    #expect(try entries(text, "bob@acme.test").map(\.endDate) == ["2026-10-31"])
    let roster = try Roster(bytes: Array(text.utf8))
    #expect(roster.count == 2 && roster.remarks.isEmpty)
  }

  static let silent: [(text: String, why: String)] = [
    ("email\n", "it has no rows"),
    ("email,status\n\n", "it has no rows"),
    ("email,status\n,left\nBob,left\n", "none of its rows has an e-mail address"),
    (
      "email,Stage,\nana@acme.test,gone,\n",
      "it has no column for a status or an end date, with a heading such as status or end_date; these headings are not "
        + "recognised: “Stage”"
    ),
    (
      "email,status\nana@acme.test,\n,left\n",
      "its column for the status is empty, and it has none for an end date"
    ),
  ]

  @Test(arguments: silent) func `a roster that does not tell who left says so, and why`(text: String, why: String)
    throws
  {
    let roster = try Roster(bytes: Array(text.utf8))
    #expect(roster.silence == why)
    #expect(roster.remarks.first == "the roster does not tell who left: \(why)")
    for told in ["email,end_date\nana@acme.test,\n", "email,status\nana@acme.test,active\n"] {
      #expect(try Roster(bytes: Array(told.utf8)).silence == nil)
    }
  }

  @Test func `rows whose e-mail is no address are counted, with the line of the first`() throws {
    let texts = ["Bob", "bob@", "@acme.test", "Bob <bob@acme.test>", "a@b.test;c@d.test", "a@b@c.test"]
    let text = "email,status\nana+x@acme.test,active\n" + texts.map { "\($0),left\n" }.joined()
    let roster = try Roster(bytes: Array(text.utf8))
    #expect(roster.count == 1 && roster.malformed.rows == texts.count)
    #expect(
      roster.remarks == [
        "6 of the roster's 7 rows have something else than an address as e-mail, the first in line 3, and are not compared"
      ])
  }

  static let malformed: [(text: String, fault: String)] = [
    ("", "line 1: it has no column with the heading “email”"),
    ("name,post\nAna,ana@acme.test\n", "line 1: it has no column with the heading “email”"),
    ("email,E-Mail\n", "line 1: two columns have the heading “e-mail”"),
    ("email,Last_Day,last day\n", "line 1: two columns have the heading “last day”"),
    ("email,name\na@b.test,Ana\n\nb@b.test\n", "line 4: the row has 1 field, but there are 2 headings"),
    ("email,name\n\"a@b.test,Ana\nb@b.test,Bob\n", "line 2: a quotation mark is not closed"),
    ("email,name\na@b.test,\"Ana\" B\n", "line 2: text follows the quotation mark that ends a field"),
    ("email,name\na@b.test,Ana \"B\"\n", "line 2: a quotation mark stands inside a field"),
    ("email,end_date\na@b.test,30.11.2026\n", "line 2: “30.11.2026” is not a date like 2026-11-30"),
    ("email,end_date\na@b.test,2026-02-30\n", "line 2: “2026-02-30” is not a date"),
  ]

  @Test(arguments: malformed) func `what is malformed is named with its line, and ends with 65`(
    text: String, fault: String
  ) {
    let error = #expect(throws: RollcallError.self) { try Roster(bytes: Array(text.utf8), name: "people.csv") }
    #expect(error?.code == .undecodable)
    #expect(error?.message.hasPrefix("the roster people.csv cannot be read: \(fault)") ?? false, "\(error as Any)")
  }

  @Test func `texts that are not UTF-8 are refused`() {
    for bytes in [Array("email\n".utf8) + [0xE9, 0x0A], [0xFF, 0xFE, 0x65, 0x00]] {
      let error = #expect(throws: RollcallError.self) { try Roster(bytes: bytes) }
      #expect(error?.code == .undecodable && error?.advice == "save it as “CSV UTF-8”")
    }
  }

  @Test func `a file that cannot be read ends with 74`() throws {
    let folder = try ScratchFolder()
    for path in [folder.file("nowhere.csv"), folder.path] {
      let error = #expect(throws: RollcallError.self) { try Roster(path: path) }
      #expect(error?.code == .inputOutput && error?.message.hasPrefix("the roster ") ?? false)
    }
    let path = try folder.write(Array("email\nana@acme.test\n".utf8), to: "people.csv")
    #expect(try Roster(path: path).count == 1)
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `texts of any kind are read or refused, and never crash`(seed: UInt64) {
    var random = RepeatableRandom(seed: seed)
    for _ in 0..<200 {
      let text = "email,name\n" + NastyText.random(using: &random) + "," + NastyText.random(using: &random)
      do throws(RollcallError) { _ = try Roster(bytes: Array(text.utf8)) } catch { #expect(error.code == .undecodable) }
    }
  }

  @Test func `people left by status, or after their last day`() {
    let moment = Timestamp(rfc3339: "2026-11-01T12:00:00Z")!
    func hasLeft(_ status: String?, _ endDate: String?) -> Bool {
      Roster.Entry(status: status, endDate: endDate).hasLeft(by: moment)
    }
    #expect(hasLeft("Terminated", nil) && hasLeft("left", "") && hasLeft("INACTIVE", "2027-01-01"))
    #expect(hasLeft("active", "2026-10-31") && hasLeft(nil, "2026-10-31"))
    #expect(
      !hasLeft("active", "2026-11-01") && !hasLeft("active", "2026-11-02") && !hasLeft(nil, nil) && !hasLeft("", ""))
  }
}
