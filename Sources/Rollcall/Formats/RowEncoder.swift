/// An encoder of rows of one schema into the bytes of one format.
package protocol RowEncoder: Sendable {
  /// Appends the beginning of a file.
  mutating func encodeHeader(into output: inout [UInt8])
  /// Appends rows.
  mutating func encode(_ rows: RowList, into output: inout [UInt8])
  /// Appends the end of a file.
  mutating func encodeEnd(into output: inout [UInt8])
}

extension RowEncoder {
  package func encodeHeader(into output: inout [UInt8]) {}
  package func encodeEnd(into output: inout [UInt8]) {}
}
