/// The first sheet of a review: what snapshot it is, the totals, what is unknown, the tenants, and where to sign.
struct ReviewSummary {
  private let snapshot: SnapshotReader
  private let sheet: Sheet

  init(_ snapshot: SnapshotReader, on sheet: Sheet) {
    self.snapshot = snapshot
    self.sheet = sheet
  }

  /// Fills the sheet, after the lists.
  func write(_ rows: ReviewRows) throws(RollcallError) {
    let manifest = snapshot.manifest
    for (index, width) in [26.0, 12, 28, 16, 30, 12, 10, 10, 12].enumerated() { sheet.setWidth(width, of: index) }
    sheet.setPageHeading("Access review")
    try line("Access review", .title)
    sheet.endRow()
    try facts([
      ("Snapshot", manifest.whenRead), ("Complete", manifest.complete ? "yes" : "NO: see below"),
      ("Taken by", "\(manifest.run.user) on \(manifest.run.host)"), ("Rollcall", manifest.rollcallVersion),
      ("SHA-256 of manifest.json", snapshot.manifestDigest),
    ])
    sheet.endRow()
    // The first line repeats the snapshot.
    var head = AccessHead(snapshot: snapshot, totals: rows.totals)
    for text in head.lines().dropFirst() where !text.isEmpty { try line(text) }
    for text in head.gaps where !text.isEmpty { try line(text) }
    sheet.endRow()
    try line("What to do", .strong)
    try line("Choose keep, change or remove in the column Decision of each row, and say who decided, and when.")
    try line(
      "Tenants have a sheet each, or share the sheets Access. Not counted lists invitations and people who left.")
    sheet.endRow()
    try sign()
    sheet.endRow()
    try table(rows)
  }

  private func table(_ rows: ReviewRows) throws(RollcallError) {
    for heading in [
      "Sheet", "Service", "Instance", "Tenant id", "Name", "Status", "Places", "Rows", "Not counted",
    ] { try sheet.add(heading, .heading) }
    sheet.endRow()
    for (report, counts) in zip(snapshot.manifest.tenants, rows.tenants) {
      try sheet.add(counts.sheet)
      try sheet.add(report.service)
      try sheet.add(report.instance)
      try sheet.add(report.tenantId)
      try sheet.add(counts.name)
      try sheet.add(report.status.rawValue)
      try sheet.add(counts.places)
      try sheet.add(counts.rows)
      try sheet.add(counts.uncounted)
      sheet.endRow()
    }
  }

  private func sign() throws(RollcallError) {
    for name in ["Reviewed by", "Date", "Signature"] {
      try sheet.add(name, .strong)
      // A cell with a blank keeps its frame.
      try sheet.add(" ", .decision)
      try sheet.add(" ", .decision)
      sheet.endRow()
    }
  }

  private func facts(_ facts: [(name: String, value: String)]) throws(RollcallError) {
    for (name, value) in facts {
      try sheet.add(name, .strong)
      try sheet.add(value)
      sheet.endRow()
    }
  }

  private func line(_ text: String, _ format: Workbook.Format? = nil) throws(RollcallError) {
    try sheet.add(text, format)
    sheet.endRow()
  }
}
