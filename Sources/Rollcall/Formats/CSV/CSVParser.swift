import CByteMasks
import CSimdjson
import Glibc

/// The parser of `OutputFormat.csv`, which reads Rollcall's own dialect of CSV and no other.
struct CSVParser: RowParser {
  private let header: [UInt8]
  private let isBoolean: [Bool]
  /// The columns whose texts may begin with an added apostrophe.
  private let defusedColumns: [Int]
  /// Whether rows end with CR and LF.
  private let endsWithCarriageReturn: Bool
  /// The columns of the present row that contain doubled quotes.
  private var doubled: [Int] = []

  private static let quote = UInt8(ascii: "\"")

  init(_ schema: Schema, _ options: FormatOptions) {
    let columns = schema.columns
    header = Array(columns.map(\.name).joined(separator: ",").utf8)
    isBoolean = columns.map { $0.type == .boolean }
    endsWithCarriageReturn = options.csvLineEnding == .crlf
    defusedColumns = options.spreadsheetSafe ? columns.indices.filter { columns[$0].type == .string } : []
  }

  mutating func parseHeader(_ bytes: UnsafeMutableBufferPointer<UInt8>) throws(RowDamage) -> Int? {
    for (index, byte) in header.enumerated() {
      guard index < bytes.count else { return nil }
      guard bytes[index] == byte else { throw RowDamage("the header is not that of the table", at: index) }
    }
    guard header.count < bytes.count else { return nil }
    return try lineEnd(in: bytes, at: header.count)
  }

  mutating func parseRow(
    _ bytes: UnsafeMutableBufferPointer<UInt8>, into cells: UnsafeMutableBufferPointer<Cell>
  ) throws(RowDamage) -> Int? {
    if !doubled.isEmpty { doubled.removeAll(keepingCapacity: true) }
    var index = 0
    for column in 0..<cells.count {
      if column > 0 {
        guard index < bytes.count else { return nil }
        guard bytes[index] == UInt8(ascii: ",") else {
          throw RowDamage("a comma should be here, after column \(column)", at: index)
        }
        index += 1
      }
      guard index < bytes.count else { return nil }
      if bytes[index] == Self.quote, !isBoolean[column] {
        guard let end = quotedEnd(in: bytes, from: index + 1, column: column) else { return nil }
        cells[column] = Cell((index + 1)..<end)
        index = end + 1
      } else if isBoolean[column], let word = Self.boolean(bytes[index]) {
        guard index + word.utf8CodeUnitCount <= bytes.count else { return nil }
        guard memcmp(bytes.baseAddress! + index, word.utf8Start, word.utf8CodeUnitCount) == 0 else {
          throw RowDamage("\(word) should be here, in column \(column + 1)", at: index)
        }
        cells[column] = Cell(index..<index + word.utf8CodeUnitCount)
        index += word.utf8CodeUnitCount
      } else {
        // The value is empty: a comma or the line's end comes next.
        cells[column] = .null
      }
    }
    guard let end = try lineEnd(in: bytes, at: index) else { return nil }
    guard csimdjson_is_utf8(bytes.baseAddress, end) else { throw RowDamage("the row is not valid UTF-8", at: 0) }
    for column in doubled { cells[column] = Self.halveQuotes(of: cells[column], in: bytes) }
    for column in defusedColumns {
      guard !cells[column].isNull, case let range = cells[column].range,
        Formula.isDefused(UnsafeRawBufferPointer(UnsafeMutableBufferPointer(rebasing: bytes[range])))
      else { continue }
      cells[column] = Cell((range.lowerBound + 1)..<range.upperBound)
    }
    return end
  }

  private static func boolean(_ first: UInt8) -> StaticString? {
    first == UInt8(ascii: "t") ? "true" : first == UInt8(ascii: "f") ? "false" : nil
  }

  private func lineEnd(in bytes: UnsafeMutableBufferPointer<UInt8>, at index: Int) throws(RowDamage) -> Int? {
    let last = endsWithCarriageReturn ? index + 1 : index
    guard index < bytes.count else { return nil }
    guard !endsWithCarriageReturn || bytes[index] == UInt8(ascii: "\r") else { throw Self.noEnd(at: index) }
    guard last < bytes.count else { return nil }
    guard bytes[last] == UInt8(ascii: "\n") else { throw Self.noEnd(at: last) }
    return last + 1
  }

  private static func noEnd(at index: Int) -> RowDamage { RowDamage("the row's end should be here", at: index) }

  /// The place of the quote that ends a value, once it is clear that it is not one of two.
  @inline(__always)
  private mutating func quotedEnd(
    in bytes: UnsafeMutableBufferPointer<UInt8>, from start: Int, column: Int
  ) -> Int? {
    var index = start
    while let end = Self.firstQuote(in: bytes, from: index) {
      guard end + 1 < bytes.count else { return nil }
      guard bytes[end + 1] == Self.quote else { return end }
      if doubled.last != column { doubled.append(column) }
      index = end + 2
    }
    return nil
  }

  /// Compares 16 bytes at a time: most values are too short to be worth a call of `memchr`.
  @inline(__always)
  private static func firstQuote(in bytes: UnsafeMutableBufferPointer<UInt8>, from start: Int) -> Int? {
    var index = start
    while index + 16 <= bytes.count {
      let mask = cbytemasks_find(bytes.baseAddress! + index, quote)
      if mask != 0 { return index + mask.trailingZeroBitCount }
      index += 16
    }
    return bytes[index...].firstIndex(of: quote)
  }

  /// Turns doubled quotes into single ones.
  private static func halveQuotes(of cell: Cell, in bytes: UnsafeMutableBufferPointer<UInt8>) -> Cell {
    var target = cell.range.lowerBound
    var source = target
    while source < cell.range.upperBound {
      bytes[target] = bytes[source]
      source += bytes[source] == quote ? 2 : 1
      target += 1
    }
    return Cell(cell.range.lowerBound..<target)
  }
}
