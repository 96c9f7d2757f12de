import Glibc

/// A check of a row's references: they must exist, and its ids must consist of the right parts.
struct ReferenceCheck {
  private let table: Table
  private let operators: KeySet?
  private let resources: KeySet?
  private let entitlements: KeySet?
  private let holders: Holders?
  private let column: Columns
  /// The last entitlement of a grant that was found, and its tenant; many grants have the same one.
  private var lastEntitlement: (tenant: Int?, id: [UInt8]) = (nil, [])

  /// The places of the columns that tables have in common.
  private struct Columns {
    var id, resourceType, resourceID, slug, operatorID, entitlementID, operatorEmail, ownType, ownID: Int

    init(_ table: Table) {
      func index(_ name: String) -> Int { table.columns.firstIndex { $0.name == name } ?? 0 }
      id = index(table.key[Table.tenantKey.count])
      resourceType = index(table == .resources ? "parent_resource_type" : "resource_type")
      resourceID = index(table == .resources ? "parent_resource_id" : "resource_id")
      slug = index("slug")
      operatorID = index("operator_id")
      entitlementID = index("entitlement_id")
      operatorEmail = index("operator_email")
      ownType = index("resource_type")
      ownID = index("resource_id")
    }
  }

  init(table: Table, known: KnownKeys) {
    self.table = table
    operators = known.sets[.operators]
    resources = known.sets[.resources]
    entitlements = known.sets[.entitlements]
    holders = known.holders
    column = Columns(table)
  }

  /// The first fault of a row, whose tenant has the index in the manifest and is in `hasher`.
  mutating func problem(of row: Row, _ hasher: Hasher, tenant: Int?) -> String? {
    switch table {
    case .operators: nil
    case .resources: parentProblem(of: row)
    case .entitlements: entitlementProblem(of: row, hasher)
    case .grants: grantProblem(of: row, hasher, tenant: tenant)
    }
  }

  /// Whether a row belongs to the tenant's own resource, or to an entitlement of it.
  func isOfTenant(_ row: Row, type: [UInt8]) -> Bool {
    guard let own = row[column.ownType], let id = row[column.ownID], let tenant = row[Table.tenantColumns.id] else {
      return false
    }
    return own.isEqual(to: type) && id.isEqual(to: tenant)
  }

  /// The first fault of a row in its tenant, whose own resource has the type.
  ///
  /// - Parameter isOwn: whether it is a grant of a role.
  func problem(of row: Row, _ hasher: Hasher, tenant: Int, type: [UInt8], isOwn: Bool) -> String? {
    guard !type.isEmpty else { return table == .grants ? operatorProblem(of: row, hasher) : nil }
    switch table {
    case .operators: return nil
    case .grants: return holderProblem(of: row, hasher, tenant: tenant, isOfRole: isOwn)
    case .resources, .entitlements:
      guard let own = row[column.ownType], !isOfTenant(row, type: type) else {
        return table == .resources && row[column.resourceType] != nil ? "the tenant itself has a parent" : nil
      }
      guard Self.groups.contains(where: { own.elementsEqual($0.utf8) }) else {
        return "resource_type is \(own.quoted), which its tenant cannot have"
      }
      guard table == .resources else { return nil }
      guard let parent = row[column.resourceType], parent.isEqual(to: type), let id = row[column.resourceID],
        let tenant = row[Table.tenantColumns.id], id.isEqual(to: tenant)
      else { return "its parent is not its tenant" }
      return nil
    }
  }

  /// The resources that a tenant may contain.
  private static let groups = ["team", "inbox"]

  /// Whether a grant is that of a role, and not of something that the tenant offers to people who have one already.
  func isOfRole(_ row: Row, _ hasher: Hasher, tenant: Int, type: [UInt8]) -> Bool {
    guard isOfTenant(row, type: type) else { return false }
    guard let holders, let prefix = holders[tenant].extraPrefix, let slug = row[column.slug],
      let id = row[column.operatorID], slug.count > prefix.count,
      UnsafeRawBufferPointer(rebasing: slug[..<prefix.count]).isEqual(to: prefix)
    else { return true }
    // A role may be called so.
    return holders.hold(hasher, id, row[column.operatorEmail], role: slug)
  }

  private func holderProblem(of row: Row, _ hasher: Hasher, tenant: Int, isOfRole: Bool) -> String? {
    // A tenant without teams and inboxes has no resources for a grant that is not of a role.
    guard let holders, let id = row[column.operatorID], isOfRole || holders[tenant].mayHaveGroups else {
      return operatorProblem(of: row, hasher)
    }
    // A holder is an operator, so that most grants need no second search.
    guard !holders.hold(hasher, id, row[column.operatorEmail], role: isOfRole ? row[column.slug] : nil) else {
      return nil
    }
    if let problem = operatorProblem(of: row, hasher) { return problem }
    return isOfRole
      ? "the operator \(id.quoted) has another role or e-mail address, or holds no grant of a role"
      : "the operator \(id.quoted) has another e-mail address, or holds no grant"
  }

  private func operatorProblem(of row: Row, _ hasher: Hasher) -> String? {
    guard let operators, let id = row[column.operatorID], !operators.contains(hasher.key(id)) else { return nil }
    return "the operator \(id.quoted) is not in operators"
  }

  /// The hash of a resource's parent, which may come after it.
  func parent(of row: Row, _ hasher: Hasher) -> UInt64? {
    guard table == .resources, let type = row[column.resourceType], let id = row[column.resourceID] else { return nil }
    return hasher.key(type, id)
  }

  private func parentProblem(of row: Row) -> String? {
    (row[column.resourceType] == nil) == (row[column.resourceID] == nil) ? nil : "only one part of its parent is NULL"
  }

  private func entitlementProblem(of row: Row, _ hasher: Hasher) -> String? {
    guard let id = row[column.id] else { return nil }
    return entitlementPartsProblem(of: row, id) ?? missingResourceProblem(of: row, hasher)
  }

  private func entitlementPartsProblem(of row: Row, _ entitlementID: UnsafeRawBufferPointer) -> String? {
    guard let type = row[column.resourceType], let id = row[column.resourceID], let slug = row[column.slug] else {
      return nil
    }
    var parts = Parts(entitlementID)
    guard parts.skip(type), parts.skip(":"), parts.skip(id), parts.skip(":"), parts.skip(slug), parts.isAtEnd else {
      return "entitlement_id \(entitlementID.quoted) is not <resource_type>:<resource_id>:<slug> of its row"
    }
    return nil
  }

  private func missingResourceProblem(of row: Row, _ hasher: Hasher) -> String? {
    guard let resources, let type = row[column.resourceType], let id = row[column.resourceID],
      !resources.contains(hasher.key(type, id))
    else { return nil }
    return "the resource \(type.quoted) \(id.quoted) is not in resources"
  }

  private mutating func grantProblem(of row: Row, _ hasher: Hasher, tenant: Int?) -> String? {
    guard let grantID = row[column.id], let entitlementID = row[column.entitlementID],
      let operatorID = row[column.operatorID]
    else { return nil }
    var parts = Parts(grantID)
    guard parts.skip(entitlementID), parts.skip(":user:"), parts.skip(operatorID), parts.isAtEnd else {
      return "grant_id \(grantID.quoted) is not <entitlement_id>:user:<operator_id> of its row"
    }
    if let problem = entitlementPartsProblem(of: row, entitlementID) { return problem }
    if let problem = missingResourceProblem(of: row, hasher) { return problem }
    guard let tenant else { return operatorProblem(of: row, hasher) }
    if tenant == lastEntitlement.tenant, entitlementID.isEqual(to: lastEntitlement.id) { return nil }
    if let entitlements, !entitlements.contains(hasher.key(entitlementID)) {
      return "the entitlement \(entitlementID.quoted) is not in entitlements"
    }
    lastEntitlement = (tenant, Array(entitlementID))
    return nil
  }
}

/// A comparison of an id with its parts, one by one.
private struct Parts {
  private var rest: Slice<UnsafeRawBufferPointer>

  init(_ id: UnsafeRawBufferPointer) { rest = id[...] }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func skip(_ part: UnsafeRawBufferPointer) -> Bool {
    guard rest.count >= part.count, UnsafeRawBufferPointer(rebasing: rest.prefix(part.count)).isEqual(to: part) else {
      return false
    }
    rest = rest.dropFirst(part.count)
    return true
  }

  mutating func skip(_ word: StaticString) -> Bool {
    skip(UnsafeRawBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
  }
}
