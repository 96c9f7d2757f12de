/// What changed since an older snapshot, as a list of a review: the rows of `rollcall diff`.
struct ReviewChanges {
  static let columns = [
    SheetColumn("Tenant", 24), SheetColumn("Service", 10), SheetColumn("Instance", 28), SheetColumn("Tenant id", 14),
    SheetColumn("Effect", 11), SheetColumn("Kind", 12), SheetColumn("Change", 14), SheetColumn("Person", 24),
    SheetColumn("E-mail", 32), SheetColumn("Person id", 14), SheetColumn("Place", 24), SheetColumn("Type", 9),
    SheetColumn("Place id", 12), SheetColumn("Entitlement", 16), SheetColumn("Column", 18), SheetColumn("Old", 24),
    SheetColumn("New", 24),
  ]

  private let diff: SnapshotDiff

  init(from older: SnapshotReader, to newer: SnapshotReader) { diff = SnapshotDiff(old: older, new: newer) }

  func write(to list: inout SheetSeries) throws(RollcallError) {
    try diff.run()
      .forEachRow { (tenant, row) throws(RollcallError) in
        try list.beginRow()
        let sheet = list.sheet
        try sheet.add(tenant.name)
        try sheet.add(tenant.tenant.service)
        try sheet.add(tenant.tenant.instance)
        try sheet.add(tenant.tenant.id)
        try sheet.add(row.effect?.rawValue)
        try sheet.add(row.kind.rawValue)
        try sheet.add(row.change.rawValue)
        try sheet.add(row.displayName)
        try sheet.add(row.operatorEmail)
        try sheet.add(row.operatorID)
        try sheet.add(row.resourceName)
        try sheet.add(row.resourceType)
        try sheet.add(row.resourceID)
        try sheet.add(row.slug)
        try sheet.add(row.column)
        try sheet.add(row.old)
        try sheet.add(row.new)
        sheet.endRow()
      }
  }
}
