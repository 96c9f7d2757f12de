import Testing

@testable import Rollcall

@Suite struct `Tally of a tenant` {
  private let tenant = Tenant.example("w")

  /// Operators with these roles and statuses.
  private func batch(_ people: (role: String?, status: String)...) -> RowBatch {
    var batch = RowBatch(tenant: tenant)
    let columns = Table.operators.ownColumns.map(\.name)
    for person in people {
      var row = [Cell](repeating: .null, count: columns.count)
      row[columns.firstIndex(of: "role")!] = person.role.map { batch.add($0) } ?? .null
      row[columns.firstIndex(of: "status")!] = batch.add(person.status)
      batch.append(row, to: .operators)
    }
    return batch
  }

  @Test func `the tally counts operators by role and by status, including unused statuses and no role`() {
    var tally = TenantTally(of: Table.allCases)
    tally.take(batch(("owner", "enabled"), ("", "enabled"), (nil, "disabled")))
    tally.take(batch(("owner", "enabled"), ("own", "enabled")))
    #expect(tally.totals.operators?.byRole == ["owner": 2, "": 1, "none": 1, "own": 1])
    #expect(tally.totals.operators?.byStatus == ["enabled": 4, "disabled": 1, "deleted": 0])
  }

  @Test func `the tally can return to the beginning of the page or of the tenant`() {
    var tally = TenantTally(of: Table.allCases)
    tally.take(batch(("owner", "enabled")))
    tally.beginPage()
    tally.take(batch(("member", "enabled")))
    tally.rewindPage()
    #expect(tally.totals.operators?.byRole == ["owner": 1])
    tally.rewind()
    #expect(tally.totals.operators?.byRole == [:])
    #expect(tally.totals.operators?.byStatus == ["enabled": 0, "disabled": 0, "deleted": 0])
  }

  @Test func `the tally counts no operators if their table is not exported`() {
    var tally = TenantTally(of: [.grants])
    tally.take(batch(("owner", "enabled")))
    #expect(tally.totals.operators == nil)
  }

  @Test func `the tenant's name is that of its own resource, not of a team with the same id`() {
    func resource(_ type: String, _ name: String?, parent: String?) -> RowBatch {
      var batch = RowBatch(tenant: tenant)
      let row = [
        batch.add(type), batch.add("w"), name.map { batch.add($0) } ?? .null, parent.map { batch.add($0) } ?? .null,
        .null, batch.add("{}"),
      ]
      batch.append(row, to: .resources)
      return batch
    }
    var tally = TenantTally(of: Table.allCases)
    tally.take(resource("team", "Team", parent: "website"))
    tally.take(resource("website", nil, parent: nil))
    #expect(tally.name == nil)
    tally.take(resource("website", "Café", parent: nil))
    #expect(tally.name == "Café")
  }
}
