/// One of the four tables of a snapshot.
///
/// Together they say who can reach what: `operators` are the people, `resources` what access is to,
/// `entitlements` what a resource offers, and `grants` which operator holds which entitlement.
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
    case .operators: ["tenant_id", "operator_id"]
    case .resources: ["tenant_id", "resource_type", "resource_id"]
    case .entitlements: ["tenant_id", "entitlement_id"]
    case .grants: ["tenant_id", "grant_id"]
    }
  }

  /// The columns behind `snapshot_at`, `service` and `tenant_id`, which every table starts with.
  public var ownColumns: [Column] {
    switch self {
    case .operators: Column.operators
    case .resources: Column.resources
    case .entitlements: Column.entitlements
    case .grants: Column.grants
    }
  }
}
