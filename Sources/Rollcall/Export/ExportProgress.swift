/// How far an export is.
public struct ExportProgress: Sendable {
  /// Tenants that are done.
  public let tenants: Int
  /// Rows written so far, all tables together.
  public let rows: Int
  /// The time since the run began.
  public let elapsed: Duration
}
