/// A tenant of a diff.
public struct DiffTenant: Sendable {
  /// What became of the tenant.
  public enum Standing: Sendable, Equatable {
    /// Both snapshots have it, and it was compared.
    case compared
    /// Only the newer snapshot lists it.
    case added
    /// Only the older snapshot lists it.
    case removed
    /// It was not compared; the text says why.
    case failed(String)
  }

  /// The tenant.
  public let tenant: Tenant
  /// The name; `nil` if neither snapshot tells it.
  public let name: String?
  /// What became of it.
  public let standing: Standing
  /// The index in the older manifest; `nil` if it does not list the tenant.
  let oldIndex: Int?
  /// The index in the newer manifest; `nil` if it does not list the tenant.
  let newIndex: Int?
  /// What is compared.
  let compared: ComparedTenant?
}

extension DiffTenant {
  /// The tenants of two snapshots: those of the newer one in their order, then those that only the older one lists.
  static func all(_ old: Manifest, _ new: Manifest, comparesAllColumns: Bool) -> [DiffTenant] {
    let oldIndexes = Dictionary(zip(old.tenants.map(\.tenant), old.tenants.indices)) { first, _ in first }
    let newTenants = Set(new.tenants.map(\.tenant))
    let listed = new.tenants.enumerated()
      .map { index, report in
        guard let oldIndex = oldIndexes[report.tenant] else {
          return DiffTenant(report, .added, nil, index)
        }
        return DiffTenant(old.tenants[oldIndex], report, oldIndex, index, comparesAllColumns)
      }
    let gone = old.tenants.enumerated().filter { !newTenants.contains($0.element.tenant) }
      .map { DiffTenant($0.element, .removed, $0.offset, nil) }
    return listed + gone
  }

  private init(_ report: TenantReport, _ standing: Standing, _ old: Int?, _ new: Int?) {
    self.init(
      tenant: report.tenant, name: report.name, standing: standing, oldIndex: old, newIndex: new, compared: nil)
  }

  private init(
    _ old: TenantReport, _ new: TenantReport, _ oldIndex: Int, _ newIndex: Int, _ comparesAllColumns: Bool
  ) {
    let failed = [old.status == .failed ? "the older" : nil, new.status == .failed ? "the newer" : nil]
      .compactMap { $0 }
    self.init(
      tenant: new.tenant, name: new.name ?? old.name,
      standing: failed.isEmpty ? .compared : .failed("failed in \(failed.joined(separator: " and "))"),
      oldIndex: oldIndex, newIndex: newIndex,
      compared: failed.isEmpty ? ComparedTenant(old, new, comparesAllColumns: comparesAllColumns) : nil)
  }
}
