extension Preset {
  /// A payload for Veza's Open Authorization API (template "custom application").
  static let veza = Preset(
    name: "veza",
    meaning: "one JSON payload for Veza's Open Authorization API: an application for each tenant, teams as groups",
    version: 1,
    writing: .file { snapshot, sink throws(RollcallError) in
      var writer = VezaWriter(snapshot, to: sink)
      try writer.write()
    })
}

/// The writer of a payload. Its parts come one after the other, and the tables are read for each: what the parts say of
/// the same people would otherwise have to wait in memory.
private struct VezaWriter: ~Copyable {
  private let snapshot: SnapshotReader
  private var output: JSONOutput
  private let columns = OperatorColumns.shared

  init(_ snapshot: SnapshotReader, to sink: any ByteSink) {
    self.snapshot = snapshot
    output = JSONOutput(to: sink)
  }

  mutating func write() throws(RollcallError) {
    output.beginObject()
    addDefinitions()
    try addPermissions()
    try addApplications()
    try addIdentities()
    output.endObject()
    output.endLine()
    try output.flush()
  }

  // MARK: What properties there are

  private mutating func addDefinitions() {
    output.beginObject("custom_property_definition")
    output.beginList("applications")
    for service in snapshot.manifest.tenants.map(\.service).removingDuplicates() {
      output.beginObject()
      output.member("application_type", service)
      output.beginObject("application_properties")
      output.member("instance", "STRING")
      output.member("tenant_id", "STRING")
      output.member("snapshot_at", "TIMESTAMP")
      output.endObject()
      output.beginObject("local_user_properties")
      for name: StaticString in ["operator_id", "status", "status_detail", "role", "title"] {
        output.member(name, "STRING")
      }
      output.member("two_factor_enabled", "BOOLEAN")
      output.member("last_active_at", "TIMESTAMP")
      output.endObject()
      output.beginObject("local_group_properties")
      output.member("resource_id", "STRING")
      output.endObject()
      output.beginList("resources")
      let own = AccessRules.of(service).map { [$0.tenantType] } ?? []
      for type in own + ["inbox", "team"] {
        output.beginObject()
        output.member("resource_type", type)
        output.beginObject("properties")
        output.member("resource_id", "STRING")
        output.member("attributes", "STRING")
        output.endObject()
        output.endObject()
      }
      output.endList()
      output.endObject()
    }
    output.endList()
    output.endObject()
  }

  // MARK: What permissions there are

  private mutating func addPermissions() throws(RollcallError) {
    output.beginList("permissions")
    var rows = try TenantRows(.entitlements, of: snapshot)
    let columns = EntitlementColumns.shared
    var known: Set<[UInt8]> = []
    for (index, report) in snapshot.manifest.tenants.enumerated() {
      let names = QualifiedNames(report.tenant, foldsCase: true)
      while let row = try rows.next(of: index) {
        guard let type = row.text(columns.type), let slug = row.text(columns.slug) else { continue }
        let isPermission = row.text(columns.purpose) == Purpose.permission.rawValue
        let name = names.permission(type, slug)
        // Membership of a team alone is told by the group.
        guard isPermission || type != Self.team, known.insert(name).inserted else { continue }
        output.beginObject()
        output.member("name", name)
        output.beginList("permission_type")
        output.item(isPermission ? "DataRead" : "Uncategorized")
        output.endList()
        output.member("apply_to_sub_resources", false)
        output.beginList("resource_types")
        output.item(type)
        output.endList()
        output.endObject()
        try output.flushIfFull()
      }
    }
    try rows.finish()
    output.endList()
  }

  // MARK: Who and what there is

  private mutating func addApplications() throws(RollcallError) {
    output.beginList("applications")
    var tables = try TenantTables(snapshot)
    for (index, report) in snapshot.manifest.tenants.enumerated() {
      let names = QualifiedNames(report.tenant, foldsCase: true)
      let holdings = try tables.holdings(of: index)
      output.beginObject()
      output.member("name", names.application)
      output.member("application_type", report.service)
      output.member("description", report.name)
      output.beginObject("custom_properties")
      output.member("instance", report.instance)
      output.member("tenant_id", report.tenantId)
      output.member("snapshot_at", snapshot.manifest.snapshotAt.description)
      output.endObject()
      try addPlaces(holdings, names)
      output.beginList("local_users")
      while let row = try tables.nextOperator(of: index) {
        guard let id = row[columns.id] else { continue }
        addUser(row, id, holdings.held(by: id, tables.hasher), names)
        try output.flushIfFull()
      }
      output.endList()
      output.endObject()
    }
    try tables.finish()
    output.endList()
  }

  private mutating func addPlaces(_ holdings: Holdings, _ names: QualifiedNames) throws(RollcallError) {
    output.beginList("local_groups")
    for team in holdings.resources where team.type == Self.team {
      output.beginObject()
      output.member("id", names.place(team.type, team.id))
      output.member("name", team.name ?? team.id)
      output.beginObject("custom_properties")
      output.member("resource_id", team.id)
      output.endObject()
      output.endObject()
      try output.flushIfFull()
    }
    output.endList()
    let readable = holdings.readableTeams
    output.beginList("resources")
    for place in holdings.resources where place.type != Self.team || readable.contains(place.id) {
      output.beginObject()
      output.member("id", names.place(place.type, place.id))
      output.member("name", place.name ?? place.id)
      output.member("resource_type", place.type)
      output.beginObject("custom_properties")
      output.member("resource_id", place.id)
      output.member("attributes", place.attributes)
      output.endObject()
      output.endObject()
      try output.flushIfFull()
    }
    output.endList()
  }

  private mutating func addUser(
    _ row: Row, _ id: UnsafeRawBufferPointer, _ held: [Holdings.Entitlement], _ names: QualifiedNames
  ) {
    output.beginObject()
    output.member("id", names.person(id))
    output.member("name", row.operatorName)
    if let email = row.visible(columns.email) {
      output.member("email", email)
      // Veza finds the person of the identity provider by it.
      output.beginList("identities")
      output.item(Array(email))
      output.endList()
    }
    let teams = held.filter { $0.type == Self.team }
    if !teams.isEmpty {
      output.beginList("groups")
      for team in teams { output.item(names.place(team.type, team.id)) }
      output.endList()
    }
    output.member("is_active", row.isEnabledOperator)
    output.beginObject("custom_properties")
    output.member("operator_id", id)
    output.member("status", row[columns.status])
    output.member("status_detail", row[columns.statusDetail])
    output.member("role", row[columns.role])
    output.member("title", row[columns.title])
    output.member("two_factor_enabled", row.boolean(columns.twoFactor))
    output.member("last_active_at", row[columns.lastActive])
    output.endObject()
    output.endObject()
  }

  // MARK: Who may do what

  private mutating func addIdentities() throws(RollcallError) {
    output.beginList("identity_to_permissions")
    var tables = try TenantTables(snapshot)
    for (index, report) in snapshot.manifest.tenants.enumerated() {
      let names = QualifiedNames(report.tenant, foldsCase: true)
      let holdings = try tables.holdings(of: index)
      while let row = try tables.nextOperator(of: index) {
        guard let id = row[columns.id] else { continue }
        addIdentity(names.person(id), holdings.held(by: id, tables.hasher), names)
        try output.flushIfFull()
      }
      let readable = holdings.readableTeams
      for team in holdings.entitlements where team.type == Self.team && readable.contains(team.id) {
        addIdentity(names.place(team.type, team.id), [team], names, isGroup: true)
        try output.flushIfFull()
      }
    }
    try tables.finish()
    output.endList()
  }

  private mutating func addIdentity(
    _ identity: [UInt8], _ held: [Holdings.Entitlement], _ names: QualifiedNames, isGroup: Bool = false
  ) {
    var permissions: [(name: [UInt8], places: [[UInt8]])] = []
    // A member of a team may what its group may.
    for entitlement in held where isGroup || entitlement.type != Self.team {
      let name = names.permission(entitlement.type, entitlement.slug)
      let place = names.place(entitlement.type, entitlement.id)
      if let index = permissions.firstIndex(where: { $0.name == name }) {
        permissions[index].places.append(place)
      } else {
        permissions.append((name, [place]))
      }
    }
    guard !permissions.isEmpty else { return }
    output.beginObject()
    output.member("identity", identity)
    output.member("identity_type", isGroup ? "local_group" : "local_user")
    output.beginList("application_permissions")
    for permission in permissions {
      output.beginObject()
      output.member("application", names.application)
      output.beginList("resources")
      for place in permission.places { output.item(place) }
      output.endList()
      output.member("permission", permission.name)
      output.endObject()
    }
    output.endList()
    output.endObject()
  }

  fileprivate static let team = "team"
}

extension QualifiedNames {
  /// The name of a tenant's application.
  fileprivate var application: [UInt8] { tenant }

  /// The name of a permission, which is the same for all tenants.
  fileprivate func permission(_ type: String, _ slug: String) -> [UInt8] {
    Array("\(type) ".utf8) + self.slug(slug.utf8)
  }
}

extension Holdings {
  /// The ids of the teams whose members read what is assigned to them.
  fileprivate var readableTeams: Set<String> {
    Set(entitlements.filter { $0.type == VezaWriter.team && $0.isPermission }.map(\.id))
  }
}
