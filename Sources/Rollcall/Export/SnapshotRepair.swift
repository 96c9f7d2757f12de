/// A snapshot that a run makes again: the complete tenants are copied, the others are asked for again, and no list of
/// tenants is.
public struct SnapshotRepair: Sendable {
  let snapshot: SnapshotReader
  /// The identity of the run that made it.
  let identity: ExportIdentity

  /// Opens the snapshot in the folder `path`.
  ///
  /// - Parameter path: the folder of the snapshot, which is only read.
  /// - Throws: `RollcallError` if it is not a finished snapshot of this version, or does not say from which settings it
  ///   was made.
  public init(path: String) throws(RollcallError) {
    snapshot = try SnapshotReader(path: path)
    guard let identity = snapshot.manifest.identity else {
      throw RollcallError(
        .configuration, "\(path) does not say from which settings it was made", cause: "so a run cannot repair it",
        advice: "export again")
    }
    self.identity = identity
  }

  var path: String { snapshot.path }
  var manifest: Manifest { snapshot.manifest }

  /// The tenants that are copied.
  var copied: Set<Tenant> { Set(manifest.tenants.filter { $0.status == .complete }.map(\.tenant)) }

  /// The tenants of its services, in their order, with what their lists lack.
  var lists: [TenantList] {
    manifest.sources.map { source in
      TenantList(
        service: source.service, serviceVersion: source.serviceVersion,
        tenants: manifest.tenants.filter { $0.service == source.service }.map(\.tenantId), missing: source.missing,
        origin: .snapshot)
    }
  }

  /// The gaps that it tells, by service.
  var gaps: [String: [KnownGap]] {
    Dictionary(manifest.sources.map { ($0.service, $0.knownGaps) }) { first, _ in first }
  }

  /// What becomes of the tenants, in a sentence.
  var note: String {
    let again = manifest.tenants.filter { $0.status != .complete }
    let copies = "\(copied.count.counted("tenant")) of \(path) \(copied.count == 1 ? "is" : "are") copied"
    let names = again.prefix(5).map { "\($0.service) \($0.tenantId)" } + (again.count > 5 ? ["…"] : [])
    let asked = again.isEmpty ? "none is asked for again" : "asked for again: \(names.joined(separator: ", "))"
    guard let lost = manifest.sources.lazy.flatMap(\.missing).first else { return "\(copies), \(asked)" }
    return """
      \(copies), \(asked); the list of tenants stays as it is, without \(lost.part): only another export lists them
      """
  }

  // MARK: - Checks

  /// Checks that a run of these settings makes the same snapshot.
  ///
  /// Every row is written anew, so that another compressor of the same level does no harm.
  ///
  /// - Parameter snapshotAt: the time that is wanted in the rows; `nil` for that of the snapshot.
  /// - Throws: `RollcallError` with the first difference.
  func check(_ run: ExportIdentity, snapshotAt: Timestamp?) throws(RollcallError) {
    var old = identity
    (old.zlibVersion, old.isal) = (run.zlibVersion, run.isal)
    guard
      let difference = ExportIdentity.difference(from: manifest.snapshotAt, wanted: snapshotAt)
        ?? old.difference(from: run)
    else { return }
    throw RollcallError(
      .configuration, "\(path) cannot be repaired by this run: \(difference)",
      cause: "copied rows and new ones would not make one snapshot",
      advice: "leave that setting out, or give the old value; a base URL is never taken from a snapshot")
  }

  /// Reads every file once, before anything is asked or written.
  ///
  /// - Throws: `RollcallError` with the code `undecodable` if one of them is not what the manifest says.
  func checkFiles() async throws {
    for table in snapshot.tables {
      var rows = try snapshot.rows(of: table)
      while try rows.next() != nil {
        guard rows.rowNumber.isMultiple(of: Self.rowsBetweenTurns) else { continue }
        await Task.yield()
        try Task.checkCancellation()
      }
    }
  }

  /// The number of rows that are read before the wish to end the run is looked for.
  private static let rowsBetweenTurns = 4096
}
