/// Grants that only one of two snapshots has.
final class LoneGrants {
  /// The grants: type and id of the place, slug, and the holder's id. The tag is the hash of the holder's way to the place,
  /// or 0 for a grant that lets nobody read.
  let rows = RowSpool(width: 4)
  /// The number of grants that let people read, as far as the grant alone tells.
  private(set) var permissionCount = 0
  /// The numbers of those whose holders have another way to the place in the other snapshot.
  private var withOtherWay: Marks?

  private let person = GrantColumns().person

  /// The places of the texts in a row.
  static let (type, id, slug, person) = (0, 1, 2, 3)

  func append(
    _ row: Row, _ entitlement: DiffEntitlement, isPermission: Bool, _ context: DiffSide.Context
  ) throws(RollcallError) {
    let way = isPermission ? context.hasher.way(of: row[person], to: entitlement) : nil
    try rows.append(
      [entitlement.type, entitlement.resourceID, entitlement.slug, row[person]], tag: way ?? 0, of: context.index)
    if way != nil { permissionCount += 1 }
  }

  /// Notes which grants are not the only way.
  func note(_ ways: OtherWays) throws(RollcallError) {
    let marks = Marks(limit: rows.count)
    try ways.forEachWay(of: self) { row, number, leading in
      if ways.isFound(row.tag) || leading.map({ ways.isFound($0) }) ?? false { marks.insert(number) }
    }
    withOtherWay = marks
  }

  /// Whether a grant is a permission, and its holder has no other way to the place in the other snapshot.
  func isOnlyWay(_ row: SpooledRow, _ number: Int) -> Bool {
    row.tag != 0 && !(withOtherWay?.contains(number) ?? false)
  }
}

extension Hasher {
  /// The hash of a person's way to a place; never 0.
  fileprivate func way(of person: UnsafeRawBufferPointer?, to entitlement: DiffEntitlement) -> UInt64? {
    guard let person else { return nil }
    var hasher = self
    hasher.combine(part: entitlement.type)
    hasher.combine(part: entitlement.resourceID)
    return max(hasher.key(person), 1)
  }

  /// The hash of a person's way to every place of the tenant: the leading role.
  fileprivate func leadingWay(of person: UnsafeRawBufferPointer) -> UInt64 {
    var hasher = self
    hasher.combine("leading")
    return max(hasher.key(person), 1)
  }
}

/// The search for other ways of the holders of lone grants, in the snapshot that lacks these grants: another permission on
/// the place or, for inboxes and teams, the leading role.
final class OtherWays {
  private let side: DiffSide
  private let ways: KeyTable
  private let found: Marks
  private let person = GrantColumns().person

  /// - Parameters:
  ///   - side: the snapshot that has the grants.
  /// - Returns: `nil` if no grant needs it.
  init?(of grants: LoneGrants, in side: DiffSide) throws(RollcallError) {
    guard grants.permissionCount > 0 else { return nil }
    self.side = side
    // Of each grant the way to its place, and of each holder the role.
    let limit = grants.permissionCount + min(grants.permissionCount, side.rowLimit(of: .operators))
    ways = try KeyTable(limit: limit)
    found = Marks(limit: ways.capacity)
    try forEachWay(of: grants) { row, _, leading in
      for way in [row.tag, leading] {
        // Only a damaged snapshot has more holders than operators.
        if let way, !ways.isFull { _ = ways.insert(way) }
      }
    }
  }

  /// Lends every permission with the hash of its holder's leading role, if that leads to the place.
  fileprivate func forEachWay(
    of grants: LoneGrants, _ body: (SpooledRow, Int, UInt64?) -> Void
  ) throws(RollcallError) {
    for (index, segment) in grants.rows.tenants {
      guard let tenant = side.tenants[index] else { continue }
      let hasher = Hasher(keysOf: side.snapshot.manifest.tenants[index].tenant)
      try grants.rows.forEach(in: segment) { (row, number) in
        guard row.tag != 0, let type = row[LoneGrants.type], let person = row[LoneGrants.person] else { return }
        body(row, number, tenant.isOwn(type) ? nil : hasher.leadingWay(of: person))
      }
    }
  }

  /// Looks at a grant of the other snapshot.
  func take(_ row: Row, _ entitlement: DiffEntitlement, _ context: DiffSide.Context, _ permissions: KeyTable) {
    guard let person = row[person] else { return }
    if context.tenant.isLeading(entitlement), let place = ways.place(of: context.hasher.leadingWay(of: person)) {
      found.insert(place)
    }
    guard let way = context.hasher.way(of: person, to: entitlement), let place = ways.place(of: way),
      permissions.place(of: context.hasher.key(entitlement.id)) != nil
    else { return }
    found.insert(place)
  }

  fileprivate func isFound(_ way: UInt64) -> Bool { ways.place(of: way).map { found.contains($0) } ?? false }
}
