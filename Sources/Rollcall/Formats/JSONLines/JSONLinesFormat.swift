extension OutputFormat {
  /// One JSON object per line (jsonlines.org), keys in column order, `null` for NULL, attributes nested.
  public static let jsonLines = OutputFormat(
    name: "jsonl", fileExtension: "jsonl", makeRowEncoder: { schema, _ in JSONLinesEncoder(schema) },
    makeRowParser: { schema, _ in JSONLinesParser(schema) },
    packageTraits: { _ in DataPackageTraits(mediaType: "application/jsonl", missingValues: []) })
}

extension Schema {
  /// The text before the value of each column: a brace or a comma, and its key with quotes and colon.
  var jsonKeys: [[UInt8]] {
    columns.enumerated().map { index, column in Array("\(index == 0 ? "{" : ",")\"\(column.name)\":".utf8) }
  }
}
