/// One of the two snapshots of a diff.
struct DiffSide {
  let snapshot: SnapshotReader
  /// What is compared of each tenant of the manifest; `nil` for one that is not compared.
  let tenants: [ComparedTenant?]

  /// A row of a tenant that is compared.
  struct Context {
    /// The tenant's index in the manifest.
    let index: Int
    let tenant: ComparedTenant
    /// The beginning of the hash of every key of the tenant.
    let hasher: Hasher
  }

  /// Reads a whole table, and lends the rows of compared tenants.
  ///
  /// - Throws: `RollcallError` with the code `undecodable` if the table is not what the manifest says.
  func forEachRow(
    of table: Table, _ body: (Row, Context) throws(RollcallError) -> Void
  ) throws(RollcallError) {
    var rows = try TenantRows(table, of: snapshot)
    var rest = rowLimit(of: table)
    for (index, tenant) in tenants.enumerated() {
      while let row = try rows.next(of: index) {
        rest -= 1
        guard rest >= 0 else {
          throw snapshot.error(
            SnapshotDifference(
              file: SnapshotLayout.manifest,
              message: "\(table) has more than the \(rowLimit(of: table)) rows that it should have"))
        }
        if let tenant { try body(row, Context(index: index, tenant: tenant, hasher: rows.hasher)) }
      }
    }
    try rows.finish()
  }

  /// The number of rows that a table should have, within reason: what a manifest says may be wrong, but no file has more
  /// rows than fit into its bytes.
  func rowLimit(of table: Table) -> Int {
    guard let report = snapshot.report(of: table) else { return 0 }
    // A thousandth of its content is the least that deflate makes of it, and every row has a moment.
    let bytes = report.files.reduce(0) { $0 &+ min(max(0, $1.bytes), 1 << 40) }
    return max(0, min(report.rows, bytes &* 1032 / 24))
  }

  /// Checks that every table is there, with all of its files in all of its formats.
  func checkFiles() throws(RollcallError) {
    for table in Table.allCases {
      _ = try snapshot.rows(of: table)
      for format in snapshot.report(of: table)?.formats ?? [] {
        _ = try snapshot.rows(of: table, format: OutputFormat.named(format))
      }
    }
  }
}
