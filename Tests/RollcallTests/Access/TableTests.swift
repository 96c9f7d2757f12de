import Testing

@testable import Rollcall

/// The tables that consumers load: names, order, types and keys are a contract, written out here once more.
@Suite struct `Tables of a snapshot` {
  private static let names: [Table: String] = [
    .operators: """
    snapshot_at service instance tenant_id operator_id email display_name first_name last_name title role status status_detail \
    two_factor_enabled availability last_active_at avatar_url attributes
    """,
    .resources: """
    snapshot_at service instance tenant_id resource_type resource_id display_name parent_resource_type parent_resource_id \
    attributes
    """,
    .entitlements: """
    snapshot_at service instance tenant_id entitlement_id resource_type resource_id slug display_name description purpose
    """,
    .grants: """
    snapshot_at service instance tenant_id grant_id entitlement_id resource_type resource_id slug operator_id operator_email
    """,
  ]

  private static let keys: [Table: [String]] = [
    .operators: ["service", "instance", "tenant_id", "operator_id"],
    .resources: ["service", "instance", "tenant_id", "resource_type", "resource_id"],
    .entitlements: ["service", "instance", "tenant_id", "entitlement_id"],
    .grants: ["service", "instance", "tenant_id", "grant_id"],
  ]

  @Test func `the tables are operators, resources, entitlements and grants, in this order`() {
    #expect(Table.allCases.map(\.rawValue) == ["operators", "resources", "entitlements", "grants"])
    #expect(Table.allCases.map(\.index) == [0, 1, 2, 3])
  }

  @Test(arguments: Table.allCases)
  func `columns have the names and the order of the contract`(table: Table) {
    #expect(table.columns.map(\.name).joined(separator: " ") == Self.names[table])
  }

  @Test(arguments: Table.allCases)
  func `keys are those of the contract and never nullable`(table: Table) {
    #expect(table.key == Self.keys[table])
    for name in table.key {
      let column = table.columns.first { $0.name == name }
      #expect(column?.isNullable == false, "\(name)")
    }
  }

  @Test(arguments: Table.allCases)
  func `every column is a string, except for two timestamps, one boolean and one JSON object`(table: Table) {
    let types: [String: ColumnType] = [
      "snapshot_at": .timestamp, "last_active_at": .timestamp, "two_factor_enabled": .boolean, "attributes": .json,
    ]
    for column in table.columns { #expect(column.type == types[column.name] ?? .string, "\(column.name)") }
  }

  @Test(arguments: Table.allCases)
  func `every column has a name of its own and a description that is a sentence`(table: Table) {
    for column in table.columns { #expect(column.description.hasSuffix("."), "\(column.name)") }
    #expect(Set(table.columns.map(\.name)).count == table.columns.count)
  }

  @Test(arguments: Table.allCases)
  func `a row has one cell for each column, except for the four leading columns`(table: Table) {
    #expect(table.width == table.ownColumns.count)
    #expect(table.columns.count == table.width + 4)
  }

  @Test func `an operator's status is enabled, disabled or deleted, or pending as an invitation`() {
    let statuses = [OperatorStatus.enabled, .disabled, .deleted]
    #expect(statuses.map(\.rawValue) == ["enabled", "disabled", "deleted"])
    #expect("\(OperatorStatus.pending)" == "pending")
  }
}
