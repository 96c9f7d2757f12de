/// Operators who may be in a snapshot twice. Only its files can tell, once they are written.
struct TwinSuspects: Equatable, Sendable {
  /// How many marks are kept. If there are more, whole tenants are suspected.
  static let limit = 1 << 20

  /// By the marks of their keys.
  private(set) var marks: [UInt64] = []
  /// Tenants of whom anybody may be there twice.
  private(set) var tenants: Set<Tenant> = []

  var isEmpty: Bool { marks.isEmpty && tenants.isEmpty }

  /// Suspects everybody of a tenant.
  ///
  /// For those that an interrupted run finished: the marks that it had are of no use in another process.
  mutating func add(_ tenant: Tenant) { tenants.insert(tenant) }

  /// Notes marks of operators of a tenant. Those of rows that were taken back do no harm.
  mutating func add(_ more: [UInt64], of tenant: Tenant) {
    guard !more.isEmpty, !tenants.contains(tenant) else { return }
    if marks.count + more.count > Self.limit { tenants.insert(tenant) } else { marks += more }
  }
}
