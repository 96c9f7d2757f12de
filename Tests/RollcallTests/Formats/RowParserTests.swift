import Testing

@testable import Rollcall

extension RowParser {
  /// The cells of the row at the start of a text, with its length; `nil` if the row is not complete.
  fileprivate mutating func row(_ text: String, columns: Int) throws -> (cells: [String?], count: Int)? {
    // Room for readers of sixteen bytes at a time.
    let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.utf8.count + 16)
    let cells = UnsafeMutableBufferPointer<Cell>.allocate(capacity: columns)
    defer {
      bytes.deallocate()
      cells.deallocate()
    }
    _ = bytes.update(fromContentsOf: Array(text.utf8))
    cells.initialize(repeating: .null)
    let line = UnsafeMutableBufferPointer(rebasing: bytes[..<text.utf8.count])
    guard let count = try parseRow(line, into: cells) else { return nil }
    return (cells.map { $0.isNull ? nil : String(decoding: line[$0.range], as: UTF8.self) }, count)
  }
}

/// The parsers by themselves; `RowCutterTests` and the round trips go through them as a reader does.
@Suite struct `Parsers of rows` {
  private static let table = Table.resources
  private static let width = table.schema.columns.count

  /// A row of resources in CSV, with one value written as given.
  private static func csv(_ name: String, end: String = "\n") -> String {
    #""2026-11-01T00:00:00.000Z","s","https://s.test","t","website","w",\#(name),,,"{}""# + end
  }

  private static func json(_ name: String) -> String {
    #"{"snapshot_at":"2026-11-01T00:00:00.000Z","service":"s","instance":"https://s.test","tenant_id":"t","#
      + #""resource_type":"website","resource_id":"w","display_name":\#(name),"parent_resource_type":null,"#
      + #""parent_resource_id":null,"attributes":{"a":"}"}}"# + "\n"
  }

  private static func expected(_ name: String?, attributes: String) -> [String?] {
    ["2026-11-01T00:00:00.000Z", "s", "https://s.test", "t", "website", "w", name, nil, nil, attributes]
  }

  @Test(
    arguments: [
      (#""""#, ""), (#""a,b""#, "a,b"), (#""a""b""""#, #"a"b""#), ("\"a\nb\"", "a\nb"), ("", nil),
      (#""sixteen bytes or more, with "" a quote""#, #"sixteen bytes or more, with " a quote"#), (#""'=1""#, "'=1"),
    ] as [(String, String?)])
  func `CSVParser tells NULL from the empty text and halves doubled quotes`(written: String, value: String?) throws {
    var parser = CSVParser(Self.table.schema, FormatOptions())
    let text = Self.csv(written)
    let row = try #require(try parser.row(text + "rest", columns: Self.width))
    #expect(row.cells == Self.expected(value, attributes: "{}") && row.count == text.utf8.count)
  }

  @Test func `CSVParser waits for the end of a row that is cut anywhere`() throws {
    let text = Self.csv(#""a""b""#)
    for count in 1..<text.utf8.count {
      var parser = CSVParser(Self.table.schema, FormatOptions())
      #expect(try parser.row(String(text.prefix(count)), columns: Self.width) == nil, "\(count)")
    }
  }

  @Test(arguments: [
    (#"a"#, "a comma should be here, after column 7"), (#""a"b"#, "a comma should be here, after column 7"),
    (#""a", "#, "a comma should be here, after column 8"),
  ])
  func `CSVParser refuses CSV that Rollcall does not write, at its byte`(written: String, message: String) throws {
    var parser = CSVParser(Self.table.schema, FormatOptions())
    let damage = #expect(throws: RowDamage.self) { try parser.row(Self.csv(written), columns: Self.width) }
    #expect(damage?.message == message && damage.map { $0.offset > 60 } == true)
  }

  @Test(
    arguments: [
      (#""""#, ""), (#""a\"b\\\n\u001f""#, "a\"b\\\n\u{1F}"), ("null", nil), (#""é""#, "é"),
    ] as [(String, String?)])
  func `JSONLinesParser tells NULL from the empty text and takes escapes away`(written: String, value: String?) throws {
    var parser = JSONLinesParser(Self.table.schema)
    let text = Self.json(written)
    let row = try #require(try parser.row(text + "{", columns: Self.width))
    #expect(row.cells == Self.expected(value, attributes: #"{"a":"}"}"#) && row.count == text.utf8.count)
    #expect(try parser.row(String(text.dropLast()), columns: Self.width) == nil)
  }

  @Test(arguments: ["1", "true", #" "a""#, #""\/""#, #""\u0041""#, #""\u000a""#, #""\u001F""#, "{}"])
  func `JSONLinesParser refuses JSON that Rollcall does not write`(written: String) {
    var parser = JSONLinesParser(Self.table.schema)
    let damage = #expect(throws: RowDamage.self) { try parser.row(Self.json(written), columns: Self.width) }
    #expect(damage?.message.contains("should be here") == true)
  }

  @Test func `a formula begins with a sign or a control character, and is defused by an apostrophe`() {
    for text in ["=1", "+1", "-1", "@a", "\t", "\r", "\n"] {
      #expect(Formula.isBegun(by: text.utf8.first))
      for (written, isDefused) in [("'" + text, true), (text, false), ("''" + text, false)] {
        #expect(Array(written.utf8).withUnsafeBytes { Formula.isDefused($0) } == isDefused)
      }
    }
    for text in ["", "a", "'", "1=", " ="] {
      #expect(!Formula.isBegun(by: text.utf8.first))
      #expect(!Array(("'" + text).utf8).withUnsafeBytes { Formula.isDefused($0) })
    }
  }
}
