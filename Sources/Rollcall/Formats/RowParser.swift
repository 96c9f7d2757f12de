/// A parser of rows in one format, strictly in the form that its encoder writes.
///
/// If a row is not complete, the parser is called again with more bytes. It may change the bytes of a row that it
/// returns.
protocol RowParser {
  /// Reads the beginning of a file.
  ///
  /// - Returns: the index after it, or `nil` if it is not complete yet.
  mutating func parseHeader(_ bytes: UnsafeMutableBufferPointer<UInt8>) throws(RowDamage) -> Int?

  /// Reads the row at the start of the bytes into `cells`, one for each column of the schema.
  ///
  /// - Returns: the index after it, or `nil` if it is not complete yet.
  mutating func parseRow(
    _ bytes: UnsafeMutableBufferPointer<UInt8>, into cells: UnsafeMutableBufferPointer<Cell>
  ) throws(RowDamage) -> Int?
}

/// Bytes that are not a row of the format.
struct RowDamage: Error, Equatable {
  /// The expected content.
  let message: String
  /// The place, in bytes from the row's start.
  let offset: Int

  init(_ message: String, at offset: Int) {
    self.message = message
    self.offset = offset
  }
}
