/// Rows of one schema that are ready to be encoded: the values that all of them begin with, and cells for the rest.
package struct RowList: Sendable {
  /// The values of the first columns, which are texts, and the same in every row.
  package let leading: [String]
  /// The bytes into which the cells are ranges.
  package let bytes: [UInt8]
  /// The cells of the further columns, row after row.
  package let cells: ArraySlice<Cell>

  package init(leading: [String] = [], bytes: [UInt8], cells: ArraySlice<Cell>) {
    self.leading = leading
    self.bytes = bytes
    self.cells = cells
  }

  /// The number of bytes of all cells.
  var byteCount: Int {
    // There are many cells, and no sum of so few bytes can overflow.
    cells.withUnsafeBufferPointer { $0.reduce(0) { $0 &+ Int($1.count) } }
  }

  /// Lends the cells, and the bytes into which they are ranges.
  @inline(__always)
  func withUnsafeCells(_ body: (UnsafeBufferPointer<Cell>, UnsafeBufferPointer<UInt8>) -> Void) {
    bytes.withUnsafeBufferPointer { bytes in cells.withUnsafeBufferPointer { body($0, bytes) } }
  }
}
