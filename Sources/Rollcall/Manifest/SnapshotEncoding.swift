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
    /// The library's level: from 1 to 9 for zlib, 2 for ISA-L.
    public var level: Int
    /// The code that the library chose for the kind of processor; `nil` if its bytes do not depend on that.
    public var codePath: String? = nil
  }
}

extension SnapshotEncoding.Compressor {
  /// The setting that asks for it; `nil` if no setting does.
  var levelName: String? {
    switch (name, level) {
    case ("zlib", 1...9): String(level)
    case ("ISA-L", 2): "fast"
    default: nil
    }
  }

  /// Its version and its code.
  var build: String { codePath.map { "\(version) (\($0))" } ?? version }
}

/// The end of CSV rows.
public enum LineEnding: String, Sendable, CaseIterable, Codable {
  case lf
  case crlf
}
