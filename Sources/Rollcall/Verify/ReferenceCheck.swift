import Glibc

/// Whether what a row refers to is there, and whether its ids are made of the parts that they should be.
struct ReferenceCheck {
  private let table: Table
  private let operators: KeySet?
  private let resources: KeySet?
  private let entitlements: KeySet?
  private let column: Columns

  /// Where the columns are that tables have in common.
  private struct Columns {
    var id, resourceType, resourceID, slug, operatorID, entitlementID: Int

    init(_ table: Table) {
      func index(_ name: String) -> Int { table.columns.firstIndex { $0.name == name } ?? 0 }
      id = index(table.key[1])
      resourceType = index(table == .resources ? "parent_resource_type" : "resource_type")
      resourceID = index(table == .resources ? "parent_resource_id" : "resource_id")
      slug = index("slug")
      operatorID = index("operator_id")
      entitlementID = index("entitlement_id")
    }
  }

  init(table: Table, known: KnownKeys) {
    self.table = table
    operators = known.sets[.operators]
    resources = known.sets[.resources]
    entitlements = known.sets[.entitlements]
    column = Columns(table)
  }

  /// The first thing that is wrong with a row whose tenant is in `hasher`.
  func problem(of row: Row, _ hasher: Hasher) -> String? {
    switch table {
    case .operators: nil
    case .resources: parentProblem(of: row)
    case .entitlements: entitlementProblem(of: row, hasher, entitlementID: row[column.id])
    case .grants: grantProblem(of: row, hasher)
    }
  }

  /// The hash of a resource's parent, which may come behind it.
  func parent(of row: Row, _ hasher: Hasher) -> UInt64? {
    guard table == .resources, let type = row[column.resourceType], let id = row[column.resourceID] else { return nil }
    return hasher.key(type, id)
  }

  private func parentProblem(of row: Row) -> String? {
    (row[column.resourceType] == nil) == (row[column.resourceID] == nil) ? nil : "only one part of its parent is NULL"
  }

  private func entitlementProblem(
    of row: Row, _ hasher: Hasher, entitlementID: UnsafeRawBufferPointer?
  ) -> String? {
    guard let entitlementID, let type = row[column.resourceType], let id = row[column.resourceID],
      let slug = row[column.slug]
    else { return nil }
    var parts = Parts(entitlementID)
    guard parts.skip(type), parts.skip(":"), parts.skip(id), parts.skip(":"), parts.skip(slug), parts.isAtEnd else {
      return "entitlement_id \(entitlementID.quoted) is not <resource_type>:<resource_id>:<slug> of its row"
    }
    if let resources, !resources.contains(hasher.key(type, id)) {
      return "the resource \(type.quoted) \(id.quoted) is not in resources"
    }
    return nil
  }

  private func grantProblem(of row: Row, _ hasher: Hasher) -> String? {
    guard let grantID = row[column.id], let entitlementID = row[column.entitlementID],
      let operatorID = row[column.operatorID]
    else { return nil }
    var parts = Parts(grantID)
    guard parts.skip(entitlementID), parts.skip(":user:"), parts.skip(operatorID), parts.isAtEnd else {
      return "grant_id \(grantID.quoted) is not <entitlement_id>:user:<operator_id> of its row"
    }
    if let problem = entitlementProblem(of: row, hasher, entitlementID: entitlementID) { return problem }
    if let entitlements, !entitlements.contains(hasher.key(entitlementID)) {
      return "the entitlement \(entitlementID.quoted) is not in entitlements"
    }
    if let operators, !operators.contains(hasher.key(operatorID)) {
      return "the operator \(operatorID.quoted) is not in operators"
    }
    return nil
  }
}

/// Compares an id with its parts, one by one.
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
