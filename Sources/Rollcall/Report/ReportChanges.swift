/// The changes since an older snapshot.
struct ReportChanges {
  /// The number of changes that are told.
  let count = 0
  /// The moment of the older snapshot, to the minute.
  let since: String
  /// The section.
  let section: HTML

  init(old: SnapshotReader, new: SnapshotReader, limit: Int) throws(RollcallError) {
    since = old.manifest.snapshotAt.minute
    section = ""
  }
}
