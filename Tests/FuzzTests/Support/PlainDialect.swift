@testable import Rollcall

/// The formats once more, as plainly as they can be written: what the fast writers and readers must agree with.
enum PlainDialect {
  /// A whole file.
  static func file(
    _ rows: [TableRows.Row], _ table: Table, _ format: OutputFormat, lineEnd: String = "\n"
  ) -> [UInt8] {
    guard format.name == "csv" else { return rows.flatMap { jsonLine($0, table) } }
    let header = table.columns.map(\.name).joined(separator: ",") + lineEnd
    return Array(header.utf8) + rows.flatMap { csvLine($0, table) + Array(lineEnd.utf8) }
  }

  private static func csvLine(_ row: TableRows.Row, _ table: Table) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    let cells = zip(row, table.columns)
      .map { value, column -> [UInt8] in
        guard let value else { return [] }
        if column.type == .boolean { return value }
        return [quote] + value.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
      }
    return Array(cells.joined(separator: [UInt8(ascii: ",")]))
  }

  private static func jsonLine(_ row: TableRows.Row, _ table: Table) -> [UInt8] {
    let members = zip(row, table.columns)
      .map { value, column -> [UInt8] in
        let key = Array("\"\(column.name)\":".utf8)
        guard let value else { return key + Array("null".utf8) }
        return key + (column.type == .boolean || column.type == .json ? value : jsonString(value))
      }
    return Array("{".utf8) + members.joined(separator: Array(",".utf8)) + Array("}\n".utf8)
  }

  /// A JSON string with the fewest escapes.
  static func jsonString(_ text: [UInt8]) -> [UInt8] {
    let short: [UInt8: String] = [0x22: "\\\"", 0x5C: "\\\\", 8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r"]
    let escaped = text.flatMap { byte -> [UInt8] in
      if let escape = short[byte] { return Array(escape.utf8) }
      guard byte < 0x20 else { return [byte] }
      return Array((byte < 0x10 ? "\\u000" : "\\u00").utf8) + Array(String(byte, radix: 16).utf8)
    }
    return [0x22] + escaped + [0x22]
  }
}
