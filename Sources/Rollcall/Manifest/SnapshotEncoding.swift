/// How a snapshot's files are written, as far as their bytes depend on it: what a reader goes by.
public struct SnapshotEncoding: Sendable, Codable, Equatable {
  /// How CSV rows end.
  public var csvLineEnding = LineEnding.lf
  /// Whether CSV texts that a spreadsheet would take for a formula have a `'` in front.
  public var spreadsheetSafe = false
  /// What compressed the files; `nil` if nothing did.
  @Nullable public var compressor: Compressor? = nil
  /// How tables are split into several parts; `nil` if each table is one file.
  @Nullable public var split: SnapshotSplit? = nil

  /// A compressor, whose bytes depend on all of this.
  public struct Compressor: Sendable, Codable, Equatable {
    /// The library.
    public var name: String
    /// Its version.
    public var version: String
    /// How hard it tries, from 1 to 9.
    public var level: Int
  }
}

/// How CSV rows end.
public enum LineEnding: String, Sendable, CaseIterable, Codable {
  case lf
  case crlf
}
