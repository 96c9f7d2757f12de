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
    try findWays(of: added, in: old, oldPermissions)
  }

  private func compare() throws(RollcallError) {
    let keys = try KeyTable(limit: new.rowLimit(of: .grants))
    try forEachGrant(of: new) { (_, key, _, _) in _ = keys.insert(key) }
    let seen = Marks(limit: keys.capacity)
    try forEachGrant(of: old) { (row, key, entitlement, context) throws(RollcallError) in
      if let place = keys.place(of: key) { return seen.insert(place) }
      try self.append(row, entitlement, context, self.oldPermissions, to: self.removed)
    }
    if seen.count < keys.count {
      // The other ways are looked for on the way.
      let ways = try OtherWays(of: removed)
      try forEachGrant(of: new) { (row, key, entitlement, context) throws(RollcallError) in
        ways?.take(row, entitlement, context, self.newPermissions)
        guard let place = keys.place(of: key), !seen.contains(place) else { return }
        try self.append(row, entitlement, context, self.newPermissions, to: self.added)
      }
      if let ways { try removed.note(ways) }
    } else {
      try findWays(of: removed, in: new, newPermissions)
    }
  }

  /// Looks for other ways in the snapshot that lacks the grants.
  private func findWays(
    of grants: LoneGrants, in side: DiffSide, _ permissions: KeyTable
  ) throws(RollcallError) {
    guard let ways = try OtherWays(of: grants) else { return }
    try forEachGrant(of: side) { (row, _, entitlement, context) in ways.take(row, entitlement, context, permissions) }
    try grants.note(ways)
  }

  /// Lends the grants that are compared, with the hash of their keys.
  private func forEachGrant(
    of side: DiffSide, _ body: (Row, UInt64, Entitlement, DiffSide.Context) throws(RollcallError) -> Void
  ) throws(RollcallError) {
    try side.forEachRow(of: .grants) { (row, context) throws(RollcallError) in
      guard let id = row[self.column.id], let entitlement = Entitlement(row, self.column.entitlement),
        !context.tenant.leavesOutGrants(of: entitlement)
      else { return }
      if context.tenant.leftOut.hidesPeople, let person = row[self.column.person] {
        self.strangers.remove(context.hasher.key(person))
      }
      try body(row, context.hasher.key(id), entitlement, context)
    }
  }

  private func append(
    _ row: Row, _ entitlement: Entitlement, _ context: DiffSide.Context, _ permissions: KeyTable, to grants: LoneGrants
  ) throws(RollcallError) {
    var isPermission = permissions.place(of: context.hasher.key(entitlement.id)) != nil
    if isPermission, !opened.isEmpty {
      isPermission = !opened.contains(context.hasher.key(entitlement.type, entitlement.resourceID))
    }
    try grants.append(row, isPermission ? context.hasher.way(to: entitlement, of: row[column.person]) : nil, context)
  }
}

/// The places of the columns of a grant.
struct GrantColumns {
  let id = Table.grants.index(of: "grant_id")
  let entitlement = Entitlement.Columns(.grants)
  let person = Table.grants.index(of: "operator_id")
  let email = Table.grants.index(of: "operator_email")
}

extension Hasher {
  /// The hash of a person's way to the conversations of a place.
  func way(to entitlement: Entitlement, of person: UnsafeRawBufferPointer?) -> UInt64? {
    guard let person else { return nil }
    var hasher = self
    hasher.combine(part: entitlement.type)
    hasher.combine(part: entitlement.resourceID)
    return hasher.key(person)
  }
}
