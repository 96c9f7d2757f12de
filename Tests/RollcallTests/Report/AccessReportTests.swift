import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

/// `AccessReport`: the page about snapshots that are written down here.
@Suite struct `The page about access` {
  /// A website and an account with a bit of everything.
  private var world: HandmadeSnapshot {
    var snapshot = HandmadeSnapshot()
    snapshot.tenant(.crisp, "w", name: "Acme")
    snapshot.resource("website", "w", name: "Acme", member: nil)
    snapshot.person("ana", "ana@acme.test", role: "owner", twoFactor: "false")
    snapshot.person("bob", "Bob@acme.test", role: "member", twoFactor: "true")
    snapshot.person("dan", "dan@else.test", role: "auditor")
    snapshot.person("email:eve@acme.test", "eve@acme.test", role: "member", status: "disabled")
    snapshot.person("info", "info@acme.test", role: "member")
    snapshot.tenant(.chatwoot, "1", name: "Acme chat")
    snapshot.resource("account", "1", name: "Acme chat", member: nil)
    snapshot.add(
      .entitlements,
      [
        "entitlement_id": "account:1:custom_role_7", "resource_type": "account", "resource_id": "1",
        "slug": "custom_role_7", "display_name": "Reader", "description": "conversation_manage",
        "purpose": "assignment",
      ])
    snapshot.resource("inbox", "3", name: "Support")
    snapshot.resource("inbox", "4", name: "Sales")
    snapshot.person("1", "ana@ACME.test", role: "administrator")
    snapshot.person("2", "bob@acme.test", role: "agent")
    snapshot.person("3", "cyd@acme.test", role: "agent", attributes: #"{"custom_role_id":7}"#)
    snapshot.person("4", "lee@acme.test", role: "agent")
    snapshot.person("5", nil, role: nil, status: "deleted")
    snapshot.members("inbox", "3", "2", "3", "5")
    snapshot.add(
      .grants,
      [
        "grant_id": "account:1:custom_role_7:user:3", "entitlement_id": "account:1:custom_role_7",
        "resource_type": "account", "resource_id": "1", "slug": "custom_role_7", "operator_id": "3",
        "operator_email": "cyd@acme.test",
      ])
    return snapshot
  }

  @Test func `the numbers are those of rollcall access`() throws {
    let numbers = try MadeReport(world).section("Numbers")
    for text in [
      "People who can read5", "Owners and administrators1", "seats: 1 administrator, 1 owner",
      "Without two-factor sign-in1", "not told of 3 others", "Open invitations1", "1 person who left",
      "1 person with a seat and no place to read",
    ] {
      #expect(numbers.contains(text), "\(text) is not in \(numbers)")
    }
  }

  @Test func `each place lists its people, the highest rights first`() throws {
    let report = try MadeReport(world)
    #expect(
      report.table("Website <bdi>Acme</bdi>: 4 people")
        == [
          "1 owner through: role owner of website", "Name of ana|ana@acme.test|off|",
          "2 members through: role member of website", "Name of bob|Bob@acme.test|on|",
          "Name of info|info@acme.test|not told|",
          "1 with the role auditor through: role auditor of website", "Name of dan|dan@else.test|not told|",
        ])
    #expect(
      report.table("Inbox <bdi>Support</bdi>: 3 people") == [
        "1 administrator through: administrator of account", "Name of 1|ana@ACME.test|not told|",
        "1 member through: member of inbox", "Name of 2|bob@acme.test|not told|",
        "1 with a custom role through: member of inbox", "Name of 3|cyd@acme.test|not told|",
      ])
  }

  @Test func `people in several places are found by their address, whatever its case`() throws {
    let report = try MadeReport(world)
    #expect(
      report.table("People who read in several places: 2") == [
        "Name of anaana@acme.test|2|3|Acme: owner in websiteAcme chat: administrator in inbox Support, inbox Sales",
        "Name of bobBob@acme.test|2|2|Acme: member in websiteAcme chat: member in inbox Support",
      ])
  }

  @Test func `exceptions are counted and listed`() throws {
    let report = try MadeReport(world)
    #expect(
      report.table("What was looked for") == [
        "One owner or administrator, or none|2", "Addresses of other mail domains|1", "Custom roles|1",
        "Owners and administrators without two-factor sign-in|1", "Shared mailboxes|1",
        "People with a custom role or one that is not known|2", "Agents without an inbox|1",
        "Invitations that are not accepted|1", "Deleted people who are still members|1",
      ])
    #expect(
      report.table("One owner") == [
        "Acme|Name of ana|ana@acme.test|owner", "Acme chat|Name of 1|ana@ACME.test|administrator",
      ])
    #expect(report.table("Addresses of other") == ["Acme most use acme.test", "else.test|1|dan@else.test"])
    #expect(report.table("Custom roles") == ["Acme chat|Reader|conversation_manage|1|cyd@acme.test"])
    #expect(report.table("Shared mailboxes") == ["Acme|Name of info|info@acme.test|member"])
    #expect(
      report.table("People with a custom role") == [
        "Acme|Name of dan|dan@else.test|the role auditor, which is not known",
        "Acme chat|Name of 3|cyd@acme.test|a custom role",
      ])
    #expect(report.table("Agents without an inbox") == ["Acme chat|Name of 4|lee@acme.test|agent"])
    #expect(report.table("Invitations") == ["Acme|Name of email:eve@acme.test|eve@acme.test|member"])
    #expect(report.table("Deleted people") == ["Acme chat|Name of 5|5|inbox Support"])
  }

  @Test func `a domain counts as foreign only beside one that is the most common`() throws {
    var snapshot = HandmadeSnapshot()
    snapshot.tenant(.crisp, "w", name: "Acme")
    snapshot.resource("website", "w", name: "Acme", member: nil)
    for (index, domain) in ["a.test", "b.test"].enumerated() {
      snapshot.person("p\(index)", "x@\(domain)", role: "owner")
    }
    let report = try MadeReport(snapshot)
    #expect(report.section("Exceptions").contains("In 1 tenant no mail domain is the most common one"))
    #expect(report.table("What was looked for")[1] == "Addresses of other mail domains|0")
  }

  @Test func `people who left according to the roster come before everything else`() throws {
    let roster = """
      email;name;manager;department;status;end_date
      ANA@acme.test;Ana;Zoe;Support;terminated;2026-10-01
      ana@acme.test;Ana;Zoe;Support;active;
      bob@acme.test;Bob;;;active;2026-10-31
      cyd@acme.test;Cyd;;;active;2026-11-01
      eve@acme.test;Eve;;;Left;
      info@acme.test;;;;;
      """
    let report = try MadeReport(world, roster: roster)
    #expect(
      report.table("People who left according to the roster and still have access: 3") == [
        "Name of ana|ana@acme.test|terminated, until 2026-10-01line 3 of the roster says otherwise|SupportZoe|"
          + "Acme (owner)Acme chat, inbox Support (administrator)Acme chat, inbox Sales (administrator)",
        "Name of bob|Bob@acme.test|active, until 2026-10-31||Acme (member)Acme chat, inbox Support (member)",
        "Name of email:eve@acme.test|eve@acme.test|Left||invited to Acme",
      ])
    #expect(report.table("Not on the roster") == ["Acme|Name of dan|dan@else.test|auditor"])
    let text = report.text
    let leavers = try #require(text.firstRange(of: "<h2>People who left"))
    #expect(leavers.lowerBound < text.firstRange(of: "<h2>Numbers")!.lowerBound)
    #expect(text.contains("<a href=\"mailto:ana@acme.test\">"))
    let nobody = try MadeReport(world, roster: "email,status\nana@acme.test,active\n")
    #expect(nobody.section("People who left").contains("Nobody who left"))
  }

  @Test func `changes since an older snapshot are told, and counted`() throws {
    var older = HandmadeSnapshot()
    older.snapshotAt = Timestamp(rfc3339: "2026-10-01T00:00:00Z")!
    older.tenant(.crisp, "w", name: "Acme")
    older.resource("website", "w", name: "Acme", member: nil)
    older.person("ana", "ana@acme.test", role: "member", twoFactor: "false")
    older.person("gus", "gus@acme.test", role: "member")
    var newer = HandmadeSnapshot()
    newer.tenant(.crisp, "w", name: "Acme")
    newer.resource("website", "w", name: "Acme", member: nil)
    newer.person("ana", "ana@acme.test", role: "owner", twoFactor: "false")
    newer.person("hal", "hal@acme.test", role: "member")
    let report = try MadeReport(newer, since: older)
    #expect(report.section("Numbers").contains("Changes3since 2026-10-01 00:00 UTC"))
    #expect(report.table("Rights raised: 1") == ["Acme|Name of ana|ana@acme.test|role: member → owner"])
    #expect(report.table("Joined: 1") == ["Acme|Name of hal|hal@acme.test|member"])
    #expect(report.table("Left: 1") == ["Acme|Name of gus|gus@acme.test|member"])
    #expect(
      try MadeReport(newer, since: newer).section("Changes since").contains("Nobody joined, left, was let in or out."))
  }

  @Test func `what is missing stands in the head, in words`() throws {
    var snapshot = world
    snapshot.tenant(
      .chatwoot, "2", name: "Other", .incomplete,
      missing: [MissingPart(part: TenantPart("members", of: .init(type: "inbox", id: "9")), reason: "it <broke>")])
    let head = try MadeReport(snapshot).part(from: "<div class=\"state bad\">", to: "</div>")
    #expect(MadeReport.words(of: head).contains("Not complete."))
    #expect(head.contains("members of inbox 9 is missing: it &lt;broke&gt;"))
    #expect(try MadeReport(world).text.contains("<strong>Complete.</strong>"))
  }

  @Test func `statuses of the roster that are not known are named`() throws {
    let roster = "email,status\nbob@acme.test,Offboarded\nana@acme.test,active\n"
    let report = try MadeReport(world, roster: roster)
    #expect(
      report.section("People who left")
        .contains("people with these statuses of the roster count as current: “offboarded” (1)"))
    #expect(try !MadeReport(world, roster: "email,status\nana@acme.test,Active\n").text.contains("count as current"))
  }

  @Test func `hostile values change nothing of the structure`() throws {
    func world(_ value: String) -> HandmadeSnapshot {
      var snapshot = HandmadeSnapshot()
      for id in ["1", "2"] {
        snapshot.tenant(.chatwoot, id, name: value)
        snapshot.resource("account", id, name: value, member: nil)
        snapshot.resource("inbox", "3", name: value)
        snapshot.add(
          .operators,
          [
            "operator_id": "1", "email": value + "@x.test", "display_name": value, "role": "administrator",
            "status": "enabled", "attributes": "{}",
          ])
        snapshot.add(
          .operators,
          [
            "operator_id": "2", "email": value + "@y.test", "display_name": value, "role": value, "status": "enabled",
            "attributes": "{}",
          ])
        snapshot.members("inbox", "3", "2")
      }
      return snapshot
    }
    // Only an address that can be one is a link.
    func tags(_ text: String) -> [String] {
      text.split(separator: "<").dropFirst().map { String($0.prefix { $0 != ">" }) }
        .filter { $0 != "/a" && !$0.hasPrefix("a href=\"mailto:") }
    }
    let plain = try MadeReport(world("plain"), roster: "email\n")
    for value in NastyText.values where !value.isEmpty && value != " " {
      let hostile = try MadeReport(world(value), roster: "email\n")
      #expect(tags(hostile.text) == tags(plain.text), "\(value)")
      #expect(!hostile.text.unicodeScalars.contains { !$0.isHarmless && $0 != "\n" }, "\(value)")
    }
  }

  @Test func `each place shows its share of the rows`() throws {
    var snapshot = HandmadeSnapshot()
    for place in 0..<8 {
      snapshot.tenant(.crisp, "w\(place)", name: "Site \(place)")
      snapshot.resource("website", "w\(place)", name: "Site \(place)", member: nil)
      let people = place == 0 ? 5 : 60
      for number in 0..<people { snapshot.person("p\(number)", "p\(number)@s\(place).test", role: "member") }
    }
    let report = try MadeReport(snapshot, maximumRows: 100)
    let counts = (0..<8).map { report.table("Website <bdi>Site \($0)</bdi>").count - 1 }
    #expect(counts == [5, 13, 13, 13, 13, 13, 13, 13])
    // A place with nobody shown is counted.
    let short = try MadeReport(snapshot, maximumRows: 20)
    #expect(short.section("Who can read what").contains("and 5 more places"))
  }

  @Test func `the matrix has a letter for each place that a person reads`() throws {
    let report = try MadeReport(world)
    let matrix = report.part(from: "<svg class=\"matrix\"", to: "</svg>")
    #expect(matrix.contains("5 people and 3 places"))
    #expect(matrix.split(separator: "<circle class=\"lead\"").count - 1 == 3)
    #expect(matrix.split(separator: "<circle class=\"member\"").count - 1 == 3)
    #expect(matrix.split(separator: "<circle class=\"other\"").count - 1 == 2)
    #expect(
      report.text.contains(
        "Everyone who reads, and what they read. O: owner, A: administrator, M: member, x: a custom role, or one that is"
      ))
  }

  @Test func `a damaged table ends with 65`() throws {
    let folder = try ScratchFolder()
    try world.write(to: folder.file("s"))
    let path = folder.file("s/grants/part-00000.csv")
    var bytes = try Data(contentsOf: URL(filePath: path))
    bytes[bytes.count - 5] ^= 1
    try bytes.write(to: URL(filePath: path))
    let error = #expect(throws: RollcallError.self) {
      try AccessReport(try SnapshotReader(path: folder.file("s"))).write(to: MemorySink(MemoryFile()))
    }
    #expect(error?.code == .undecodable)
  }
}
