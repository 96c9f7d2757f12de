/// A file format for rows.
///
/// A new format is one folder, with its encoder, its parser and its settings, and one line in `OutputFormat.all`.
public struct OutputFormat: Sendable {
  /// The name for `--format`.
  public let name: String
  /// The end of the file's name, before `.gz`.
  public let fileExtension: String
  /// The format's own settings, which affect its bytes.
  package internal(set) var settings: [SettingDeclaration] = []
  /// Writes rows of a schema.
  package let makeRowEncoder: @Sendable (Schema, FormatOptions) -> any RowEncoder
  /// Reads the output of the encoder.
  let makeRowParser: @Sendable (Schema, FormatOptions) -> any RowParser
  /// The description of the format's files in a Data Package.
  let packageTraits: @Sendable (SnapshotEncoding) -> DataPackageTraits

  /// All formats.
  public static let all: [OutputFormat] = [.csv, .jsonLines]

  /// The format of that name.
  public static func named(_ name: String) -> OutputFormat? { all.first { $0.name == name } }
}
