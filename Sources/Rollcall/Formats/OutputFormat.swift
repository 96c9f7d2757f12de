/// Turns rows of one table into the bytes of one format.
///
/// A new format is a file with its encoder and its `OutputFormat`, one with its `RowParser`, and one line in
/// `OutputFormat.all`.
package protocol RowEncoder: Sendable {
  /// Appends what a file of this table starts with.
  func encodeHeader(into output: inout [UInt8])
  /// Appends the batch's rows of this encoder's table.
  mutating func encode(_ batch: RowBatch, into output: inout [UInt8])
}

/// What an encoder needs to know beside the rows.
package struct EncodingOptions: Sendable {
  /// The first column of every row.
  package var snapshotAt: Timestamp
  /// Whether CSV rows end as RFC 4180 has it, with CR and LF, instead of LF alone.
  package var csvCarriageReturns = false
  /// Whether CSV cells that a spreadsheet would take for a formula get a `'` in front.
  package var spreadsheetSafe = false

  package init(snapshotAt: Timestamp) {
    self.snapshotAt = snapshotAt
  }
}

/// A file format for tables.
public struct OutputFormat: Sendable {
  /// The name for `--format`.
  public let name: String
  /// The end of the file's name, before `.gz`.
  public let fileExtension: String
  /// Reads what the encoder writes, for those who verify or compare snapshots.
  let makeParser: @Sendable (Table) -> any RowParser
  package let makeEncoder: @Sendable (Table, EncodingOptions) -> any RowEncoder
  /// What a Data Package says of files in the format.
  let packageTraits: @Sendable (SnapshotEncoding) -> DataPackageTraits

  /// Every format there is.
  public static let all: [OutputFormat] = [.csv, .jsonLines]

  /// The format of that name.
  public static func named(_ name: String) -> OutputFormat? { all.first { $0.name == name } }
}
