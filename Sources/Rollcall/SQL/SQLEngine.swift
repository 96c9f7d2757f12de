/// A database engine into which a snapshot is loaded.
///
/// A new one is one file, with its dialect, and one line in ``all``.
public struct SQLEngine: Sendable {
  /// The name on the command line.
  public let name: String
  /// How the SQL is run, in one line.
  public let usage: String
  /// Where the engine, or its client, can read files.
  let places: SQLPlaces
  /// Writes the statements.
  let dialect: any SQLDialect

  /// All engines, in the order of the help.
  public static let all: [SQLEngine] = [.postgres, .duckdb, .clickhouse, .bigquery, .snowflake, .redshift, .spark]

  /// The engine of that name.
  public static func named(_ name: String) -> SQLEngine? { all.first { $0.name == name } }
}
