/// The rows of grants that only one of two snapshots has, with the names of their holders and places.
struct GrantRows {
  let added = RowSpool.changes()
  let removed = RowSpool.changes()

  /// Writes the rows, once the holders' names and rights are known.
  init(
    _ grants: GrantDiff, _ old: DiffSide, _ new: DiffSide, _ holders: HolderBook, _ places: PlaceNames
  ) throws(RollcallError) {
    for (change, spool, side, rows) in [
      (DiffChange.added, grants.added, new, added), (.removed, grants.removed, old, removed),
    ] {
      for index in spool.tenants {
        guard let context = side.context(of: index) else { continue }
        try spool.forEach(of: index) { (spooled) throws(RollcallError) in
          guard let grant = LoneGrant(spooled) else { return }
          var row = try holders.row(of: grant, change, context)
          row.resourceName = try places.name(of: context.hasher.key(grant.type, grant.resourceID))
          let role = grants.entitlements.customRoles.name(of: grant, context)
          try role.span.withUnsafeBytes { (name) throws(RollcallError) in
            if !name.isEmpty { row.note = name }
            try rows.append(row, of: index)
          }
        }
      }
    }
  }
}

/// The names of custom roles, for texts. There are few.
final class CustomRoleNames {
  private var names: [UInt64: [UInt8]] = [:]

  private static let limit = 100_000

  /// Takes a name; those of the newer snapshot count.
  func take(_ name: UnsafeRawBufferPointer?, of key: UInt64, isNew: Bool) {
    guard let name, name.count < 1000, names.count < Self.limit, isNew || names[key] == nil else { return }
    names[key] = Array(name)
  }

  /// The name of the custom role that a grant gives; empty if it gives none, or the role has no name.
  func name(of grant: LoneGrant, _ context: DiffSide.Context) -> [UInt8] {
    guard context.tenant.isCustomRole(grant.type, grant.slug) else { return [] }
    let colon = [UInt8(ascii: ":")]
    let id = Array(grant.type) + colon + Array(grant.resourceID) + colon + Array(grant.slug)
    return id.withUnsafeBytes { names[context.hasher.key($0)] } ?? []
  }
}
