/// The comparison of grants by their keys, and the search for people's other ways to read the places that they gained or
/// lost.
///
/// Both tables are read twice at most: first to see which grants only one of them has, then to see whether the holder of
/// such a grant holds another permission on the place in the other one.
final class GrantDiff {
  /// Grants that only the newer snapshot has.
  let added = LoneGrants()
  /// Grants that only the older snapshot has.
  let removed = LoneGrants()

  private let old: DiffSide
  private let new: DiffSide
  private let oldPermissions: KeyTable
  private let newPermissions: KeyTable
  /// Inboxes whose grants mean nothing: they became open, or were closed.
  private let opened: Set<UInt64>
  private let strangers: Strangers
  private let column = GrantColumns()

  init(
    _ old: DiffSide, _ new: DiffSide, _ entitlements: EntitlementDiff, opened: Set<UInt64>, strangers: Strangers
  ) {
    self.old = old
    self.new = new
    oldPermissions = entitlements.oldPermissions
    newPermissions = entitlements.newPermissions
    self.opened = opened
    self.strangers = strangers
  }

  /// Reads both tables.
  func run() throws(RollcallError) {
    try compare()
    try findWays(of: added, of: new, in: old, oldPermissions)
  }

  private func compare() throws(RollcallError) {
    let keys = try KeyTable(limit: new.rowLimit(of: .grants))
    try forEachGrant(of: new) { (row, entitlement, context) in
      guard let key = self.key(of: row, entitlement, context) else { return }
      _ = keys.insert(key)
    }
    let seen = Marks(limit: keys.capacity)
    try forEachGrant(of: old) { (row, entitlement, context) throws(RollcallError) in
      guard let key = self.key(of: row, entitlement, context) else { return }
      if let place = keys.place(of: key) { return seen.insert(place) }
      try self.append(row, entitlement, context, self.oldPermissions, to: self.removed)
    }
    guard seen.count < keys.count else { return try findWays(of: removed, of: old, in: new, newPermissions) }
    // The other ways are looked for on the way.
    let ways = try OtherWays(of: removed, in: old)
    try forEachGrant(of: new) { (row, entitlement, context) throws(RollcallError) in
      ways?.take(row, entitlement, context, self.newPermissions)
      guard let key = self.key(of: row, entitlement, context), let place = keys.place(of: key), !seen.contains(place)
      else { return }
      try self.append(row, entitlement, context, self.newPermissions, to: self.added)
    }
    if let ways { try removed.note(ways) }
  }

  /// Looks for other ways in the snapshot that lacks the grants.
  private func findWays(
    of grants: LoneGrants, of side: DiffSide, in other: DiffSide, _ permissions: KeyTable
  ) throws(RollcallError) {
    guard let ways = try OtherWays(of: grants, in: side) else { return }
    try forEachGrant(of: other) { (row, entitlement, context) in ways.take(row, entitlement, context, permissions) }
    try grants.note(ways)
  }

  /// Lends every grant, those that are left out as well: they still say what people can read.
  private func forEachGrant(
    of side: DiffSide, _ body: (Row, DiffEntitlement, DiffSide.Context) throws(RollcallError) -> Void
  ) throws(RollcallError) {
    try side.forEachRow(of: .grants) { (row, context) throws(RollcallError) in
      if let entitlement = DiffEntitlement(row, self.column.entitlement) { try body(row, entitlement, context) }
    }
  }

  /// The hash of a grant's key; `nil` if the grant is left out.
  private func key(of row: Row, _ entitlement: DiffEntitlement, _ context: DiffSide.Context) -> UInt64? {
    let isCompared = !context.tenant.leavesOutGrants(of: entitlement)
    if context.tenant.leftOut.hidesPeople, let person = row[column.person] {
      strangers.see(
        holder: context.hasher.key(person), isRole: context.tenant.isOwn(entitlement.type), isCompared: isCompared)
    }
    guard isCompared else { return nil }
    return row[column.id].map { context.hasher.key($0) }
  }

  private func append(
    _ row: Row, _ entitlement: DiffEntitlement, _ context: DiffSide.Context, _ permissions: KeyTable,
    to grants: LoneGrants
  ) throws(RollcallError) {
    var isPermission = permissions.place(of: context.hasher.key(entitlement.id)) != nil
    if isPermission, !opened.isEmpty {
      isPermission = !opened.contains(context.hasher.key(entitlement.type, entitlement.resourceID))
    }
    try grants.append(row, entitlement, isPermission: isPermission, context)
  }
}

/// The places of the columns of a grant.
struct GrantColumns {
  let id = Table.grants.index(of: "grant_id")
  let entitlement = DiffEntitlement.Columns(.grants)
  let person = Table.grants.index(of: "operator_id")
}
