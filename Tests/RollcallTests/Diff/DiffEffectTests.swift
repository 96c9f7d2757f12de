import RollcallTestSupport
import Testing

@testable import Rollcall

/// `SnapshotDiff` on snapshots that are written down here: each effect, and what has none.
@Suite struct `Effects of a diff` {
  @Test func `nothing differs between a snapshot and itself, in any order of its rows`() throws {
    let one = HandmadeSnapshot.website {
      $0.holder("a", "owner", on: "website", "w")
      $0.holder("b", "member", on: "website", "w")
    }
    let other = HandmadeSnapshot.website {
      $0.holder("b", "member", on: "website", "w")
      $0.holder("a", "owner", on: "website", "w")
    }
    for told in [try ToldDiff(one, one), try ToldDiff(one, other)] {
      #expect(told.rows.isEmpty && !told.isDifferent && told.comparedCount == 1)
      #expect(told.text.contains("1 tenant compared") && told.text.contains("nothing differs"), "\(told.text)")
    }
  }

  @Test func `people join and leave, and with them their roles`() throws {
    let old = HandmadeSnapshot.website {
      $0.holder("stays", "owner", on: "website", "w")
      $0.holder("goes", "member", on: "website", "w")
    }
    let new = HandmadeSnapshot.website {
      $0.holder("comes", "member", on: "website", "w")
      $0.holder("stays", "owner", on: "website", "w")
      $0.person("email:x@acme.test", role: "member", status: "disabled")
    }
    let told = try ToldDiff(old, new)
    #expect(
      told.short == [
        "operator comes added (joined)", "operator email:x@acme.test added", "operator goes removed (left)",
        "grant website:w member comes added (let_in)", "grant website:w member goes removed (let_out)",
      ])
    let row = told.rows[4]
    #expect(row["operator_email"] == "goes@acme.test" && row["display_name"] == "Name of goes")
    #expect(row["resource_name"] == "Acme" && row["tenant_name"] == "Acme")
  }

  @Test func `a role that rises or falls is a row of the person and two of grants that let nobody in or out`() throws {
    let old = HandmadeSnapshot.website {
      $0.holder("up", "member", on: "website", "w")
      $0.holder("down", "owner", on: "website", "w")
      $0.holder("aside", "member", on: "website", "w")
    }
    let new = HandmadeSnapshot.website {
      $0.roles("website", "w", ["auditor": "permission"])
      $0.holder("up", "owner", on: "website", "w")
      $0.holder("down", "member", on: "website", "w")
      $0.holder("aside", "auditor", on: "website", "w")
    }
    let told = try ToldDiff(old, new).short
    #expect(
      told.prefix(3) == [
        "operator up changed role member -> owner (raised)", "operator down changed role owner -> member (lowered)",
        "operator aside changed role member -> auditor",
      ])
    #expect(told.count == 9 && told.dropFirst(3).allSatisfy { $0.hasPrefix("grant ") && !$0.contains("(") }, "\(told)")
  }

  @Test func `statuses enable, disable, and tell who left and came back`() throws {
    func people(_ statuses: KeyValuePairs<String, String>) -> HandmadeSnapshot {
      .website { for (id, status) in statuses { $0.person(id, role: nil, status: status) } }
    }
    let told = try ToldDiff(
      people(["a": "disabled", "b": "enabled", "c": "enabled", "d": "deleted", "e": "deleted", "f": "deleted"]),
      people(["a": "enabled", "b": "disabled", "c": "deleted", "d": "enabled", "e": "disabled", "g": "deleted"]))
    #expect(
      told.short == [
        "operator a changed status disabled -> enabled (enabled)",
        "operator b changed status enabled -> disabled (disabled)",
        "operator c changed status enabled -> deleted (left)", "operator d changed status deleted -> enabled (joined)",
        "operator e changed status deleted -> disabled (joined)", "operator g added", "operator f removed",
      ])
  }

  @Test func `of who left or came back nothing else is told`() throws {
    let old = HandmadeSnapshot.website { $0.holder("a", "owner", on: "website", "w") }
    let new = HandmadeSnapshot.website { $0.add(.operators, ["operator_id": "a", "status": "deleted"]) }
    let told = try ToldDiff(old, new)
    #expect(
      told.short == [
        "operator a changed status enabled -> deleted (left)", "grant website:w owner a removed (let_out)",
      ])
    #expect(told.rows.allSatisfy { $0["operator_email"] == "a@acme.test" && $0["display_name"] == "Name of a" })
  }

  @Test func `every column of a person is a row, and what changes all the time only if it is asked for`() throws {
    func person(_ value: String) -> HandmadeSnapshot {
      .website { snapshot in
        let columns = Table.operators.ownColumns.map(\.name).filter { !["operator_id", "status"].contains($0) }
        var values = Dictionary(uniqueKeysWithValues: columns.map { ($0, Optional(value)) })
        values["operator_id"] = "a"
        values["status"] = "enabled"
        values["attributes"] = #"{"x":"\#(value)"}"#
        values["two_factor_enabled"] = value == "1" ? "true" : nil
        values["last_active_at"] = value == "1" ? nil : "2026-11-01T00:00:00.000Z"
        snapshot.add(.operators, values)
      }
    }
    let told = try ToldDiff(person("1"), person("2"))
    let stable = [
      "email", "display_name", "first_name", "last_name", "title", "role", "status_detail", "two_factor_enabled",
      "attributes",
    ]
    #expect(told.rows.map { $0["column"]!! } == stable)
    #expect(told.short.last == #"operator a changed attributes {"x":"1"} -> {"x":"2"}"#)
    #expect(told.short.contains("operator a changed two_factor_enabled true -> NULL"))
    let all = try ToldDiff(person("1"), person("2"), allColumns: true).rows.map { $0["column"]!! }
    #expect(Set(all) == Set(stable + ["availability", "last_active_at", "avatar_url"]) && all.count == 12)
  }

  @Test func `memberships let people in and out, unless the leading role already does`() throws {
    func account(_ members: String..., leading: String) -> HandmadeSnapshot {
      .account { snapshot in
        for person in ["1", "2", "3"] {
          snapshot.holder(person, person == leading ? "administrator" : "agent", on: "account", "1")
        }
        snapshot.resource("inbox", "7")
        snapshot.resource("team", "4", member: "assignment")
        for member in members {
          snapshot.members("inbox", "7", member)
          snapshot.members("team", "4", member)
        }
      }
    }
    #expect(
      try ToldDiff(account("1", leading: "3"), account("2", "3", leading: "3")).short == [
        "grant inbox:7 member 2 added (let_in)", "grant team:4 member 2 added", "grant inbox:7 member 3 added",
        "grant team:4 member 3 added", "grant inbox:7 member 1 removed (let_out)", "grant team:4 member 1 removed",
      ])
    // The role of the other snapshot counts.
    let roles = try ToldDiff(account("1", leading: "1"), account("2", leading: "2")).short
    #expect(roles.contains("grant inbox:7 member 2 added (let_in)"))
    #expect(roles.contains("grant inbox:7 member 1 removed (let_out)"))
  }

  @Test func `a team whose membership becomes a permission lets in, and the reverse lets out`() throws {
    func account(_ purpose: String) -> HandmadeSnapshot {
      .account { $0.resource("team", "4", name: "Sales", member: purpose) }
    }
    let told = try ToldDiff(account("assignment"), account("permission"))
    #expect(told.short == ["entitlement team:4 member changed purpose assignment -> permission (let_in)"])
    #expect(told.rows[0]["resource_name"] == "Sales")
    #expect(
      try ToldDiff(account("permission"), account("assignment")).short
        == ["entitlement team:4 member changed purpose permission -> assignment (let_out)"])
  }

  @Test func `an inbox that becomes open lets in, and its memberships mean nothing`() throws {
    func website(open: Bool, _ member: String) -> HandmadeSnapshot {
      .website {
        $0.holder("a", "member", on: "website", "w")
        $0.holder("b", "member", on: "website", "w")
        $0.resource("inbox", "i", attributes: #"{"open":\#(open)}"#)
        $0.members("inbox", "i", member)
      }
    }
    #expect(
      try ToldDiff(website(open: false, "a"), website(open: true, "b")).short == [
        #"resource inbox:i changed attributes {"open":false} -> {"open":true} (let_in)"#,
        "grant inbox:i member b added", "grant inbox:i member a removed",
      ])
    #expect(
      try ToldDiff(website(open: true, "a"), website(open: false, "a")).short
        == [#"resource inbox:i changed attributes {"open":true} -> {"open":false} (let_out)"#])
  }

  @Test func `places come, go and change, and of entitlements only those that both have`() throws {
    let old = HandmadeSnapshot.account {
      $0.resource("team", "1", name: "Sales")
      $0.resource("team", "2")
    }
    let new = HandmadeSnapshot.account {
      $0.resource("team", "3")
      $0.resource("team", "1", name: "Selling", attributes: #"{"x":1}"#)
    }
    #expect(
      try ToldDiff(old, new).short == [
        "resource team:3 added", "resource team:1 changed display_name Sales -> Selling",
        #"resource team:1 changed attributes {} -> {"x":1}"#, "resource team:2 removed",
      ])
  }

  @Test(arguments: [(nil, ""), ("", nil), ("", "\u{1}"), ("a", nil), (nil, "a")] as [(String?, String?)])
  func `a name that is NULL is another one than an empty one`(old: String?, new: String?) throws {
    func snapshot(_ name: String?) -> HandmadeSnapshot {
      var snapshot = HandmadeSnapshot()
      snapshot.tenant(.crisp, "w", name: "Acme")
      snapshot.add(
        .resources, ["resource_type": "website", "resource_id": "w", "display_name": name, "attributes": "{}"])
      return snapshot
    }
    let told = try ToldDiff(snapshot(old), snapshot(new))
    #expect(told.rows.count == 1 && told.rows.first?["column"] == "display_name", "\(told.rows)")
    #expect(told.rows.first?["old"] == old && told.rows.first?["new"] == new)
  }

  @Test func `custom roles that both have are compared by name and rights, and others are told in the text alone`()
    throws
  {
    func account(_ roles: KeyValuePairs<String, String>) -> HandmadeSnapshot {
      .account { snapshot in
        for (number, name) in roles {
          snapshot.add(
            .entitlements,
            [
              "entitlement_id": "account:1:custom_role_\(number)", "resource_type": "account", "resource_id": "1",
              "slug": "custom_role_\(number)", "display_name": name, "description": "rights of \(name)",
              "purpose": "assignment",
            ])
        }
      }
    }
    let told = try ToldDiff(account(["1": "Reader", "2": "Writer"]), account(["1": "Viewer", "3": "Editor"]))
    #expect(
      told.short == [
        "entitlement account:1 custom_role_1 changed display_name Reader -> Viewer",
        "entitlement account:1 custom_role_1 changed description rights of Reader -> rights of Viewer",
      ])
    #expect(told.text.contains("custom role Editor") && told.text.contains("custom role Writer"), "\(told.text)")
    let alone = try ToldDiff(account(["1": "Reader"]), account([:]))
    #expect(alone.rows.isEmpty && !alone.isDifferent && alone.text.contains("custom role Reader"))
  }

  @Test func `names are those of the newer snapshot, or of the older one where it has none`() throws {
    let old = HandmadeSnapshot.website {
      $0.holder("a", "member", on: "website", "w")
      $0.resource("inbox", "i", name: "Old name")
    }
    let new = HandmadeSnapshot.website {
      $0.add(.operators, ["operator_id": "a", "role": "member", "status": "enabled", "attributes": "{}"])
      $0.grant("a", "member", on: "website", "w")
      $0.add(.resources, ["resource_type": "inbox", "resource_id": "i", "attributes": "{}"])
      $0.roles("inbox", "i", ["member": "permission"])
      $0.members("inbox", "i", "a")
    }
    let told = try ToldDiff(old, new)
    let grant = try #require(told.rows.first { $0["kind"] == "grant" })
    #expect(grant["display_name"] == "Name of a" && grant["operator_email"] == "a@acme.test")
    #expect(grant["resource_name"] == "Old name")
    #expect(told.short.contains("operator a changed email a@acme.test -> NULL"))
  }
}
