/// A tenant that both snapshots read, and what is compared of it.
final class ComparedTenant: Sendable {
  let leftOut: LeftOut
  /// The columns of operators that are compared.
  let operatorColumns: [Int]
  /// Whether an inbox can be open to everyone on the tenant.
  let hasOpenInboxes: Bool

  /// The type of the tenant's own resource.
  let ownType: [UInt8]
  /// Whether an invited person already holds the grant of the role.
  let pendingHoldsGrants: Bool

  private let customPrefix: [UInt8]?
  private let leadingRole: [UInt8]?
  private let otherRoles: [[UInt8]]

  /// The columns that change from minute to minute.
  static let passing = ["availability", "last_active_at", "avatar_url"]

  init(_ old: TenantReport, _ new: TenantReport, comparesAllColumns: Bool) {
    let rules = AccessRules.of(new.service)
    let leftOut = LeftOut(old, new, rules)
    self.leftOut = leftOut
    let ignored = leftOut.columns.union(comparesAllColumns ? [] : Self.passing)
    operatorColumns = Table.operators.ownColumns.dropFirst().map(\.name).filter { !ignored.contains($0) }
      .map { Table.operators.index(of: $0) }
    hasOpenInboxes = rules?.reading.hasOpenInboxes ?? false
    ownType = Array((rules?.tenantType ?? "").utf8)
    pendingHoldsGrants = rules?.pendingHoldsGrants ?? true
    customPrefix = rules?.extraPrefix.map { Array($0.utf8) }
    let leadingRole = rules.map { Array($0.reading.leadingRole.utf8) }
    self.leadingRole = leadingRole
    otherRoles = (rules?.entitlements ?? []).map { Array($0.utf8) }.filter { $0 != leadingRole }
  }

  /// Whether a type is that of the tenant's own resource.
  func isOwn(_ type: UnsafeRawBufferPointer) -> Bool { type.isEqual(to: ownType) }

  /// Whether an entitlement is a custom role.
  func isCustomRole(_ type: UnsafeRawBufferPointer, _ slug: UnsafeRawBufferPointer) -> Bool {
    guard let customPrefix, isOwn(type), slug.count > customPrefix.count else { return false }
    return UnsafeRawBufferPointer(rebasing: slug[..<customPrefix.count]).isEqual(to: customPrefix)
  }

  /// Whether people with the role read every place of the tenant, or can let themselves in.
  func isLeading(_ role: UnsafeRawBufferPointer?) -> Bool {
    guard let role, let leadingRole else { return false }
    return role.isEqual(to: leadingRole)
  }

  /// What a change of role means.
  func effect(from old: UnsafeRawBufferPointer?, to new: UnsafeRawBufferPointer?) -> DiffEffect? {
    guard let old, let new else { return nil }
    if isLeading(new), otherRoles.contains(where: old.isEqual) { return .raised }
    if isLeading(old), otherRoles.contains(where: new.isEqual) { return .lowered }
    return nil
  }

  /// Whether a resource is left out, and everything on it.
  func leavesOut(type: UnsafeRawBufferPointer) -> Bool {
    !leftOut.types.isEmpty && leftOut.types.contains(Array(type))
  }

  /// Whether an entitlement is left out.
  func leavesOut(_ entitlement: DiffEntitlement) -> Bool {
    guard !leftOut.isOfColumnsAlone else { return false }
    return leavesOut(type: entitlement.type)
      || leftOut.leavesCustomRoles && isCustomRole(entitlement.type, entitlement.slug)
  }

  /// Whether the grants of an entitlement are left out.
  func leavesOutGrants(of entitlement: DiffEntitlement) -> Bool {
    guard !leftOut.isOfColumnsAlone else { return false }
    if leavesOut(entitlement) { return true }
    guard !leftOut.places.isEmpty else { return false }
    let place = Array(entitlement.type) + [UInt8(ascii: ":")] + Array(entitlement.resourceID)
    return leftOut.places.contains(place)
  }
}

/// What an entitlement or a grant names: the entitlement and its resource.
struct DiffEntitlement {
  let id: UnsafeRawBufferPointer
  let type: UnsafeRawBufferPointer
  let resourceID: UnsafeRawBufferPointer
  let slug: UnsafeRawBufferPointer

  /// The places of the columns.
  struct Columns {
    let id, type, resourceID, slug: Int

    init(_ table: Table) {
      id = table.index(of: "entitlement_id")
      type = table.index(of: "resource_type")
      resourceID = table.index(of: "resource_id")
      slug = table.index(of: "slug")
    }
  }

  /// - Returns: `nil` if the row lacks what every entitlement has.
  init?(_ row: some RowTexts, _ columns: Columns) {
    guard let id = row[columns.id], let type = row[columns.type], let resourceID = row[columns.resourceID],
      let slug = row[columns.slug]
    else { return nil }
    self.id = id
    self.type = type
    self.resourceID = resourceID
    self.slug = slug
  }
}
