import RollcallTestSupport
import Testing

@testable import Rollcall

/// `SnapshotDiff`, `DiffTenant`, `LeftOut` and `Strangers`: tenants and parts that only one of two snapshots has.
@Suite struct `Tenants and parts of a diff` {
  private func part(_ name: String, _ type: String? = nil, _ id: String? = nil) -> MissingPart {
    MissingPart(
      part: TenantPart(name, of: type.flatMap { type in id.map { TenantPart.Resource(type: type, id: $0) } }),
      reason: "lost")
  }

  @Test func `tenants come in the newer order, and those that only one lists are one row each`() throws {
    var old = HandmadeSnapshot()
    for id in ["gone", "a", "b"] { old.website(id) { $0.holder("x", "member", on: "website", id) } }
    var new = HandmadeSnapshot()
    for id in ["b", "new", "a"] { new.website(id) { $0.holder("y", "member", on: "website", id) } }
    let told = try ToldDiff(old, new)
    #expect(told.rows.map { $0["tenant_id"]!! }.filter { $0.count > 1 } == ["new", "gone"])
    #expect(told.rows.map { $0["tenant_id"]!! }.removingDuplicates() == ["b", "new", "a", "gone"])
    #expect(told.short.filter { $0.hasPrefix("tenant") } == ["tenant added", "tenant removed"])
    #expect(told.comparedCount == 2 && told.isDifferent)
  }

  @Test func `a tenant that failed is not compared, and nobody of it left`() throws {
    var whole = HandmadeSnapshot()
    whole.website("w") { $0.holder("x", "member", on: "website", "w") }
    var failed = HandmadeSnapshot()
    failed.website("w", .failed) { _ in }
    #expect(try ToldDiff(whole, failed).short == ["tenant not_compared failed in the newer"])
    #expect(try ToldDiff(failed, whole).short == ["tenant not_compared failed in the older"])
    let both = try ToldDiff(failed, failed)
    #expect(both.short == ["tenant not_compared failed in the older and the newer"])
    #expect(both.comparedCount == 0 && !both.isDifferent && both.text.contains("no tenant could be compared"))
  }

  /// An account with a member of a team and an inbox each, and one who left.
  private func account(missing: [MissingPart] = [], omitted: [MissingPart] = [], team: [String], inbox: [String])
    -> HandmadeSnapshot
  {
    .account(missing: missing, omitted: omitted) { snapshot in
      for id in ["1", "2"] { snapshot.holder(id, "agent", on: "account", "1") }
      if (team + inbox).contains("9") { snapshot.person("9", role: nil, status: "deleted") }
      snapshot.resource("team", "4", name: "Sales")
      if !(missing + omitted).contains(where: { $0.part == "inboxes" }) { snapshot.resource("inbox", "7") }
      for id in team { snapshot.members("team", "4", id) }
      for id in inbox { snapshot.members("inbox", "7", id) }
    }
  }

  @Test func `the members of a missing team are left out, and people whom only it names`() throws {
    let old = account(team: ["1", "2", "9"], inbox: ["1"])
    let new = account(missing: [part("team:4:member", "team", "4")], team: [], inbox: ["2"])
    let told = try ToldDiff(old, new)
    #expect(
      told.short == [
        "resource team:4 not_compared part missing in the newer: team 4", "grant inbox:7 member 2 added (let_in)",
        "grant inbox:7 member 1 removed (let_out)",
      ])
    #expect(told.rows[0]["resource_name"] == "Sales")
    #expect(told.text.contains("part missing in the newer: team 4 “Sales”"), "\(told.text)")
    #expect(try ToldDiff(new, old).short.first == "resource team:4 not_compared part missing in the older: team 4")
  }

  @Test func `who left and is known from what both have is told`() throws {
    let old = account(team: ["9"], inbox: ["9"])
    let new = account(missing: [part("team:4:member", "team", "4")], team: [], inbox: [])
    #expect(
      try ToldDiff(old, new).short == [
        "resource team:4 not_compared part missing in the newer: team 4", "operator 9 removed",
        "grant inbox:7 member 9 removed (let_out)",
      ])
  }

  @Test func `inboxes that one left out are a row, and nothing of them is compared`() throws {
    let old = account(team: ["1"], inbox: ["1", "9"])
    let new = account(omitted: [part("inboxes")], team: ["1"], inbox: [])
    #expect(try ToldDiff(old, new).short == ["resource not_compared inboxes left out in the newer"])
    #expect(try ToldDiff(new, new).rows.isEmpty)
    let lost = account(missing: [part("inboxes")], team: ["1"], inbox: [])
    #expect(try ToldDiff(new, lost).short == ["resource not_compared part missing in the newer: inboxes"])
    #expect(
      try ToldDiff(lost, lost).short == ["resource not_compared part missing in the older and the newer: inboxes"])
  }

  @Test func `without sub-inboxes teams of a website are not compared either`() throws {
    var old = HandmadeSnapshot()
    old.website("w") {
      $0.holder("a", "member", on: "website", "w")
      $0.resource("team", "t", member: "assignment")
      $0.resource("inbox", "i")
      $0.members("team", "t", "a")
      $0.members("inbox", "i", "a")
    }
    var new = HandmadeSnapshot()
    new.website("w", .incomplete, missing: [part("inboxes")]) { $0.holder("a", "member", on: "website", "w") }
    let told = try ToldDiff(old, new)
    #expect(told.short == ["resource not_compared part missing in the newer: inboxes"] && !told.isDifferent)
    #expect(told.text.contains("The newer snapshot, "), "\(told.text)")
  }

  @Test func `custom roles that one left out are told in the text alone, and missing ones are a row`() throws {
    func account(missing: [MissingPart] = [], omitted: [MissingPart] = [], _ holders: String...) -> HandmadeSnapshot {
      .account(missing: missing, omitted: omitted) { snapshot in
        snapshot.holder("1", "agent", on: "account", "1")
        guard !holders.isEmpty else { return }
        snapshot.roles("account", "1", ["custom_role_5": "assignment"])
        for holder in holders { snapshot.grant(holder, "custom_role_5", on: "account", "1") }
      }
    }
    #expect(try ToldDiff(account("1"), account("1")).rows.isEmpty)
    let told = try ToldDiff(account("1"), account(omitted: [part("custom_roles")]))
    #expect(told.rows.isEmpty && told.text.contains("custom roles left out in the newer"), "\(told.text)")
    #expect(
      try ToldDiff(account("1"), account(missing: [part("custom_roles")])).short
        == ["resource not_compared part missing in the newer: custom_roles"])
  }

  @Test func `a doubtful list of people tells nobody's leaving, but what changed of those whom both know`() throws {
    let old = HandmadeSnapshot.account {
      for id in ["1", "2", "3"] { $0.holder(id, "agent", on: "account", "1") }
      $0.resource("inbox", "7")
      $0.members("inbox", "7", "2")
    }
    let new = HandmadeSnapshot.account(missing: [part("account:1", "account", "1")]) {
      $0.holder("3", "administrator", on: "account", "1")
      $0.holder("4", "agent", on: "account", "1")
      $0.resource("inbox", "7")
    }
    #expect(
      try ToldDiff(old, new).short == [
        "resource account:1 not_compared part missing in the newer: account 1",
        "operator 3 changed role agent -> administrator (raised)", "operator 2 removed (left)",
        "grant inbox:7 member 2 removed (let_out)",
      ])
  }

  @Test func `a column that one lacks is not compared`() throws {
    func website(_ active: String?, missing: [MissingPart] = []) -> HandmadeSnapshot {
      var snapshot = HandmadeSnapshot()
      snapshot.website("w", missing.isEmpty ? .complete : .incomplete, missing: missing) {
        $0.add(
          .operators, ["operator_id": "a", "status": "enabled", "attributes": "{}", "last_active_at": active])
      }
      return snapshot
    }
    let old = website("2026-11-01T00:00:00.000Z")
    let new = website(nil, missing: [part("last_active_at")])
    #expect(
      try ToldDiff(old, new, allColumns: true).short
        == ["resource not_compared part missing in the newer: last_active_at"])
    #expect(try ToldDiff(old, website(nil), allColumns: true).rows.count == 1)
  }
}
