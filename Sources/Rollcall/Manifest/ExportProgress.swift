/// How far an export is.
public struct ExportProgress: Sendable, Equatable {
  /// The number of finished tenants, with those that earlier runs finished.
  public let tenants: Int
  /// The number of rows written so far, in all tables together, with those of earlier runs.
  public let rows: Int
  /// The time since the start of the run.
  public let elapsed: Duration
}
