extension Preset {
  /// A workbook in which reviewers decide who keeps access.
  static let review = Preset(
    name: "review",
    meaning: "an Excel workbook for an access review: who reads what, with a decision to choose for each row",
    version: 1,
    takesOlder: true,
    writing: .library { snapshot, older, path throws(RollcallError) in
      try ReviewWorkbook(snapshot, since: older).write(to: path)
    })
}

/// The workbook of a review: a summary, changes, who is not counted, and who reads what.
struct ReviewWorkbook {
  /// The sizes from which on a workbook has another shape.
  struct Limits {
    /// The most tenants that have a sheet each. Every sheet costs an open file.
    var tenantSheets = 200
    /// The most rows below the heading of a sheet. A sheet ends at 1,048,576.
    var rows = 1_000_000
    /// The rows in tables from which on a workbook may exceed four gigabytes.
    var large = 1_000_000
  }

  private let snapshot: SnapshotReader
  private let older: SnapshotReader?
  private let limits: Limits

  init(_ snapshot: SnapshotReader, since older: SnapshotReader?, limits: Limits = Limits()) {
    self.snapshot = snapshot
    self.older = older
    self.limits = limits
  }

  func write(to path: String) throws(RollcallError) {
    let manifest = snapshot.manifest
    let book = try Workbook(
      path: path, title: "Access review, \(manifest.snapshotAt)", moment: manifest.snapshotAt,
      isLarge: manifest.tables.contains { $0.rows >= limits.large })
    // It is the first sheet, and is filled last.
    let summary = ReviewSummary(snapshot, on: try book.addSheet("Summary"))
    if let older {
      var changes = try SheetSeries(book, "Changes", ReviewChanges.columns, limit: limits.rows)
      try ReviewChanges(from: older, to: snapshot).write(to: &changes)
      changes.finish()
    }
    var rows = try ReviewRows(snapshot, in: book, limits)
    try AccessListing(snapshot).tell(&rows)
    rows.finish()
    try summary.write(rows)
    try book.close()
  }
}
