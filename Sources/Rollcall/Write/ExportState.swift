/// The state of an export between two tenants: a checkpoint consists of it and the states of the files on the disk.
struct ExportState: Sendable {
  /// The tenants that are finished, in the order of their rows.
  var tenants: [TenantReport]
  /// The gaps that they showed, by service.
  var gaps: [String: [KnownGap]] = [:]
  /// The states of the writers, file by file.
  var writers: [TableWriter.State]
  /// The measurements so far.
  var measured: ExportMeter.Reading
}
