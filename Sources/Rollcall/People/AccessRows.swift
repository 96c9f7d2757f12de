extension Schema {
  /// The rows of `rollcall access`: one for each person and place whose conversations the person can read.
  public static let access = Schema(
    name: "access", columns: Column.leading + Column.access,
    key: Table.tenantKey + ["resource_type", "resource_id", "operator_id"])
}

extension Column {
  fileprivate static let access = [
    Column("tenant_name", nullable: true, about: "The name of the website or account."),
    Column("resource_type", about: "The type of the place: website, inbox or team; account if no inbox is known."),
    Column("resource_id", about: "The service's id of the place."),
    Column("resource_name", nullable: true, about: "The place's name."),
    Column("operator_id", about: "The service's id of the person, or email:<address> for an invitation without one."),
    Column("email", nullable: true, about: "The e-mail address the person signs in with."),
    Column("display_name", nullable: true, about: "The name shown to colleagues."),
    Column("access", nullable: true, about: "The role, member, or custom where the rights are not those of a member."),
    Column("via", about: "Through what the person reads, as in member of inbox 3."),
    Column("status", about: "enabled; disabled and deleted with --all."),
    Column("two_factor_enabled", .boolean, nullable: true, about: "Whether two-factor sign-in is on (Crisp)."),
  ]
}

/// The access of a snapshot as rows of `Schema.access`.
struct AccessRows: AccessReceiver, ~Copyable {
  private let snapshotAt: String
  private var output: RowOutput
  private var tenantName: String?

  init(_ snapshot: SnapshotReader, _ format: OutputFormat, to sink: any ByteSink) {
    snapshotAt = snapshot.manifest.snapshotAt.description
    output = RowOutput(.access, format, to: sink, leading: ["", "", "", ""])
  }

  mutating func begin(_ tenant: AccessTenant) throws(RollcallError) {
    try output.flush()
    let report = tenant.report
    output.leading = [snapshotAt, report.service, report.instance, report.tenantId]
    tenantName = tenant.name
  }

  mutating func read(_ place: AccessPlace, _ person: AccessPerson, _ access: Access) throws(RollcallError) {
    output.add(tenantName)
    output.add(place.type)
    output.add(place.id)
    output.add(place.name)
    output.add(person.id)
    output.add(person.email)
    output.add(person.displayName)
    output.add(access.name)
    output.add(access.way)
    output.add(person.status)
    output.add(person.isTwoFactorEnabled)
    try output.endRow()
  }

  mutating func end(_ tenant: AccessTenant) throws(RollcallError) {}

  mutating func finish() throws(RollcallError) { try output.finish() }
}
