/// Finds the rows of one format, strictly as its encoder writes them.
///
/// A parser is asked again, with more bytes, for what did not lie before it whole. It may change the bytes of a row
/// that it returns.
protocol RowParser {
  /// Reads what a file of the format starts with.
  ///
  /// - Returns: where it ends, or `nil` if its end is not there yet.
  mutating func parseHeader(_ bytes: UnsafeMutableBufferPointer<UInt8>) throws(RowDamage) -> Int?

  /// Reads the row that the bytes start with into `cells`, one for each column of the schema.
  ///
  /// - Returns: where it ends, or `nil` if its end is not there yet.
  mutating func parseRow(
    _ bytes: UnsafeMutableBufferPointer<UInt8>, into cells: UnsafeMutableBufferPointer<Cell>
  ) throws(RowDamage) -> Int?
}

/// Bytes that are not a row of the format.
struct RowDamage: Error, Equatable {
  /// What should be there instead.
  let message: String
  /// Where, in bytes from the row's start.
  let offset: Int

  init(_ message: String, at offset: Int) {
    self.message = message
    self.offset = offset
  }
}
