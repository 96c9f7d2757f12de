/// The operators' statements about the grants that they hold, as hashes: at most sixteen bytes for each operator.
struct Holders {
  /// The hashes of possible statements of a grant about its holder: id and e-mail address, and the role in the grant of
  /// a role.
  private var sayings = KeySet()
  /// The number of operators of each tenant who have a role and should hold its grant.
  private(set) var roleCounts: [Int]
  private let tenants: [TenantRules]
  private let column: (id: Int, email: Int, role: Int, status: Int)

  /// The rules for a tenant's operators and grants.
  struct TenantRules {
    /// The tenant's own resource.
    let type: [UInt8]
    let id: [UInt8]
    let pendingHoldsGrants: Bool
    /// What the slugs begin with of what it offers beside its roles.
    let extraPrefix: [UInt8]?
    /// Whether it may have teams or inboxes, which also have grants.
    let mayHaveGroups: Bool
    /// Whether a part is missing, so that people are known from several responses, none of which is certain.
    let isIncomplete: Bool
  }

  init(manifest: Manifest) {
    func index(_ name: String) -> Int { Table.operators.columns.firstIndex { $0.name == name } ?? 0 }
    column = (index("operator_id"), index("email"), index("role"), index("status"))
    roleCounts = Array(repeating: 0, count: manifest.tenants.count)
    tenants = manifest.tenants.map { tenant in
      let rules = AccessRules.of(tenant.service)
      return TenantRules(
        type: Array((rules?.tenantType ?? "").utf8), id: Array(tenant.tenantId.utf8),
        pendingHoldsGrants: rules?.pendingHoldsGrants ?? true, extraPrefix: rules?.extraPrefix.map { Array($0.utf8) },
        mayHaveGroups: (tenant.rows[Table.resources.rawValue] ?? .max) > 1,
        isIncomplete: tenant.status == .incomplete)
    }
  }

  /// The rules of the tenant at an index of the manifest.
  subscript(index: Int) -> TenantRules { tenants[index] }

  /// Adds an operator of the tenant at an index.
  mutating func take(_ row: Row, of index: Int, _ hasher: Hasher) {
    guard let id = row[column.id], let status = row[column.status] else { return }
    let rules = tenants[index]
    func isStatus(_ other: OperatorStatus) -> Bool { status.elementsEqual(other.rawValue.utf8) }
    if isStatus(.disabled), !rules.pendingHoldsGrants { return }
    let email = row[column.email]
    if rules.mayHaveGroups { sayings.insert(hasher.saying(id, email)) }
    // Deleted operators are known only from the members of a team or inbox, and each list may have another address.
    if isStatus(.deleted) || rules.isIncomplete { sayings.insert(hasher.saying(id, nil, isAnyAddress: true)) }
    guard !isStatus(.deleted), let role = row[column.role] else { return }
    sayings.insert(hasher.saying(id, email, role: role))
    roleCounts[index] += 1
  }

  mutating func seal() { _ = sayings.seal(limit: 0) }

  /// Whether an operator may hold a grant with that address, and with that role if the grant is one of a role.
  func hold(
    _ hasher: Hasher, _ id: UnsafeRawBufferPointer, _ email: UnsafeRawBufferPointer?, role: UnsafeRawBufferPointer?
  ) -> Bool {
    sayings.contains(hasher.saying(id, email, role: role))
      || role == nil && sayings.contains(hasher.saying(id, nil, isAnyAddress: true))
  }
}

extension Hasher {
  fileprivate func saying(
    _ id: UnsafeRawBufferPointer, _ email: UnsafeRawBufferPointer?, role: UnsafeRawBufferPointer? = nil,
    isAnyAddress: Bool = false
  ) -> UInt64 {
    var hasher = self
    hasher.combine(part: id)
    hasher.combine(isAnyAddress)
    for part in [email, role] {
      if let part { hasher.combine(part: part) } else { hasher.combine(-1) }
    }
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }
}
