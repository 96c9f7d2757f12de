/// One of the two snapshots of a diff.
struct DiffSide {
  let snapshot: SnapshotReader
  /// What is compared of each tenant of the manifest; `nil` for one that is not compared.
  let tenants: [ComparedTenant?]

  /// A tenant that is compared.
  struct Context {
    /// The tenant's index in the manifest.
    let index: Int
    let tenant: ComparedTenant
    /// The beginning of the hash of every key of the tenant.
    let hasher: Hasher
  }

  /// The tenant at an index of the manifest; `nil` if there is none that is compared.
  func context(of index: Int) -> Context? {
    guard tenants.indices.contains(index), let tenant = tenants[index] else { return nil }
    return Context(
      index: index, tenant: tenant, hasher: Hasher(keysOf: snapshot.manifest.tenants[index].tenant))
  }

  /// Reads a whole table, and lends the rows of compared tenants.
  ///
  /// - Throws: `RollcallError` with the code `undecodable` if the table is not what the manifest says.
  func forEachRow(
    of table: Table, _ body: (Row, Context) throws(RollcallError) -> Void
  ) throws(RollcallError) {
    var rows = try TenantRows(table, of: snapshot)
    for index in tenants.indices {
      let context = context(of: index)
      while let row = try rows.next(of: index) { if let context { try body(row, context) } }
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

  /// The error of a table with more rows than its manifest says.
  func tooManyRows(in table: Table) -> RollcallError {
    snapshot.error(
      SnapshotDifference(
        file: SnapshotLayout.manifest,
        message: "\(table) has more than the \(rowLimit(of: table)) rows that it should have"))
  }

  /// Checks that every table is there, with all of its files in all of its formats.
  func checkFiles() throws(RollcallError) {
    try snapshot.checkTables()
    for table in Table.allCases {
      _ = try snapshot.rows(of: table)
      for format in snapshot.report(of: table)?.formats ?? [] {
        _ = try snapshot.rows(of: table, format: OutputFormat.named(format))
      }
    }
  }
}
