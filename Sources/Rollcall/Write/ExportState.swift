/// How far an export is between two tenants: what a checkpoint holds beside the state of the files on the disk.
struct ExportState: Sendable {
  /// The tenants that are finished, in the order of their rows.
  var tenants: [TenantReport]
  /// What waits to be written, file by file.
  var writers: [TableWriter.State]
  /// What was measured so far.
  var measured: ExportMeter.Reading
}
