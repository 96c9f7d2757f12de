import RollcallTestSupport
import Testing

@testable import Rollcall

/// `AccessListing`, `TenantTelling` and `Memberships` on snapshots that are written down here.
@Suite struct `Who can read what` {
  private func told(
    _ snapshot: HandmadeSnapshot, email: String? = nil, place: String? = nil, includesOthers: Bool = false
  ) throws -> ToldAccess {
    let folder = try ScratchFolder()
    return try withExtendedLifetime(folder) {
      try snapshot.write(to: folder.file("s"))
      return try ToldAccess(folder.file("s"), email: email, place: place, includesOthers: includesOthers)
    }
  }

  private func text(_ snapshot: HandmadeSnapshot, email: String? = nil, place: String? = nil) throws -> String {
    let folder = try ScratchFolder()
    return try withExtendedLifetime(folder) {
      try snapshot.write(to: folder.file("s"))
      return try ToldAccess.text(folder.file("s"), email: email, place: place)
    }
  }

  /// A website with an open and a closed sub-inbox.
  private var website: HandmadeSnapshot {
    var snapshot = HandmadeSnapshot()
    snapshot.tenant(.crisp, "w", name: "Acme")
    snapshot.resource("website", "w", name: "Acme", member: nil)
    snapshot.resource("team", "t", member: "assignment")
    snapshot.resource("inbox", "open", attributes: #"{"open":true}"#)
    snapshot.resource("inbox", "closed", attributes: #"{"open":false,"teams":["t"]}"#)
    snapshot.person("ana", "Ana@Acme.test", role: "owner", twoFactor: "true")
    snapshot.person("bob", role: "member", twoFactor: "false")
    snapshot.person("cyd", role: "owner")
    snapshot.person("dan", role: "auditor")
    snapshot.person("email:eve@acme.test", "eve@acme.test", role: "member", status: "disabled")
    snapshot.person("gus", role: nil, status: "deleted")
    snapshot.members("team", "t", "bob")
    snapshot.members("inbox", "closed", "gus", "cyd", "bob")
    return snapshot
  }

  @Test func `on a website every role reads the website, and a closed inbox its members and the other owners`() throws {
    let told = try told(website)
    #expect(
      told.short == [
        "website:w ana owner", "website:w bob member", "website:w cyd owner", "website:w dan auditor",
        "inbox:closed ana owner", "inbox:closed bob member", "inbox:closed cyd member",
      ])
    #expect(
      told.rows.map { $0["via"]!! } == [
        "role owner of website w", "role member of website w", "role owner of website w", "role auditor of website w",
        "role owner of website w", "member of inbox closed", "member of inbox closed",
      ])
    #expect(told.rows[0]["tenant_name"] == "Acme" && told.rows[4]["resource_name"] == "Name of closed")
    #expect(told.rows.map { $0["two_factor_enabled"]! } == ["true", "false", nil, nil, "true", "false", nil])
  }

  @Test func `invitations read the website alone, and who left keeps the memberships that are left`() throws {
    let more = Set(try told(website, includesOthers: true).short).subtracting(try told(website).short)
    #expect(more == ["website:w email:eve@acme.test member", "inbox:closed gus member"])
    let rows = try told(website, includesOthers: true).rows
    let invited = try #require(rows.first { $0["operator_id"] == "email:eve@acme.test" })
    #expect(invited["via"] == "invited to website w" && invited["status"] == "disabled")
  }

  /// An account of which all is known.
  private func account(team purpose: String = "permission") -> HandmadeSnapshot {
    var snapshot = HandmadeSnapshot()
    snapshot.tenant(.chatwoot, "1", name: "Acme")
    snapshot.resource("account", "1", member: nil)
    snapshot.resource("team", "7", member: purpose)
    snapshot.resource("inbox", "3")
    snapshot.resource("inbox", "4")
    snapshot.person("1", role: "administrator", attributes: #"{"custom_role_id":5}"#)
    snapshot.person("2", role: "agent")
    snapshot.person("3", role: "agent", attributes: #"{"custom_role_id":5}"#)
    snapshot.person("4", role: "supervisor")
    snapshot.person("5", role: "supervisor")
    snapshot.person("6", role: "agent")
    snapshot.person("7", role: "administrator", status: "disabled", attributes: #"{"confirmed":false}"#)
    snapshot.person("8", role: nil, status: "deleted")
    snapshot.members("team", "7", "1", "3", "8")
    snapshot.members("inbox", "3", "1", "2", "4", "8")
    snapshot.members("inbox", "4", "3")
    return snapshot
  }

  @Test func `in an account administrators read every inbox, and others what they are members of`() throws {
    #expect(
      try told(account()).short == [
        "team:7 3 custom", "inbox:3 1 administrator", "inbox:3 2 member", "inbox:3 4 custom",
        "inbox:4 1 administrator", "inbox:4 3 custom",
      ])
    let vias = try told(account()).rows.map { $0["via"]!! }
    #expect(vias[0] == "member of team 7" && vias[1] == "administrator of account 1" && vias[2] == "member of inbox 3")
  }

  @Test func `a team is a place only where its membership lets people read`() throws {
    let told = try told(account(team: "assignment"))
    #expect(!told.short.contains { $0.hasPrefix("team:") })
    #expect(told.short.count == 5)
  }

  @Test func `who has not confirmed, or left, is told with all`() throws {
    let more = Set(try told(account(), includesOthers: true).short).subtracting(try told(account()).short)
    #expect(more == ["inbox:3 7 administrator", "inbox:4 7 administrator", "team:7 8 member", "inbox:3 8 member"])
  }

  @Test func `without inboxes administrators read the account, and what agents read is said to be unknown`() throws {
    var snapshot = HandmadeSnapshot()
    let omitted = [MissingPart(part: "inboxes", reason: "left out")]
    snapshot.tenant(.chatwoot, "1", omitted: omitted)
    snapshot.resource("account", "1", member: nil)
    snapshot.resource("team", "7")
    snapshot.person("1", role: "administrator")
    snapshot.person("2", role: "agent")
    snapshot.person("3", role: "agent")
    snapshot.members("team", "7", "2")
    #expect(try told(snapshot).short == ["account:1 1 administrator", "team:7 2 member"])
    let text = try text(snapshot)
    #expect(text.contains("inboxes were not read: what agents can read in them is unknown (1 tenant)"))
    #expect(text.contains("not counted: 1 person of whom not all memberships were read"))
  }

  @Test func `where the members of one inbox were not read, nobody is said to be in no place`() throws {
    var snapshot = HandmadeSnapshot()
    let part = TenantPart("members", of: TenantPart.Resource(type: "inbox", id: "3"))
    snapshot.tenant(.chatwoot, "1", .incomplete, missing: [MissingPart(part: part, reason: "it broke")])
    snapshot.resource("account", "1", member: nil)
    snapshot.resource("inbox", "3")
    snapshot.person("1", role: "administrator")
    snapshot.person("2", "bob@acme.test", role: "agent")
    let text = try text(snapshot)
    #expect(text.contains("not counted: 1 person of whom not all memberships were read"))
    #expect(!text.contains("in no place"))
    #expect(
      try told(snapshot, email: "bob@acme.test").remarks == [
        "the person with the e-mail address bob@acme.test is in the snapshot, but not all memberships were read"
      ])
    #expect(try told(snapshot, place: "inbox:3").remarks == ["the members of inbox:3 were not all read"])
  }

  @Test func `an operator without a known status is damage`() throws {
    for status in ["ENABLED", ""] {
      var snapshot = website
      snapshot.person("odd", role: "member", status: status)
      let error = #expect(throws: RollcallError.self) { try told(snapshot) }
      #expect(error?.code == .undecodable)
    }
  }

  @Test func `a text says itself that nobody was found, and why`() throws {
    let nobody = try text(website, email: "nobody@acme.test")
    #expect(nobody.contains("\n\nNobody was found with the e-mail address nobody@acme.test.\n"), "\(nobody)")
    let invited = try text(website, email: "eve@acme.test")
    #expect(invited.contains("\nThe person with the e-mail address eve@acme.test is in the snapshot, but has not"))
    #expect(try text(website, place: "team:5").contains("\nNobody was found: the snapshot has no place team:5.\n"))
    #expect(try !text(website, email: "ana@acme.test").lowercased().contains("found"))
  }

  @Test func `a resource through which nobody reads by itself is not said to be missing`() throws {
    let advice = "they are read in the inboxes of account 1; ask for one of them, as in --resource inbox:3"
    let whole = try told(account(), place: "account:1")
    #expect(whole.rows.isEmpty)
    #expect(whole.remarks == ["nobody reads conversations through account:1 by itself: \(advice)"])
    let team = try told(account(team: "assignment"), place: "team:7")
    #expect(team.remarks == ["nobody reads conversations through team:7 by itself: \(advice)"])
    let crisp = "they are read in website:w and its inboxes; ask for one of them, as in --resource website:w"
    #expect(
      try told(website, place: "team:t").remarks == [
        "nobody reads conversations through team:t by itself: \(crisp)"
      ])
    #expect(
      try text(account(), place: "account:1").contains("\nNobody reads conversations through account:1 by itself"))
    #expect(
      try told(account(), place: "account:2").remarks == ["nobody was found: the snapshot has no place account:2"])
  }

  @Test func `one person is found by the address in any case, and one place by its type and id`() throws {
    #expect(try told(website, email: "ANA@acme.TEST").short == ["website:w ana owner", "inbox:closed ana owner"])
    #expect(try told(website, place: "inbox:closed").short.count == 3)
    let nobody = try told(website, email: "nobody@acme.test")
    #expect(
      nobody.rows.isEmpty && nobody.remarks == ["nobody was found with the e-mail address nobody@acme.test"])
    let invited = try told(website, email: "eve@acme.test")
    #expect(
      invited.remarks == [
        "the person with the e-mail address eve@acme.test is in the snapshot, but has not accepted the invitation; "
          + "--all shows it"
      ])
    #expect(try told(website, place: "inbox:9").remarks.first == "nobody was found: the snapshot has no place inbox:9")
    let open = try told(website, place: "inbox:open")
    #expect(open.rows.isEmpty)
    #expect(
      open.remarks == [
        "the place inbox:open is open: everyone who reads website:w reads it; ask for --resource website:w"
      ])
  }

  @Test func `a person with seats in two tenants counts once, by the address in any case`() throws {
    var snapshot = website
    snapshot.tenant(.chatwoot, "1")
    snapshot.resource("account", "1", member: nil)
    snapshot.resource("inbox", "3")
    snapshot.person("1", "ana@acme.test", role: "administrator")
    let text = try text(snapshot)
    #expect(
      text.contains(
        "4 people can read 3 places in 2 tenants; 2 people with the highest rights (seats: 1 administrator, 2 owners)"))
    #expect(text.contains("not counted: 1 invitation not accepted, 1 person who left and still has memberships"))
    #expect(text.contains("unknown: what the role auditor of 1 person allows beyond what is listed"))
  }

  @Test func `the text shows the highest rights first, bounds each place, and says how to get the rest`() throws {
    var snapshot = HandmadeSnapshot()
    snapshot.tenant(.crisp, "w")
    snapshot.resource("website", "w", name: "Evil\u{1B}[2J\u{202E}", member: nil)
    for index in 0..<60 { snapshot.person("m\(index)", role: "member") }
    snapshot.person("boss", role: "owner")
    let text = try text(snapshot)
    let lines = text.split(separator: "\n")
    let place = try #require(lines.firstIndex { $0.hasPrefix("  website") })
    #expect(lines[place].hasSuffix("61 people: 1 owner, 60 members"))
    #expect(lines[place + 1].contains("boss") && lines[place + 2].contains("m0"))
    #expect(text.contains("and 41 more: rollcall access "))
    #expect(text.contains(" --resource website:w --format csv"))
    #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"))
  }

  @Test func `a failed tenant has no rows, and a snapshot that is not complete says so in its first lines`() throws {
    var snapshot = website
    snapshot.tenant(.crisp, "x", name: "Lost", .failed)
    #expect(try told(snapshot).short.count == 7)
    let lines = try text(snapshot).split(separator: "\n")
    #expect(lines[1] == "This snapshot is not complete. People and places may be missing below:")
    #expect(lines[2].hasPrefix("  “Lost” (crisp x) could not be read"))
  }

  @Test func `rows go through every format alike`() throws {
    let folder = try ScratchFolder()
    try website.write(to: folder.file("s"))
    var other = website
    other.format = .jsonLines
    try other.write(to: folder.file("t"))
    #expect(try ToldAccess(folder.file("s")).rows == ToldAccess(folder.file("t")).rows)
  }
}
