import Foundation
import Testing

@testable import Rollcall

/// What the encoders write, the parsers read back, wherever the pieces end; and nothing else.
@Suite struct `Rows from a file` {
  private static let tenant = Tenant.example("te\"na,nt\n=😀")

  private func encode(_ format: OutputFormat, _ rows: [[String?]], crlf: Bool = false) -> [UInt8] {
    var options = EncodingOptions(snapshotAt: Timestamp(milliseconds: 0))
    options.format.csvLineEnding = crlf ? .crlf : .lf
    var encoder = format.makeEncoder(.operators, options)
    var output: [UInt8] = []
    encoder.encodeHeader(into: &output)
    encoder.encode(RowBatch(.operators, rows, tenant: Self.tenant), into: &output)
    return output
  }

  /// The rows of a content that comes in pieces.
  private func read(
    _ format: OutputFormat, _ content: [UInt8], pieces: Int, crlf: Bool = false
  ) throws -> [[String?]] {
    var options = FormatOptions()
    options.csvLineEnding = crlf ? .crlf : .lf
    var cutter = RowCutter(Table.operators.schema, format, options)
    var rows: [[String?]] = []
    func take(_ row: Row) {
      rows.append(row.cells.indices.map { column in row[column].map { String(decoding: $0, as: UTF8.self) } })
    }
    for start in stride(from: 0, to: content.count, by: pieces) {
      try cutter.append(content[start..<min(start + pieces, content.count)], take)
    }
    try cutter.finish(take)
    return rows
  }

  private func rows(_ values: [String]) -> [[String?]] {
    values.indices.map { index in
      let next = values[(index + 1) % values.count]
      let flag = ["true", "false", nil][index % 3]
      return Table.operators.row(
        ["operator_id": values[index], "email": next, "two_factor_enabled": flag, "last_active_at": nil as String?],
        filler: index.isMultiple(of: 2) ? next : nil)
    }
  }

  @Test(arguments: OutputFormat.all, [1, 7, 64, 1_000_000])
  func `rows are the same when they are read`(format: OutputFormat, pieces: Int) throws {
    let rows = rows(pieces == 1 ? Array(NastyText.values.prefix(60)) : NastyText.values)
    let expected = rows.map { ["1970-01-01T00:00:00.000Z", "guild", "https://guild.test", Self.tenant.id] + $0 }
    for crlf in [false, true] {
      #expect(try read(format, encode(format, rows, crlf: crlf), pieces: pieces, crlf: crlf) == expected)
    }
  }

  @Test(arguments: [true, false])
  func `rows are refused when their line ends are not those of the manifest`(crlf: Bool) {
    let content = encode(.csv, rows(["a"]), crlf: crlf)
    #expect(throws: RowDamage.self) { try read(.csv, content, pieces: 1000, crlf: !crlf) }
  }

  @Test(arguments: OutputFormat.all)
  func `an empty table has no rows`(format: OutputFormat) throws {
    #expect(try read(format, encode(format, []), pieces: 10) == [])
  }

  @Test(arguments: OutputFormat.all)
  func `rows are refused when the content ends in the middle of one`(format: OutputFormat) throws {
    let header = encode(format, []).count
    let first = encode(format, Array(rows(["a", "b\n\"c\""]).prefix(1))).count
    let content = encode(format, rows(["a", "b\n\"c\""]))
    for count in 0..<content.count where count != first && count != header {
      #expect(throws: RowDamage.self, "\(count) bytes") {
        try read(format, Array(content.prefix(count)), pieces: 1_000_000)
      }
    }
  }

  /// A way to change a row so that it is not what an encoder writes.
  static let csvDamage: [(from: String, to: String)] = [
    ("\"a\"", "a"), ("\"a\"", "\"a"), ("\"a\"", "\"a\"b"), ("\"a\"", "\"a\" "), ("\"a\",", "\"a\""), ("\n", "\r\n"),
    ("true", "True"), ("true", "truefalse"), ("true", "\"true\""), ("true", "1"), ("\n", "\n\n"), ("\n", ",\n"),
    ("operator_id", "operator"), ("snapshot_at", "\u{FEFF}snapshot_at"), ("instance,tenant_id", "tenant_id,instance"),
  ]

  @Test(arguments: csvDamage)
  func `rows of CSV are refused in any other dialect`(from: String, to: String) throws {
    let text = String(decoding: encode(.csv, rows(["a"])), as: UTF8.self)
    let range = try #require(text.ranges(of: from).last)
    #expect(throws: RowDamage.self) {
      try read(.csv, Array(text.replacingCharacters(in: range, with: to).utf8), pieces: 100)
    }
  }

  static let jsonDamage: [(from: String, to: String)] = [
    (":\"a\"", ": \"a\""), (":\"a\"", ":\"\\u0061\""), (":\"a\"", ":\"\\/\""), (":\"a\"", ":\"\\u000A\""),
    (":\"a\"", ":\"\\u00+5\""), (":\"a\"", ":\"\\u001F\""), (":\"a\"", ":\"\\u0020\""), (":\"a\"", ":\"\\u00\""),
    (":\"a\"", ":\"\\u000a\""), (":\"a\"", ":\"\t\""), (":\"a\"", ":1"), (":\"a\"", ":a"), (":\"a\"", ":\"\\"),
    (":true", ":\"true\""), (":{}", ":{"), (":{}", ":\"{}\""), (":{}", ":[]"), ("}\n", "} \n"), ("}\n", "}\r\n"),
    ("}\n", "}\n\n"), ("\"service\"", "\"Service\""), ("\"email\"", "\"title\""), (":{}", ":{\"a\":\"}"),
    (",\"attributes\":{}", ""), ("{\"snapshot_at\"", "[{\"snapshot_at\""),
  ]

  @Test(arguments: jsonDamage)
  func `rows of JSON Lines are refused in any other spelling`(from: String, to: String) throws {
    let text = String(decoding: encode(.jsonLines, rows(["a"])), as: UTF8.self)
    let range = try #require(text.ranges(of: from).first)
    #expect(throws: RowDamage.self) {
      try read(.jsonLines, Array(text.replacingCharacters(in: range, with: to).utf8), pieces: 100)
    }
  }

  @Test(arguments: OutputFormat.all, [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82]] as [[UInt8]])
  func `rows are refused if they are not UTF-8`(format: OutputFormat, bytes: [UInt8]) throws {
    let content = encode(format, rows(["@"]))
    let index = try #require(content.lastIndex(of: UInt8(ascii: "@")))
    #expect(throws: RowDamage.self) {
      try read(format, Array(content[..<index] + bytes + content[(index + 1)...]), pieces: 100)
    }
  }

  @Test func `rows beyond the limit are refused before they are read completely`() throws {
    var cutter = RowCutter(Table.operators.schema, .csv)
    let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
    let header = encode(.csv, []) + [UInt8(ascii: "\"")]
    try cutter.append(header) { _ in }
    var count = 0
    var damage: RowDamage?
    do throws(RowDamage) {
      while count < 140 {
        try cutter.append(piece) { _ in }
        count += 1
      }
    } catch {
      damage = error
    }
    #expect(damage?.message.hasPrefix("a row is longer than") == true && (64..<140).contains(count))
  }
}
