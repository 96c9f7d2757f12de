/// One of the four tables of a snapshot.
///
/// Together the tables say who can reach what: `operators` are people, `resources` are places, `entitlements` are roles
/// and memberships that a resource offers, and `grants` say which operator holds which entitlement.
public enum Table: String, Sendable, CaseIterable, Codable {
  case operators
  case resources
  case entitlements
  case grants

  /// Every column, in the order in which files carry them.
  public var columns: [Column] { Column.leading + ownColumns }

  /// The names of the columns that together are unique in a snapshot and never null.
  public var key: [String] {
    switch self {
    case .operators: Self.tenantKey + ["operator_id"]
    case .resources: Self.tenantKey + ["resource_type", "resource_id"]
    case .entitlements: Self.tenantKey + ["entitlement_id"]
    case .grants: Self.tenantKey + ["grant_id"]
    }
  }

  /// The columns that name a row's tenant. Every key begins with them.
  static let tenantKey = ["service", "instance", "tenant_id"]

  /// The places of the columns of `tenantKey`, in every table.
  static let tenantColumns = (service: 1, instance: 2, id: 3)

  /// The columns after the leading ones, `snapshot_at` and those of the tenant.
  public var ownColumns: [Column] {
    switch self {
    case .operators: Column.operators
    case .resources: Column.resources
    case .entitlements: Column.entitlements
    case .grants: Column.grants
    }
  }
}
