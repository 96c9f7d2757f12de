/// The keys of a table that is being read, and the references of its rows.
struct References {
  private var check: ReferenceCheck
  private let table: Table
  private let keyColumns: [Int]
  private var found: End
  private let tenantTypes: [[UInt8]]

  /// The results at the end of the table.
  struct End {
    var keys = KeySet()
    /// The parents that resources name; neighbours with the same parent count once.
    var parents: [(hash: UInt64, file: String, row: Int)] = []
    /// The operators' statements about the grants that they hold.
    var holders: Holders?
    /// The number of rows of each tenant that belong to the tenant itself, not to a team or inbox; for grants, those of
    /// roles.
    var ownRows: [Int] = []
    /// The rows' statements about their tenants.
    var facts: TenantFacts
  }

  init(table: Table, known: KnownKeys, expectedCount: Int, manifest: Manifest) {
    found = End(facts: TenantFacts(table: table, manifest: manifest))
    if table == .operators { found.holders = Holders(manifest: manifest) }
    if table == .grants || table == .entitlements { found.ownRows = Array(repeating: 0, count: manifest.tenants.count) }
    tenantTypes = manifest.tenants.map { Array((AccessRules.of($0.service)?.tenantType ?? "").utf8) }
    check = ReferenceCheck(table: table, known: known)
    self.table = table
    keyColumns = table.keyColumns
    found.keys.reserve(expectedCount)
  }

  consuming func end() -> End { found }

  /// Whether a row belongs to the tenant itself; a grant, whether it is that of a role.
  private func isOwn(_ row: Row, of index: Int, _ hasher: Hasher) -> Bool {
    table == .grants
      ? check.isOfRole(row, hasher, tenant: index, type: tenantTypes[index])
      : check.isOfTenant(row, type: tenantTypes[index])
  }

  /// Adds a row of the tenant at an index of the manifest; `nil` if the tenant is not there.
  ///
  /// - Parameter hasher: the beginning of the hash of every key of the tenant.
  mutating func take(_ row: Row, _ number: Int, of file: String, tenant: Int?, _ hasher: Hasher) -> String? {
    var isOwn = false
    if let tenant {
      found.facts.take(row, of: tenant)
      found.holders?.take(row, of: tenant, hasher)
      if !found.ownRows.isEmpty {
        isOwn = self.isOwn(row, of: tenant, hasher)
        if isOwn { found.ownRows[tenant] += 1 }
      }
    }
    if let key = hasher.key(of: row, keyColumns) { found.keys.insert(key) }
    if let parent = check.parent(of: row, hasher), found.parents.last?.hash != parent {
      found.parents.append((parent, file, number))
    }
    return check.problem(of: row, hasher, tenant: tenant)
      ?? tenant.flatMap { check.problem(of: row, hasher, tenant: $0, type: tenantTypes[$0], isOwn: isOwn) }
  }
}

extension Table {
  /// The places of the key's columns, after the tenant.
  var keyColumns: [Int] {
    key.dropFirst(Table.tenantKey.count).compactMap { name in columns.firstIndex { $0.name == name } }
  }
}

extension Hasher {
  /// The hash of a row's key; `nil` if a part of it is NULL.
  func key(of row: Row, _ columns: [Int]) -> UInt64? {
    guard let first = row[columns[0]] else { return nil }
    guard columns.count > 1 else { return key(first) }
    return row[columns[1]].map { key(first, $0) }
  }
}
