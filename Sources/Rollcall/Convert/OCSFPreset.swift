extension Preset {
  /// OCSF events of the class `user_inventory` (5003).
  static let ocsf = Preset(
    name: "ocsf",
    meaning:
      "JSON Lines for a SIEM or a security lake: an OCSF 1.8.0 event user_inventory for each operator, grants as groups",
    version: 1,
    writing: .file { snapshot, sink throws(RollcallError) in
      var writer = OCSFWriter(snapshot, to: sink)
      try writer.write()
    })
}

/// The writer of OCSF events.
private struct OCSFWriter: ~Copyable {
  private let snapshot: SnapshotReader
  private var output: JSONOutput
  private let columns = OperatorColumns.shared

  /// The version of the schema. Its class has been the same since 1.1.0, as far as it is used here.
  private static let schemaVersion = "1.8.0"

  init(_ snapshot: SnapshotReader, to sink: any ByteSink) {
    self.snapshot = snapshot
    output = JSONOutput(to: sink)
  }

  mutating func write() throws(RollcallError) {
    var tables = try TenantTables(snapshot)
    for (index, report) in snapshot.manifest.tenants.enumerated() {
      let holdings = try tables.holdings(of: index)
      let tenant = OCSFTenant(report)
      while let row = try tables.nextOperator(of: index) {
        guard let id = row[columns.id] else { continue }
        addEvent(row, id, holdings.held(by: id, tables.hasher), tenant)
        try output.flushIfFull()
      }
    }
    try tables.finish()
    try output.flush()
  }

  private mutating func addEvent(
    _ row: Row, _ id: UnsafeRawBufferPointer, _ held: [Holdings.Entitlement], _ tenant: OCSFTenant
  ) {
    output.beginObject()
    output.member("activity_id", 2)
    output.member("activity_name", "Collect")
    output.member("category_uid", 5)
    output.member("category_name", "Discovery")
    output.member("class_uid", 5003)
    output.member("class_name", "User Inventory Info")
    output.member("type_uid", 500_302)
    output.member("type_name", "User Inventory Info: Collect")
    output.member("severity_id", 1)
    output.member("severity", "Informational")
    output.member("time", snapshot.manifest.snapshotAt.milliseconds)
    addMetadata(tenant)
    addUser(row, id, held, tenant)
    addUnmapped(row)
    output.endObject()
    output.endLine()
  }

  private mutating func addMetadata(_ tenant: OCSFTenant) {
    output.beginObject("metadata")
    output.member("version", Self.schemaVersion)
    output.beginObject("product")
    output.member("name", "Rollcall")
    output.member("vendor_name", "Rollcall")
    output.member("version", RollcallVersion.current)
    output.endObject()
    output.member("log_name", "rollcall")
    output.member("log_provider", tenant.report.service)
    output.member("tenant_uid", tenant.report.tenantId)
    output.member("original_time", (tenant.report.readUntil ?? snapshot.manifest.snapshotAt).description)
    output.endObject()
  }

  private mutating func addUser(
    _ row: Row, _ id: UnsafeRawBufferPointer, _ held: [Holdings.Entitlement], _ tenant: OCSFTenant
  ) {
    let name = tenant.names.person(id)
    output.beginObject("user")
    output.member("uid", name)
    output.member("uid_alt", id)
    output.member("name", row.visible(columns.email) ?? id)
    output.member("full_name", row.visible(columns.displayName))
    if let email = row[columns.email], email.isMailAddress { output.member("email_addr", email) }
    let type = tenant.type(of: row[columns.role])
    output.member("type_id", type.id)
    output.member("type", type.caption)
    output.member("has_mfa", row.boolean(columns.twoFactor))
    output.beginObject("account")
    output.member("uid", name)
    output.member("name", row.visible(columns.email) ?? id)
    output.member("type_id", 99)
    output.member("type", tenant.report.service)
    output.member("is_disabled", !row.isEnabledOperator)
    if let status = row.text(columns.status) {
      output.beginList("labels")
      output.item(status)
      output.endList()
    }
    output.endObject()
    output.beginObject("org")
    output.member("uid", tenant.uid)
    output.member("name", tenant.report.name)
    output.endObject()
    if !held.isEmpty {
      output.beginList("groups")
      for entitlement in held { addGroup(entitlement, tenant) }
      output.endList()
    }
    output.endObject()
  }

  private mutating func addGroup(_ entitlement: Holdings.Entitlement, _ tenant: OCSFTenant) {
    output.beginObject()
    output.member("uid", tenant.names.place(entitlement.type, "\(entitlement.id):\(entitlement.slug)"))
    output.member("name", entitlement.placeName ?? entitlement.id)
    output.member("type", entitlement.type)
    output.member("desc", entitlement.description)
    output.beginList("privileges")
    output.item(entitlement.slug)
    output.endList()
    output.endObject()
  }

  /// What the schema has no place for.
  private mutating func addUnmapped(_ row: Row) {
    output.beginObject("unmapped")
    output.member("status", row[columns.status])
    output.member("status_detail", row[columns.statusDetail])
    output.member("role", row[columns.role])
    output.member("title", row[columns.title])
    output.member("last_active_at", row[columns.lastActive])
    output.endObject()
  }
}

/// What the events of a tenant have in common.
private struct OCSFTenant {
  let report: TenantReport
  let names: QualifiedNames
  let uid: [UInt8]
  private let rules: AccessRules?

  init(_ report: TenantReport) {
    self.report = report
    names = QualifiedNames(report.tenant)
    rules = AccessRules.of(report.service)
    uid = names.place(rules?.tenantType ?? "tenant", report.tenantId)
  }

  /// The type of a user, by the role: of a role that is not known, it is not known whether it is an administrator's.
  func type(of role: UnsafeRawBufferPointer?) -> (id: Int64, caption: String) {
    guard let role, let rules else { return (0, "Unknown") }
    if role.elementsEqual(rules.reading.leadingRole.utf8) { return (2, "Admin") }
    return rules.entitlements.contains { role.elementsEqual($0.utf8) } ? (1, "User") : (0, "Unknown")
  }
}

extension UnsafeRawBufferPointer {
  /// Whether the text is what OCSF takes for an address (its type `email_t`).
  fileprivate var isMailAddress: Bool {
    guard let at = lastIndex(of: UInt8(ascii: "@")), at > 0 else { return false }
    let domain = self[(at + 1)...]
    guard let dot = domain.firstIndex(of: UInt8(ascii: ".")), dot > at + 1, dot + 1 < count else { return false }
    return self[..<at].allSatisfy { $0.isAlphanumeric || "!#$%&'*+,-./=?^_`{|}~".utf8.contains($0) }
      && domain.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
  }
}

extension UInt8 {
  fileprivate var isAlphanumeric: Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
  }
}
