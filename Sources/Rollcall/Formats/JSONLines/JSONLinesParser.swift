import CSimdjson
import Glibc

/// The parser of `OutputFormat.jsonLines`, which reads Rollcall's own JSON Lines and no other.
///
/// Keys stand in the order of the columns, without blanks, and each character has only one way to be escaped.
struct JSONLinesParser: RowParser {
  /// For each column: the text before its value, and the type of the value.
  private let columns: [(key: [UInt8], type: ColumnType)]

  init(_ schema: Schema) { columns = zip(schema.jsonKeys, schema.columns).map { ($0, $1.type) } }

  func parseHeader(_ bytes: UnsafeMutableBufferPointer<UInt8>) -> Int? { 0 }

  func parseRow(
    _ bytes: UnsafeMutableBufferPointer<UInt8>, into cells: UnsafeMutableBufferPointer<Cell>
  ) throws(RowDamage) -> Int? {
    guard let found = memchr(bytes.baseAddress!, CInt(UInt8(ascii: "\n")), bytes.count) else { return nil }
    let count = UnsafeRawPointer(bytes.baseAddress!).distance(to: UnsafeRawPointer(found))
    guard csimdjson_is_utf8(bytes.baseAddress, count) else { throw RowDamage("the row is not valid UTF-8", at: 0) }
    var scanner = JSONLineScanner(line: UnsafeMutableBufferPointer(rebasing: bytes[..<count]))
    for column in 0..<cells.count {
      guard scanner.skip(columns[column].key) else {
        throw scanner.damage("the key of column \(column + 1) should be here")
      }
      guard let cell = scanner.value(columns[column].type) else {
        throw scanner.damage("a value of type \(columns[column].type) or null should be here")
      }
      cells[column] = cell
    }
    guard scanner.skip(UInt8(ascii: "}")), scanner.isAtEnd else { throw scanner.damage("the row's end should be here") }
    return count + 1
  }
}

/// A scanner that goes through one line from its start to its end, and unescapes strings in place.
private struct JSONLineScanner {
  let line: UnsafeMutableBufferPointer<UInt8>
  private var index = 0

  private static let null = Array("null".utf8)
  private static let yes = Array("true".utf8)
  private static let no = Array("false".utf8)

  init(line: UnsafeMutableBufferPointer<UInt8>) { self.line = line }

  var isAtEnd: Bool { index == line.count }

  func damage(_ message: String) -> RowDamage { RowDamage(message, at: index) }

  mutating func skip(_ word: [UInt8]) -> Bool {
    guard line.count - index >= word.count, memcmp(line.baseAddress! + index, word, word.count) == 0 else {
      return false
    }
    index += word.count
    return true
  }

  mutating func skip(_ byte: UInt8) -> Bool {
    guard index < line.count, line[index] == byte else { return false }
    index += 1
    return true
  }

  /// The value that begins here; `nil` if it is not of the type.
  mutating func value(_ type: ColumnType) -> Cell? {
    let start = index
    if skip(Self.null) { return .null }
    switch type {
    case .string, .timestamp: return string()
    case .boolean: return skip(Self.yes) || skip(Self.no) ? Cell(start..<index) : nil
    case .json: return object()
    }
  }

  private mutating func string() -> Cell? {
    guard skip(UInt8(ascii: "\"")) else { return nil }
    let start = index
    var target = index
    while index < line.count {
      var byte = line[index]
      index += 1
      if byte == UInt8(ascii: "\"") { return Cell(start..<target) }
      guard byte >= 0x20 else { return nil }
      if byte == UInt8(ascii: "\\") {
        guard let character = escaped() else { return nil }
        byte = character
      }
      line[target] = byte
      target += 1
    }
    return nil
  }

  /// The character after a backslash; `nil` if the encoder would not have escaped it so.
  private mutating func escaped() -> UInt8? {
    guard index < line.count else { return nil }
    index += 1
    switch line[index - 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): return line[index - 1]
    case UInt8(ascii: "b"): return 0x08
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "f"): return 0x0C
    case UInt8(ascii: "r"): return 0x0D
    case UInt8(ascii: "u"):
      guard skip(UInt8(ascii: "0")), skip(UInt8(ascii: "0")), line.count - index >= 2 else { return nil }
      defer { index += 2 }
      guard let value = Self.control(line[index], line[index + 1]), !(8...13).contains(value) || value == 11
      else { return nil }
      return value
    default: return nil
    }
  }

  /// The control character with two hexadecimal digits, as the encoder writes it.
  private static func control(_ first: UInt8, _ second: UInt8) -> UInt8? {
    let zero = UInt8(ascii: "0")
    guard first == zero || first == zero + 1 else { return nil }
    switch second {
    case zero...UInt8(ascii: "9"): return (first - zero) << 4 + (second - zero)
    case UInt8(ascii: "a")...UInt8(ascii: "f"): return (first - zero) << 4 + (second - UInt8(ascii: "a") + 10)
    default: return nil
    }
  }

  /// The text from a brace to the one that closes it; the reader checks whether it is JSON.
  private mutating func object() -> Cell? {
    let start = index
    guard index < line.count, line[index] == UInt8(ascii: "{") else { return nil }
    var depth = 0
    var isInString = false
    while index < line.count {
      let byte = line[index]
      index += 1
      switch byte {
      case UInt8(ascii: "\\") where isInString: index += 1
      case UInt8(ascii: "\""): isInString.toggle()
      case UInt8(ascii: "{") where !isInString: depth += 1
      case UInt8(ascii: "}") where !isInString:
        depth -= 1
        if depth == 0 { return Cell(start..<index) }
      default: break
      }
    }
    index = line.count
    return nil
  }
}
