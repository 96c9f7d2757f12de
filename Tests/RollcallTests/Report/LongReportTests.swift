import RollcallTestSupport
import Testing

@testable import Rollcall

/// `AccessReport` and `LongList`: pages about more people and places than they show.
@Suite struct `The page about many people` {
  @Test func `longer lists end with how many more there are, and with the command that lists them`() throws {
    var snapshot = HandmadeSnapshot()
    snapshot.tenant(.crisp, "w", name: "Acme")
    snapshot.resource("website", "w", name: "Acme", member: nil)
    for number in 0..<200 { snapshot.person("p\(number)", "p\(number)@acme.test", role: "member") }
    snapshot.person("boss", "boss@acme.test", role: "owner")
    let report = try MadeReport(snapshot, maximumRows: 30)
    let table = report.table("Website <bdi>Acme</bdi>: 201 people")
    #expect(table.count == 32 && table[1] == "Name of boss|boss@acme.test|not told|")
    #expect(
      report.section("Who can read what").contains("and 171 more people. This command lists all: rollcall access "))
    #expect(report.text.contains("--resource website:w --format csv"))
  }

  @Test func `a thousand people take less than 300 kB`() throws {
    var snapshot = HandmadeSnapshot()
    snapshot.tenant(.crisp, "w", name: "Acme")
    snapshot.resource("website", "w", name: "Acme", member: nil)
    for number in 0..<1_000 {
      snapshot.person(
        "\(number)", "firstname.lastname.\(number)@domain-\(number / 2).example.test",
        role: number < 50 ? "owner" : "member", twoFactor: "false")
    }
    #expect(try MadeReport(snapshot).text.utf8.count < 300_000)
  }

  @Test func `of equally many places, the first people of the snapshot are shown`() throws {
    var snapshot = HandmadeSnapshot()
    for tenant in 1...3 {
      snapshot.tenant(.crisp, "w\(tenant)", name: "Site \(tenant)")
      snapshot.resource("website", "w\(tenant)", name: "Site \(tenant)", member: nil)
      for number in 0..<20 { snapshot.person("p\(number)", "p\(number)@s.test", role: "owner") }
      if tenant < 3 { snapshot.person("few", "few@s.test", role: "member") }
    }
    let report = try MadeReport(snapshot, maximumRows: 4)
    let table = report.table("People who read in several places: 21")
    #expect(
      table.count == 4 && table.map { $0.prefix(10) } == ["Name of p0", "Name of p1", "Name of p2", "Name of p3"])
    #expect(report.section("People in several places").contains("and 17 more people"))
    let again = try MadeReport(snapshot, maximumRows: 4)
    #expect(again.table("People who read in several places: 21") == table)
  }
}
