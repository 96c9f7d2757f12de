/// A row of a file: its values without quotes and escapes, valid until the next row is read.
public struct Row {
  /// The bytes into which the cells are ranges.
  let bytes: UnsafeRawBufferPointer
  let cells: UnsafeBufferPointer<Cell>
  /// The start of the row in the file's uncompressed content, in bytes.
  public let offset: Int

  /// The bytes of a column's value; empty for the empty text, `nil` for NULL.
  public subscript(column: Int) -> UnsafeRawBufferPointer? {
    let cell = cells[column]
    return cell.isNull ? nil : UnsafeRawBufferPointer(rebasing: bytes[cell.range])
  }

  /// A column's value as a text; `nil` for NULL.
  public func text(_ column: Int) -> String? { self[column].map { String(decoding: $0, as: UTF8.self) } }

  /// The value of a boolean column; `nil` for NULL.
  public func boolean(_ column: Int) -> Bool? { self[column].map { $0.first == UInt8(ascii: "t") } }
}
