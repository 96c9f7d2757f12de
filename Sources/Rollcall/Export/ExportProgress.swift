/// The progress of an export.
public struct ExportProgress: Sendable {
  /// The number of finished tenants.
  public let tenants: Int
  /// The number of rows written so far, in all tables together.
  public let rows: Int
  /// The time since the start of the run.
  public let elapsed: Duration
}
