/// The names that rows of a diff lack where the rows were found: those of the holders of grants, and those of places.
final class DiffNames {
  /// By the keys of operators.
  let people: NameBook
  /// By the keys of resources.
  let places: NameBook

  /// Wants the names for all rows.
  init(_ old: DiffSide, _ new: DiffSide, _ grants: GrantDiff, _ entitlements: EntitlementDiff) throws(RollcallError) {
    func limit(_ table: Table, _ count: Int) -> Int { min(count, old.rowLimit(of: table) + new.rowLimit(of: table)) }
    let grantCount = grants.added.rows.count + grants.removed.rows.count
    people = try NameBook(limit: limit(.operators, grantCount))
    let notes = new.tenants.reduce(0) { $0 + ($1?.leftOut.notes.count ?? 0) }
    let entitlementCount = entitlements.newRows.count + entitlements.removedRows.count
    places = try NameBook(limit: limit(.resources, grantCount + entitlementCount + notes))

    for (index, tenant) in new.tenants.enumerated() {
      let hasher = Hasher(keysOf: new.snapshot.manifest.tenants[index].tenant)
      for note in tenant?.leftOut.notes ?? [] {
        if let place = note.resource { places.want(hasher.key(place.type, place.id)) }
      }
    }
    for (spool, side) in [(grants.added.rows, new), (grants.removed.rows, old)] {
      try forEachRow(of: spool, side) { row, hasher in
        if let person = row[LoneGrants.person] { people.want(hasher.key(person)) }
        if let type = row[LoneGrants.type], let id = row[LoneGrants.id] { places.want(hasher.key(type, id)) }
      }
    }
    for (spool, side) in [(entitlements.newRows, new), (entitlements.removedRows, old)] {
      try forEachRow(of: spool, side) { row, hasher in
        let row = DiffRow(row)
        if let type = row.resourceType, let id = row.resourceID { places.want(hasher.key(type, id)) }
      }
    }
  }

  private func forEachRow(
    of spool: RowSpool, _ side: DiffSide, _ body: (SpooledRow, Hasher) -> Void
  ) throws(RollcallError) {
    for (tenant, segment) in spool.tenants {
      let hasher = Hasher(keysOf: side.snapshot.manifest.tenants[tenant].tenant)
      try spool.forEach(in: segment) { (row, _) in body(row, hasher) }
    }
  }

  /// Reads the names, and who has the leading role, from both snapshots.
  func read(_ old: DiffSide, _ new: DiffSide) throws(RollcallError) {
    for (side, isNew) in [(new, true), (old, false)] {
      if !people.isEmpty { try readPeople(of: side, isNew: isNew) }
      if !places.isEmpty { try readPlaces(of: side, isNew: isNew) }
    }
  }

  private func readPeople(of side: DiffSide, isNew: Bool) throws(RollcallError) {
    let id = Table.operators.index(of: "operator_id")
    let name = Table.operators.index(of: "display_name")
    let role = Table.operators.index(of: "role")
    try side.forEachRow(of: .operators) { (row, context) throws(RollcallError) in
      guard let id = row[id] else { return }
      try self.people.take(
        row[name], of: context.hasher.key(id), isLeading: context.tenant.isLeading(row[role]), isNew: isNew)
    }
  }

  private func readPlaces(of side: DiffSide, isNew: Bool) throws(RollcallError) {
    let type = Table.resources.index(of: "resource_type")
    let id = Table.resources.index(of: "resource_id")
    let name = Table.resources.index(of: "display_name")
    try side.forEachRow(of: .resources) { (row, context) throws(RollcallError) in
      guard let type = row[type], let id = row[id] else { return }
      try self.places.take(row[name], of: context.hasher.key(type, id), isNew: isNew)
    }
  }
}
