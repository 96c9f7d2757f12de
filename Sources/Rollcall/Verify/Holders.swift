/// What operators say about the grants that they hold, as hashes: at most sixteen bytes for each of them.
struct Holders {
  /// Hashes of what a grant may say of its holder: id and e-mail address, and, for the grant of a role, that as well.
  private var sayings = KeySet()
  /// How many operators of each tenant have a role that they hold a grant of.
  private(set) var roleCounts: [Int]
  private let tenants: [TenantRules]
  private let column: (id: Int, email: Int, role: Int, status: Int)

  /// What a tenant's operators and grants keep to.
  struct TenantRules {
    /// The tenant's own resource.
    let type: [UInt8]
    let id: [UInt8]
    let pendingHoldsGrants: Bool
    /// Whether it may have teams or inboxes, of which there are grants as well.
    let mayHaveGroups: Bool
    /// Whether something is missing, so that people are known from several answers of which none is sure.
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
        pendingHoldsGrants: rules?.pendingHoldsGrants ?? true,
        mayHaveGroups: (tenant.rows[Table.resources.rawValue] ?? .max) > 1,
        isIncomplete: tenant.status == .incomplete)
    }
  }

  /// The rules of the tenant at an index of the manifest.
  subscript(index: Int) -> TenantRules { tenants[index] }

  /// Takes an operator of the tenant at an index.
  mutating func take(_ row: Row, of index: Int, _ hasher: Hasher) {
    guard let id = row[column.id], let status = row[column.status] else { return }
    let rules = tenants[index]
    func isStatus(_ other: OperatorStatus) -> Bool { status.elementsEqual(other.rawValue.utf8) }
    if isStatus(.disabled), !rules.pendingHoldsGrants { return }
    let email = row[column.email]
    if rules.mayHaveGroups { sayings.insert(hasher.saying(id, email)) }
    // Whoever left is known from the members of a team or inbox alone, and each list may have another address.
    if isStatus(.deleted) || rules.isIncomplete { sayings.insert(hasher.saying(id, nil, isAnyAddress: true)) }
    guard !isStatus(.deleted), let role = row[column.role] else { return }
    sayings.insert(hasher.saying(id, email, role: role))
    roleCounts[index] += 1
  }

  mutating func seal() { _ = sayings.seal(limit: 0) }

  /// Whether an operator may hold a grant with that address, and of that role if it is one of a role.
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
