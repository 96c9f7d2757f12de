/// The lists of a review: who reads what, by tenant or all in one, and who is not counted.
struct ReviewRows: AccessReceiver {
  private let book: Workbook
  private let limits: ReviewWorkbook.Limits
  private let hasTenantSheets: Bool
  private var uncounted: SheetSeries
  private var list: SheetSeries?
  private var tenant: AccessTenant?
  private var present = TenantCounts()
  private(set) var totals = AccessTotals()
  /// What the summary says of each tenant, in the manifest's order.
  private(set) var tenants: [TenantCounts] = []

  /// The figures of a tenant.
  struct TenantCounts {
    var name: String?
    /// The sheet on which the rows begin.
    var sheet = ""
    var places = 0
    var rows = 0
    var uncounted = 0
  }

  init(_ snapshot: SnapshotReader, in book: Workbook, _ limits: ReviewWorkbook.Limits) throws(RollcallError) {
    self.book = book
    self.limits = limits
    hasTenantSheets = snapshot.manifest.tenants.count <= limits.tenantSheets
    uncounted = try SheetSeries(book, "Not counted", Self.tenantColumns + Self.uncountedColumns, limit: limits.rows)
    if !hasTenantSheets {
      list = try SheetSeries(book, "Access", Self.tenantColumns + Self.columns, limit: limits.rows)
    }
  }

  private static let tenantColumns = [
    SheetColumn("Tenant", 24), SheetColumn("Service", 10), SheetColumn("Instance", 28), SheetColumn("Tenant id", 14),
  ]
  private static let columns =
    [
      SheetColumn("Place", 24), SheetColumn("Type", 9), SheetColumn("Place id", 12), SheetColumn("Person", 24),
      SheetColumn("E-mail", 32), SheetColumn("Person id", 14), SheetColumn("Access", 14), SheetColumn("Through", 30),
      SheetColumn("Status", 10), SheetColumn("Two-factor", 11),
    ] + SheetColumn.decisions
  private static let uncountedColumns =
    [
      SheetColumn("Person", 24), SheetColumn("E-mail", 32), SheetColumn("Person id", 14), SheetColumn("Role", 14),
      SheetColumn("Status", 10), SheetColumn("Why not counted", 44),
    ] + SheetColumn.decisions

  mutating func begin(_ tenant: AccessTenant) throws(RollcallError) {
    self.tenant = tenant
    try totals.begin(tenant)
    present = TenantCounts(name: tenant.name)
    if hasTenantSheets {
      let report = tenant.report
      list = try SheetSeries(
        book, tenant.name ?? "\(report.service) \(report.tenantId)", Self.columns, limit: limits.rows,
        pageHeading: "\(tenant.name.map { "\($0), " } ?? "")\(report.service) \(report.tenantId) at \(report.instance)")
    }
    present.sheet = list!.sheet.name
  }

  mutating func see(_ person: AccessPerson, _ standing: AccessStanding) throws(RollcallError) {
    try totals.see(person, standing)
    guard let reason = standing.reason, let tenant else { return }
    present.uncounted += 1
    try uncounted.beginRow()
    let sheet = uncounted.sheet
    try Self.addTenant(tenant, to: sheet)
    try sheet.add(person.displayName)
    try sheet.add(person.email)
    try sheet.add(person.id)
    try sheet.add(person.role)
    try sheet.add(person.status)
    try sheet.add(reason)
    sheet.endRow()
  }

  mutating func begin(_ place: AccessPlace) throws(RollcallError) {
    try totals.begin(place)
    present.places += 1
  }

  mutating func read(_ place: AccessPlace, _ person: AccessPerson, _ access: Access) throws(RollcallError) {
    guard let tenant else { return }
    present.rows += 1
    try list!.beginRow()
    let sheet = list!.sheet
    if !hasTenantSheets { try Self.addTenant(tenant, to: sheet) }
    try sheet.add(place.name)
    try sheet.add(place.type)
    try sheet.add(place.id)
    try sheet.add(person.displayName)
    try sheet.add(person.email)
    try sheet.add(person.id)
    try sheet.add(access.name)
    try sheet.add(access.way)
    try sheet.add(person.status)
    // Unknown is empty.
    try sheet.add(person.isTwoFactorEnabled.map { $0 ? "on" : "off" })
    sheet.endRow()
  }

  mutating func end(_ tenant: AccessTenant) throws(RollcallError) {
    tenants.append(present)
    if hasTenantSheets { list!.finish() }
  }

  private static func addTenant(_ tenant: AccessTenant, to sheet: Sheet) throws(RollcallError) {
    try sheet.add(tenant.name)
    try sheet.add(tenant.report.service)
    try sheet.add(tenant.report.instance)
    try sheet.add(tenant.report.tenantId)
  }

  /// Ends the lists.
  func finish() {
    uncounted.finish()
    if !hasTenantSheets { list!.finish() }
  }
}

extension AccessStanding {
  /// Why the person is not counted; `nil` for one who reads.
  fileprivate var reason: String? {
    switch self {
    case .reads: nil
    case .invited: "invited, has not accepted"
    case .left: "left; memberships are still there"
    case .nowhere: "in no place"
    case .unknownRole: "what the role allows is unknown"
    case .unknownMemberships: "not all memberships were read"
    }
  }
}
