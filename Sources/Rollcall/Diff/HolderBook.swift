/// The rights of people who hold grants that only one of two snapshots has, and where their texts are: 21 bytes for each.
///
/// Rights come from the role and the status: grants of roles follow from them.
final class HolderBook {
  let texts: HolderTexts
  private let entries: KeyTable
  private let entitlements: EntitlementDiff
  private var roles = RoleRights()

  private let email = Table.operators.index(of: "email")
  private let name = Table.operators.index(of: "display_name")
  private let role = Table.operators.index(of: "role")
  private let status = Table.operators.index(of: "status")

  /// What is known of a person, as the value of an entry: 0 is nothing.
  private struct Known {
    /// The rights in the newer snapshot, and those in the older one, two bits each.
    var rights: UInt64
    /// Whether neither the address nor the name is NULL.
    var isWhole: Bool
    var place: HolderTexts.Place

    init(_ value: UInt64) {
      rights = value & 15
      isWhole = value >> 4 & 1 == 1
      place = HolderTexts.Place(source: HolderTexts.Source(rawValue: value >> 5 & 3), offset: Int(value >> 7))
    }

    var value: UInt64 {
      rights | (isWhole ? 1 << 4 : 0) | (place.source?.rawValue ?? 0) << 5 | UInt64(place.offset) << 7
    }
  }

  /// Wants the holders of grants.
  ///
  /// - Parameter rest: the operators of the older and of the newer snapshot, as far as their texts will be kept.
  init(_ grants: GrantDiff, _ old: DiffSide, _ new: DiffSide, rest: (old: RestRows, new: RestRows))
    throws(RollcallError)
  {
    let rows = old.rowLimit(of: .operators) + new.rowLimit(of: .operators)
    entries = try KeyTable(limit: min(grants.added.count + grants.removed.count, rows), hasValues: true)
    texts = HolderTexts(rest: rest)
    entitlements = grants.entitlements
    for grants in [grants.added, grants.removed] {
      // Only a damaged snapshot has more holders than operators.
      try grants.forEach(announcing: touch) { if !entries.isFull { _ = entries.insert($0.person) } }
    }
  }

  /// Takes notice of an operator.
  ///
  /// - Parameters:
  ///   - key: the hash of the person's key.
  ///   - offset: where the rest has the row; `nil` if it does not have it.
  func see(
    _ row: Row, _ key: UInt64, _ context: DiffSide.Context, isNew: Bool, keptAt offset: Int?
  ) throws(RollcallError) {
    guard entries.count > 0, let place = entries.place(of: key) else { return }
    var known = Known(entries[place])
    let isKnown = known.place.source != nil
    known.rights |= rights(of: row, context, isNew: isNew) << (isNew ? 0 : 2)
    let (email, name) = (row[email], row[name])
    let isWhole = email != nil && name != nil
    if !isKnown || isNew && isWhole {
      if let offset {
        known.place = HolderTexts.Place(source: isNew ? .new : .old, offset: offset)
      } else {
        known.place = try texts.append([email, name])
      }
      known.isWhole = isWhole
    } else if isNew || !known.isWhole {
      // The newer texts count; where there are none, the older ones.
      let other = try texts.texts(at: known.place)
      let both = isNew ? [email ?? other[0], name ?? other[1]] : [other[0] ?? email, other[1] ?? name]
      known.place = try texts.append(both)
      known.isWhole = !both.contains { $0 == nil }
    }
    entries[place] = known.value
  }

  private func rights(of row: Row, _ context: DiffSide.Context, isNew: Bool) -> UInt64 {
    guard let role = row[role], let status = row[status],
      status.isEqual(to: Self.enabled) || context.tenant.pendingHoldsGrants && status.isEqual(to: Self.disabled)
    else { return 0 }
    return roles.rights(of: role, in: context.index, isNew: isNew) {
      let permissions = isNew ? entitlements.newPermissions : entitlements.oldPermissions
      let entitlement = context.tenant.ownEntitlement(role, in: row)
      let readsTenant = entitlement.withUnsafeBytes { permissions.place(of: context.hasher.key($0)) != nil }
      return (readsTenant ? RoleRights.readsTenant : 0) | (context.tenant.isLeading(role) ? RoleRights.leads : 0)
    }
  }

  private static let enabled = Array(OperatorStatus.enabled.rawValue.utf8)
  private static let disabled = Array(OperatorStatus.disabled.rawValue.utf8)

  /// Prepares for people who will be looked for, by the hashes of their keys.
  func touch(_ people: some Sequence<UInt64>) { entries.touch(people) }

  /// Prepares for the holders of some grants.
  func touch(_ grants: Slice<UnsafeMutableBufferPointer<LoneGrant>>) { touch(grants.lazy.map(\.person)) }

  /// Where the texts of a grant's holder are, and whether the grant changes who can read.
  func holder(of grant: LoneGrant, _ change: DiffChange) -> (place: HolderTexts.Place, hasEffect: Bool) {
    let known = Known(entries.place(of: grant.person).map { entries[$0] } ?? 0)
    // Those of the snapshot that does not have the grant.
    let rights = known.rights >> (change == .added ? 2 : 0) & 3
    let otherWay = grant.isOwn ? RoleRights.readsTenant : RoleRights.leads
    return (known.place, grant.isPermission && rights & otherWay == 0)
  }
}

extension ComparedTenant {
  /// The id of the entitlement that a role of the tenant is.
  fileprivate func ownEntitlement(_ role: UnsafeRawBufferPointer, in row: Row) -> [UInt8] {
    var id = ownType + [UInt8(ascii: ":")]
    if let tenant = row[Table.tenantColumns.id] { id.append(contentsOf: tenant) }
    id.append(UInt8(ascii: ":"))
    id.append(contentsOf: role)
    return id
  }
}
