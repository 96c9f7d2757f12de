extension Preset {
  /// A file for ConductorOne's baton-file (its `docs/csv_instructions.md`).
  ///
  /// The kinds of record come one after the other, each from one table, so that nothing has to be joined.
  static let baton = Preset(
    name: "baton",
    meaning: "one CSV file for ConductorOne's baton-file: every operator, place, entitlement and grant of all tenants",
    version: 1,
    writing: .file { snapshot, sink throws(RollcallError) in
      var writer = BatonWriter(snapshot, to: sink)
      try writer.write(.operators)
      try writer.write(.resources)
      try writer.write(.entitlements)
      try writer.write(.grants)
      try writer.finish()
    })
}

/// The columns of a baton file that are used here; each kind of record fills its own.
private enum BatonColumn: String, CaseIterable {
  case recordType = "record_type"
  case id
  case displayName = "display_name"
  case email
  case login
  case status
  case statusDetails = "status_details"
  case twoFactor = "mfa_enabled"
  case resourceType = "resource_type"
  case trait
  case parent = "parent_resource"
  case resourceID = "resource_id"
  case slug = "entitlement_slug"
  case description
  case principal = "principal_id"
  case service = "profile.service"
  case instance = "profile.instance"
  case tenant = "profile.tenant_id"
  case ownID = "profile.id"
  case role = "profile.role"
  case title = "profile.title"
  case lastActive = "profile.last_active_at"
  case attributes = "profile.attributes"

  static let schema = Schema(
    name: "baton-file", columns: allCases.map { Column($0.rawValue, nullable: true, about: "") })
}

/// The writer of a baton file.
private struct BatonWriter: ~Copyable {
  private let snapshot: SnapshotReader
  private var output: RowOutput

  init(_ snapshot: SnapshotReader, to sink: any ByteSink) {
    self.snapshot = snapshot
    output = RowOutput(BatonColumn.schema, .csv, to: sink)
  }

  mutating func write(_ table: Table) throws(RollcallError) {
    var rows = try TenantRows(table, of: snapshot)
    for (index, report) in snapshot.manifest.tenants.enumerated() {
      let names = QualifiedNames(report.tenant)
      while let row = try rows.next(of: index) {
        for column in BatonColumn.allCases {
          switch table {
          case .operators: addUser(column, row, names, report)
          case .resources: addResource(column, row, names, report)
          case .entitlements: addEntitlement(column, row, names)
          case .grants: addGrant(column, row, names)
          }
        }
        try output.endRow()
      }
    }
    try rows.finish()
  }

  mutating func finish() throws(RollcallError) { try output.finish() }

  private mutating func addUser(_ column: BatonColumn, _ row: Row, _ names: QualifiedNames, _ tenant: TenantReport) {
    let columns = OperatorColumns.shared
    switch column {
    case .recordType: output.add("user")
    case .id: addName(row[columns.id]) { names.person($0) }
    case .displayName: output.add(row.operatorName)
    // People sign in with their addresses.
    case .email, .login: output.add(row.visible(columns.email))
    case .status: output.add(row[columns.status])
    case .statusDetails: output.add(row[columns.statusDetail])
    // Empty means that it was not reported.
    case .twoFactor: output.add(row.boolean(columns.twoFactor))
    case .ownID: output.add(row[columns.id])
    case .role: output.add(row[columns.role])
    case .title: output.add(row[columns.title])
    // Activity is no sign-in, which baton-file has a column for.
    case .lastActive: output.add(row[columns.lastActive])
    default: addTenant(column, tenant)
    }
  }

  private mutating func addResource(
    _ column: BatonColumn, _ row: Row, _ names: QualifiedNames, _ tenant: TenantReport
  ) {
    let columns = ResourceColumns.shared
    switch column {
    case .recordType: output.add("resource")
    case .id: addPlace(row[columns.type], row[columns.id], names)
    case .displayName:
      output.add(row.visible(columns.name) ?? row[columns.id])
    case .resourceType: output.add(row[columns.type])
    case .trait: output.add(row[columns.parentType] == nil ? "app" : "group")
    case .parent: addPlace(row[columns.parentType], row[columns.parentID], names)
    case .ownID: output.add(row[columns.id])
    case .attributes: output.add(row[columns.attributes])
    default: addTenant(column, tenant)
    }
  }

  private mutating func addEntitlement(_ column: BatonColumn, _ row: Row, _ names: QualifiedNames) {
    let columns = EntitlementColumns.shared
    switch column {
    case .recordType: output.add("entitlement")
    case .resourceID: addPlace(row[columns.type], row[columns.id], names)
    case .slug: addName(row[columns.slug]) { names.slug($0) }
    case .displayName: output.add(row.visible(columns.name) ?? row[columns.slug])
    case .description: output.add(row[columns.description])
    default: output.skip()
    }
  }

  private mutating func addGrant(_ column: BatonColumn, _ row: Row, _ names: QualifiedNames) {
    let columns = Holdings.GrantColumns.shared
    switch column {
    case .recordType: output.add("direct_user_grant")
    case .principal: addName(row[columns.person]) { names.person($0) }
    case .resourceID: addPlace(row[columns.type], row[columns.id], names)
    case .slug: addName(row[columns.slug]) { names.slug($0) }
    default: output.skip()
    }
  }

  private mutating func addTenant(_ column: BatonColumn, _ tenant: TenantReport) {
    switch column {
    case .service: output.add(tenant.service)
    case .instance: output.add(tenant.instance)
    case .tenant: output.add(tenant.tenantId)
    default: output.skip()
    }
  }

  private mutating func addName(_ value: UnsafeRawBufferPointer?, _ name: (UnsafeRawBufferPointer) -> [UInt8]) {
    guard let value else { return output.skip() }
    output.add(name(value))
  }

  private mutating func addPlace(
    _ type: UnsafeRawBufferPointer?, _ id: UnsafeRawBufferPointer?, _ names: QualifiedNames
  ) {
    guard let type, let id else { return output.skip() }
    output.add(names.place(type, id))
  }
}
