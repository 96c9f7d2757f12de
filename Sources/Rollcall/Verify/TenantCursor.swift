/// Follows the rows of a table from tenant to tenant, in the manifest's order, and counts them.
struct TenantCursor {
  private let indexes: [Tenant: Int]
  /// The tenant of the present row among the manifest's; `nil` for one that is not there.
  private(set) var index: Int?
  private var furthest = -1
  private(set) var rowCounts: [Int]
  private var service: [UInt8] = []
  private var id: [UInt8] = []
  /// What the hash of every key of the tenant begins with.
  private(set) var hasher = Hasher()

  init(manifest: Manifest) {
    let tenants = manifest.tenants.map { Tenant(service: $0.service, id: $0.tenantId) }
    indexes = Dictionary(zip(tenants, tenants.indices)) { first, _ in first }
    rowCounts = Array(repeating: 0, count: tenants.count)
  }

  /// Goes on to a row.
  ///
  /// - Returns: what is wrong with its tenant.
  mutating func advance(to row: Row) -> String? {
    guard let service = row[1], let id = row[2] else { return "it names no tenant" }
    guard id.isEqual(to: self.id), service.isEqual(to: self.service) else { return change(service, id) }
    guard let index else { return unknown }
    rowCounts[index] += 1
    return nil
  }

  /// What differs from the manifest's count of each tenant.
  func countDifferences(of table: Table, in manifest: Manifest) -> [String] {
    zip(manifest.tenants, rowCounts)
      .compactMap { tenant, count in
        let expected = tenant.rows[table.rawValue] ?? 0
        guard count != expected else { return nil }
        let name = "tenant \(tenant.service) \(tenant.tenantId)".quotable
        return "\(name) has \(count) rows in \(table), but should have \(expected)"
      }
  }

  private mutating func change(_ service: UnsafeRawBufferPointer, _ id: UnsafeRawBufferPointer) -> String? {
    self.service = Array(service)
    self.id = Array(id)
    hasher = Hasher()
    hasher.combine(part: service)
    hasher.combine(part: id)
    index = indexes[Tenant(service: String(decoding: service, as: UTF8.self), id: String(decoding: id, as: UTF8.self))]
    guard let index else { return unknown }
    rowCounts[index] += 1
    guard index > furthest else { return "it does not stand with its tenant's rows in the manifest's order of tenants" }
    furthest = index
    return nil
  }

  private var unknown: String {
    let name = "\(String(decoding: service, as: UTF8.self)) \(String(decoding: id, as: UTF8.self))".quotable
    return "its tenant “\(name)” is not in the manifest"
  }
}
