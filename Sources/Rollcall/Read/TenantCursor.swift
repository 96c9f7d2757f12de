/// A cursor that follows the rows of a table from tenant to tenant, in the manifest's order, and counts them.
struct TenantCursor {
  private let indexes: [Tenant: Int]
  /// The tenant of the present row in the manifest; `nil` if it is not there.
  private(set) var index: Int?
  private var furthest = -1
  private(set) var rowCounts: [Int]
  private var service: [UInt8] = []
  private var instance: [UInt8] = []
  private var id: [UInt8] = []
  /// The beginning of the hash of every key of the tenant.
  private(set) var hasher = Hasher()

  init(manifest: Manifest) {
    let tenants = manifest.tenants.map(\.tenant)
    indexes = Dictionary(zip(tenants, tenants.indices)) { first, _ in first }
    rowCounts = Array(repeating: 0, count: tenants.count)
  }

  /// Moves to a row.
  ///
  /// - Returns: the fault of its tenant.
  mutating func advance(to row: Row) -> String? {
    let columns = Table.tenantColumns
    guard let service = row[columns.service], let instance = row[columns.instance], let id = row[columns.id] else {
      return "it names no tenant"
    }
    guard id.isEqual(to: self.id), instance.isEqual(to: self.instance), service.isEqual(to: self.service) else {
      return change(service, instance, id)
    }
    guard let index else { return unknown }
    rowCounts[index] += 1
    return nil
  }

  /// The differences from the manifest's number of rows for each tenant.
  func countDifferences(of table: Table, in manifest: Manifest) -> [String] {
    zip(manifest.tenants, rowCounts)
      .compactMap { tenant, count in
        let expected = tenant.rows[table.rawValue] ?? 0
        guard count != expected else { return nil }
        let name = "tenant \(tenant.service) \(tenant.tenantId)".quotable
        return "\(name) has \(count) rows in \(table), but should have \(expected)"
      }
  }

  private mutating func change(
    _ service: UnsafeRawBufferPointer, _ instance: UnsafeRawBufferPointer, _ id: UnsafeRawBufferPointer
  ) -> String? {
    self.service = Array(service)
    self.instance = Array(instance)
    self.id = Array(id)
    hasher = Hasher()
    for part in [service, instance, id] { hasher.combine(part: part) }
    func text(_ bytes: UnsafeRawBufferPointer) -> String { String(decoding: bytes, as: UTF8.self) }
    index = indexes[Tenant(service: text(service), instance: text(instance), id: text(id))]
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
