/// The encoding of a snapshot's files, as far as their bytes depend on it. Readers use it.
public struct SnapshotEncoding: Sendable, Codable, Equatable {
  /// The end of CSV rows.
  public var csvLineEnding = LineEnding.lf
  /// Whether CSV texts that a spreadsheet would take for a formula begin with a `'`.
  public var spreadsheetSafe = false
  /// The compressor of the files; `nil` without compression.
  @Nullable public var compressor: Compressor? = nil
  /// How tables are split into several parts; `nil` if each table is one file.
  @Nullable public var split: SnapshotSplit? = nil

  /// A compressor. Its bytes depend on all of its properties.
  public struct Compressor: Sendable, Codable, Equatable {
    /// The name of the library.
    public var name: String
    /// Its version.
    public var version: String
    /// The level, from 1 to 9.
    public var level: Int
  }
}

/// The end of CSV rows.
public enum LineEnding: String, Sendable, CaseIterable, Codable {
  case lf
  case crlf
}
