import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

/// What each preset makes of a handful of rows, whichever service they come from.
@Suite struct `Rows of the presets` {
  private func text(_ preset: Preset, _ snapshot: PresetSnapshot) throws -> String {
    String(decoding: try #require(try snapshot.convert(preset).contents(of: "out")), as: UTF8.self)
  }

  @Test(arguments: ServiceFixture.small)
  func `baton has a record for each row, with ids that nobody else has`(fixture: ServiceFixture) async throws {
    let snapshot = try await PresetSnapshot(fixture)
    let (prefix, type, role) = (snapshot.prefix, snapshot.rules.tenantType, snapshot.rules.reading.leadingRole)
    let id = snapshot.tenant.tenantId
    let folder = try snapshot.convert(.baton)
    let rows = try Python.run(
      """
      import csv, sys
      rows = list(csv.DictReader(open(sys.argv[1], newline="")))
      for row in rows: print("|".join(f"{k}={v}" for k, v in row.items() if v and not k.startswith("profile.")))
      """, [folder.file("out")])
    #expect(
      rows == """
        record_type=user|id=\(prefix):user:7|display_name=Ann|email=ann@example.com|login=ann@example.com|status=enabled|mfa_enabled=true
        record_type=user|id=\(prefix):user:8|display_name=8|status=disabled|status_details=pending
        record_type=resource|id=\(prefix):\(type):\(id)|display_name=Acme|resource_type=\(type)|trait=app
        record_type=resource|id=\(prefix):team:3|display_name=Sales, EMEA|resource_type=team|trait=group|parent_resource=\(prefix):\(type):\(id)
        record_type=resource|id=\(prefix):inbox:3|display_name=3|resource_type=inbox|trait=group|parent_resource=\(prefix):\(type):\(id)
        record_type=entitlement|display_name=\(role)|resource_id=\(prefix):\(type):\(id)|entitlement_slug=\(role)
        record_type=entitlement|display_name=member|resource_id=\(prefix):team:3|entitlement_slug=member
        record_type=entitlement|display_name=member|resource_id=\(prefix):inbox:3|entitlement_slug=member
        record_type=direct_user_grant|resource_id=\(prefix):\(type):\(id)|entitlement_slug=\(role)|principal_id=\(prefix):user:7
        record_type=direct_user_grant|resource_id=\(prefix):team:3|entitlement_slug=member|principal_id=\(prefix):user:7
        record_type=direct_user_grant|resource_id=\(prefix):inbox:3|entitlement_slug=member|principal_id=\(prefix):user:8

        """)
  }

  @Test(arguments: ServiceFixture.small)
  func `vanta has a file for a tenant, with roles separated by commas`(fixture: ServiceFixture) async throws {
    var snapshot = try await PresetSnapshot(fixture)
    try snapshot.call("Ann", email: " =ann  b@example.com")
    let files = try snapshot.convert(.vanta).files(below: "out")
    #expect(files.count == 1)
    let (name, bytes) = try #require(files.first)
    let service = snapshot.tenant.service.capitalized
    #expect(name.hasPrefix("Access File - ") && name.hasSuffix(" - \(service) \(snapshot.tenant.tenantId).csv"))
    #expect(
      String(decoding: bytes, as: UTF8.self) == """
        Account name,Account owner,Role,Status
        "'=ann b@example.com","'=ann b@example.com","\(snapshot.rules.reading.leadingRole), member of team Sales; EMEA","Active"
        "8",,"member of inbox 3","Deactivated"

        """)
  }

  @Test(arguments: ServiceFixture.small)
  func `ocsf has an event for each operator, with grants as groups, and leaves out what is unknown`(
    fixture: ServiceFixture
  ) async throws {
    let snapshot = try await PresetSnapshot(fixture)
    let lines = try text(.ocsf, snapshot).split(separator: "\n")
    #expect(lines.count == 2)
    let events = try lines.map { try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]) }
    let users = try events.map { try #require($0["user"] as? [String: Any]) }
    #expect(users.map { $0["uid"] as? String } == ["\(snapshot.prefix):user:7", "\(snapshot.prefix):user:8"])
    #expect(users[0]["has_mfa"] as? Bool == true && users[1]["has_mfa"] == nil && users[1]["email_addr"] == nil)
    #expect(users.map { $0["type_id"] as? Int } == [2, 0])
    #expect(users.map { ($0["account"] as? [String: Any])?["is_disabled"] as? Bool } == [false, true])
    let groups = try #require(users[0]["groups"] as? [[String: Any]])
    #expect(groups.map { $0["name"] as? String } == ["Acme", "Sales, EMEA"])
    #expect(groups[1]["uid"] as? String == "\(snapshot.prefix):team:3:member")
    #expect(groups[1]["privileges"] as? [String] == ["member"])
    #expect(events[0]["time"] as? Int == Int(snapshot.stored.manifest.snapshotAt.milliseconds))
  }

  @Test(arguments: ServiceFixture.small)
  func `veza has users, groups and resources, and who may do what`(fixture: ServiceFixture) async throws {
    let snapshot = try await PresetSnapshot(fixture)
    let payload = try #require(
      try JSONSerialization.jsonObject(with: Data(text(.veza, snapshot).utf8)) as? [String: Any])
    let application = try #require((payload["applications"] as? [[String: Any]])?.first)
    let users = try #require(application["local_users"] as? [[String: Any]])
    #expect(users[0]["groups"] as? [String] == ["\(snapshot.prefix):team:3"])
    #expect(users.map { $0["is_active"] as? Bool } == [true, false])
    #expect((users[0]["custom_properties"] as? [String: Any])?["two_factor_enabled"] as? Bool == true)
    #expect((users[1]["custom_properties"] as? [String: Any])?["two_factor_enabled"] == nil)
    let identities = try #require(payload["identity_to_permissions"] as? [[String: Any]])
    let told = identities.map { identity in
      let permissions = identity["application_permissions"] as? [[String: Any]] ?? []
      return
        (["\(identity["identity_type"]!)"]
        + permissions.map { "\($0["permission"]!)" } + permissions.flatMap { $0["resources"] as? [String] ?? [] })
        .joined(separator: "|")
    }
    let (type, role) = (snapshot.rules.tenantType, snapshot.rules.reading.leadingRole)
    let prefix = snapshot.prefix
    #expect(
      told == [
        "local_user|\(type) \(role)|\(prefix):\(type):\(snapshot.tenant.tenantId)",
        "local_user|inbox member|\(prefix):inbox:3", "local_group|team member|\(prefix):team:3",
      ])
  }
}
