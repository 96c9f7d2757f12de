/// The rows' statements about their tenants, to compare with the manifest.
struct TenantFacts {
  private var operators: [OperatorCounter] = []
  private var names: [String?] = []
  private let tenants: [TenantReport]
  private let tenantTypes: [[UInt8]]
  private let table: Table
  private let column: (role: Int, status: Int, type: Int, id: Int, name: Int)

  init(table: Table, manifest: Manifest) {
    self.table = table
    tenants = manifest.tenants
    tenantTypes = manifest.tenants.map { Array((AccessRules.of($0.service)?.tenantType ?? "").utf8) }
    func index(_ name: String) -> Int { table.columns.firstIndex { $0.name == name } ?? 0 }
    column = (index("role"), index("status"), index("resource_type"), index("resource_id"), index("display_name"))
    if table == .operators { operators = Array(repeating: OperatorCounter(), count: tenants.count) }
    if table == .resources { names = Array(repeating: nil, count: tenants.count) }
  }

  /// Adds a row of the tenant at an index.
  mutating func take(_ row: Row, of index: Int) {
    switch table {
    case .operators:
      if let status = row[column.status] { operators[index].count(role: row[column.role], status: status) }
    case .resources:
      guard row[column.type]?.isEqual(to: tenantTypes[index]) == true,
        row[column.id]?.elementsEqual(tenants[index].tenantId.utf8) == true
      else { return }
      names[index] = row[column.name].map { String(decoding: $0, as: UTF8.self) }
    case .entitlements, .grants: break
    }
  }

  /// The differences from the manifest's statements about the tenants.
  var differences: [String] {
    tenants.indices.compactMap { index in
      let report = tenants[index]
      let name = "tenant \(report.service) \(report.tenantId)".quotable
      switch table {
      case .operators where report.totals.operators != operators[index].totals:
        return "\(name) has other totals of operators in the manifest"
      // A tenant that failed may have given its name before.
      case .resources where report.status != .failed && report.name != names[index]:
        return "\(name) has another name in the manifest"
      default: return nil
      }
    }
  }
}
