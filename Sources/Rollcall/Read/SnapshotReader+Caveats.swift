extension SnapshotReader {
  /// What a reader must know before the rest: that the manifest was changed, that the snapshot is one shard of several,
  /// and what it lacks, a line each; empty if it has everything.
  package var caveats: [String] { doubts + manifest.incompleteness() }

  /// That the manifest was changed, and that the snapshot is one shard of several, a line each.
  var doubts: [String] { [alteration, partiality].compactMap { $0 } }

  /// That the snapshot has only a part of the tenants; `nil` if it is no shard. Such a snapshot may be complete.
  private var partiality: String? { manifest.plan?.partiality(of: path) }
}
