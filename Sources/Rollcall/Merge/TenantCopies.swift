/// The tenants that are copied from a snapshot, row by row, into a new one.
///
/// Tenants keep the order of the manifest, so that those that are asked for again go in between the copies of a repair.
/// All tables are read side by side, in flat memory.
struct TenantCopies {
  private let manifest: Manifest
  private let tables: [TableCopy]
  private let indexes: [Tenant: Int]
  private let purpose: Purpose
  /// The tenants that are in the new snapshot already, since an interrupted run finished them.
  private let finished: Set<Tenant>
  /// The index of the first tenant that was not passed.
  private var next = 0

  /// Why tenants are copied.
  enum Purpose {
    /// The others are asked for again, and the requests about these were not of this run.
    case repair
    /// The snapshot is a part of the new one, as it is.
    case merge
  }

  /// - Parameters:
  ///   - snapshot: the snapshot to read.
  ///   - finished: the tenants that an interrupted run finished.
  init(from snapshot: SnapshotReader, for purpose: Purpose, after finished: [TenantReport]) throws(RollcallError) {
    manifest = snapshot.manifest
    self.purpose = purpose
    var tables: [TableCopy] = []
    for table in snapshot.tables { tables.append(try TableCopy(table, of: snapshot)) }
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
      let isWanted = (purpose == .merge || report.status == .complete) && !finished.contains(report.tenant)
      if isWanted { try await writer.beginCopy(of: report.tenant) }
      for table in tables {
        while let batch = try table.batch(of: report.tenant, at: next) {
          try check()
          if isWanted { try await writer.copy(batch) }
        }
      }
      if isWanted { try writer.endCopy(of: purpose == .merge ? report : report.withoutRequests) }
      next += 1
    }
  }
}

extension TenantReport {
  /// The report of a run that asked for nothing about the tenant.
  fileprivate var withoutRequests: TenantReport {
    var report = self
    report.requests = 0
    return report
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
