/// A file format for rows.
///
/// A new format is one folder, with its encoder, its parser and its settings, and one line in `OutputFormat.all`.
public struct OutputFormat: Sendable {
  /// The name for `--format`.
  public let name: String
  /// The end of the file's name, before `.gz`.
  public let fileExtension: String
  /// The format's own settings, which decide about its bytes.
  public internal(set) var settings: [SettingDeclaration] = []
  /// Writes rows of a schema.
  package let makeRowEncoder: @Sendable (Schema, FormatOptions) -> any RowEncoder
  /// Reads what the encoder writes.
  let makeRowParser: @Sendable (Schema, FormatOptions) -> any RowParser
  /// What a Data Package says of files in the format.
  let packageTraits: @Sendable (SnapshotEncoding) -> DataPackageTraits

  /// Every format there is.
  public static let all: [OutputFormat] = [.csv, .jsonLines]

  /// The format of that name.
  public static func named(_ name: String) -> OutputFormat? { all.first { $0.name == name } }
}
