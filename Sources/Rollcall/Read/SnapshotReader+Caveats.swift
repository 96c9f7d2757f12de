extension SnapshotReader {
  /// What a reader must know before the rest: that the manifest was changed, that the snapshot is one shard of several,
  /// and what it lacks, a line each; empty if it has everything.
  package var caveats: [String] { doubts + manifest.incompleteness() }

  /// That the manifest was changed, and that the snapshot is one shard of several, a line each.
  var doubts: [String] { [alteration, partiality].compactMap { $0 } }

  /// That the snapshot has only a part of the tenants; `nil` if it is no shard. Such a snapshot may be complete.
  package var partiality: String? { manifest.plan?.partiality(of: path) }

  /// Checks that the snapshot has the tables that a question needs. All that are missing are named at once, because an
  /// export takes time.
  ///
  /// - Throws: `RollcallError` with the code `undecodable` if one is missing.
  func checkTables(_ needed: [Table] = Table.allCases) throws(RollcallError) {
    let missing = needed.filter { report(of: $0) == nil }
    guard !missing.isEmpty else { return }
    let all = Table.allCases.filter { tables.contains($0) || missing.contains($0) }
    throw RollcallError(
      .undecodable,
      "\(path) does not have the \(missing.count == 1 ? "table" : "tables") \(Self.names(missing).joined(separator: ", "))",
      cause: "the export was limited to other tables",
      advice: "export again with --tables \(Self.names(all).joined(separator: ","))")
  }

  private static func names(_ tables: [Table]) -> [String] { tables.map(\.rawValue) }
}
