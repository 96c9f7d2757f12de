/// Operators who may be in a snapshot twice. Only its files can tell, after they are written.
struct TwinSuspects: Equatable, Sendable {
  /// The greatest number of marks. Beyond it, whole tenants are suspected.
  static let limit = 1 << 20

  /// The marks of the suspected operators' keys.
  private(set) var marks: [UInt64] = []
  /// The tenants whose operators are all suspected.
  private(set) var tenants: Set<Tenant> = []

  var isEmpty: Bool { marks.isEmpty && tenants.isEmpty }

  /// Suspects every operator of a tenant.
  ///
  /// For tenants that an interrupted run finished: its marks have no meaning in another process.
  mutating func add(_ tenant: Tenant) { tenants.insert(tenant) }

  /// Adds marks of operators of a tenant. Marks of rows that were taken back do no harm.
  mutating func add(_ more: [UInt64], of tenant: Tenant) {
    guard !more.isEmpty, !tenants.contains(tenant) else { return }
    if marks.count + more.count > Self.limit { tenants.insert(tenant) } else { marks += more }
  }
}
