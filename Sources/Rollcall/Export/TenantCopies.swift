/// The tenants that a repair copies from a snapshot, row by row, into the new one.
///
/// Tenants keep the order of the manifest, so the copies go in between those that are asked for again. All tables are
/// read side by side, in flat memory.
struct TenantCopies {
  private let manifest: Manifest
  private let tables: [TableCopy]
  private let indexes: [Tenant: Int]
  /// The tenants that are in the new snapshot already, since an interrupted run finished them.
  private let finished: Set<Tenant>
  /// The index of the first tenant that was not passed.
  private var next = 0

  /// - Parameters:
  ///   - repair: the snapshot; without one, nothing is copied.
  ///   - finished: the tenants that an interrupted run finished.
  init(_ repair: SnapshotRepair, after finished: [TenantReport]) throws(RollcallError) {
    manifest = repair.manifest
    var tables: [TableCopy] = []
    for table in repair.snapshot.tables { tables.append(try TableCopy(table, of: repair.snapshot)) }
    self.tables = tables
    indexes = Dictionary(zip(manifest.tenants.map(\.tenant), manifest.tenants.indices)) { first, _ in first }
    self.finished = Set(finished.map(\.tenant))
  }

  /// Copies the tenants before a tenant.
  ///
  /// - Parameter check: throws if the run must end.
  mutating func pass(
    before tenant: Tenant, into writer: inout SnapshotWriter, unless check: () throws -> Void
  ) async throws {
    guard let index = indexes[tenant] else { return }
    try await pass(upTo: index, into: &writer, check)
  }

  /// Copies the other tenants, and checks that the snapshot has no row beside theirs.
  mutating func finish(into writer: inout SnapshotWriter, unless check: () throws -> Void) async throws {
    try await pass(upTo: manifest.tenants.count, into: &writer, check)
    for table in tables { try table.rows.finish() }
  }

  private mutating func pass(
    upTo end: Int, into writer: inout SnapshotWriter, _ check: () throws -> Void
  ) async throws {
    while next < end {
      let report = manifest.tenants[next]
      let isWanted = report.status == .complete && !finished.contains(report.tenant)
      if isWanted { try await writer.beginCopy(of: report.tenant) }
      for table in tables {
        while let batch = try table.batch(of: report.tenant, at: next) {
          try check()
          if isWanted { try await writer.copy(batch) }
        }
      }
      if isWanted { try writer.endCopy(of: report) }
      next += 1
    }
  }
}

/// A table that is copied.
private final class TableCopy {
  private let table: Table
  var rows: TenantRows

  /// The number of bytes in a batch, give or take a row.
  private static let batchBytes = 64 * 1024

  init(_ table: Table, of snapshot: SnapshotReader) throws(RollcallError) {
    self.table = table
    rows = try TenantRows(table, of: snapshot)
  }

  /// The next rows of a tenant; `nil` after the last one.
  func batch(of tenant: Tenant, at index: Int) throws(RollcallError) -> RowBatch? {
    var batch = RowBatch(tenant: tenant, capacity: Self.batchBytes)
    var cells: [Cell] = []
    while batch.bytes.count < Self.batchBytes, let row = try rows.next(of: index) {
      for column in TenantRows.leadingCount..<TenantRows.leadingCount + table.width {
        cells.append(row[column].map { batch.add($0.bindMemory(to: UInt8.self)) } ?? .null)
      }
    }
    guard !cells.isEmpty else { return nil }
    batch.append(cells, to: table)
    return batch
  }
}
