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
}
