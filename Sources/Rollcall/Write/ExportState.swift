/// How far an export is between two tenants: what a checkpoint holds beside the state of the files on the disk.
struct ExportState: Sendable {
  /// The tenants that are finished, in the order of their rows.
  var tenants: [TenantReport]
  /// How far the writers are, file by file.
  var writers: [TableWriter.State]
  /// What was measured so far.
  var measured: ExportMeter.Reading
}
