import Testing

@testable import Rollcall

@Suite struct `Schemas of rows` {
  private let schema = Schema(
    name: "changes",
    columns: [
      Column("kind", about: "What changed."), Column("count", .boolean, nullable: true, about: "Whether it counts."),
      Column("old", nullable: true, about: "What it was."),
    ],
    key: ["kind"])

  /// Rows of the schema, with or without a first value that all of them have.
  private func list(_ rows: [[String?]], leading: [String] = []) -> RowList {
    var bytes: [UInt8] = []
    let cells = rows.joined()
      .map { value -> Cell in
        guard let value else { return .null }
        bytes += value.utf8
        return Cell(bytes.count - value.utf8.count..<bytes.count)
      }
    return RowList(leading: leading, bytes: bytes, cells: cells[...])
  }

  private func encode(_ format: OutputFormat, _ lists: [RowList]) -> [UInt8] {
    var encoder = format.makeRowEncoder(schema, FormatOptions())
    var output: [UInt8] = []
    encoder.encodeHeader(into: &output)
    for rows in lists { encoder.encode(rows, into: &output) }
    encoder.encodeEnd(into: &output)
    return output
  }

  @Test func `the encoders write the rows of any schema`() {
    let rows = list([["a", "true", nil], ["b", nil, "\"="]])
    #expect(encode(.csv, [rows]).elementsEqual("kind,count,old\n\"a\",true,\n\"b\",,\"\"\"=\"\n".utf8))
    let json = """
      {"kind":"a","count":true,"old":null}
      {"kind":"b","count":null,"old":"\\"="}

      """
    #expect(String(decoding: encode(.jsonLines, [rows]), as: UTF8.self) == json)
  }

  @Test(arguments: OutputFormat.all)
  func `the bytes are the same whether a value is given once for all rows or in each row`(format: OutputFormat) {
    let apart = [list([["a", "true", nil], ["a", nil, "x"]]), list([["b", nil, ""]])]
    let joined = [
      list([["true", nil], [nil, "x"]], leading: ["a"]), list([[nil, ""]], leading: ["b"]),
    ]
    #expect(encode(format, joined) == encode(format, apart))
  }

  @Test(arguments: OutputFormat.all)
  func `a parser reads the rows of any schema`(format: OutputFormat) throws {
    var cutter = RowCutter(schema, format)
    var rows: [[String?]] = []
    try cutter.append(encode(format, [list([["a", "false", ""], ["b", nil, nil]])])) { row in
      rows.append(schema.columns.indices.map { row.text($0) })
    }
    #expect(rows == [["a", "false", ""], ["b", nil, nil]])
  }

  @Test func `a schema finds its columns by name`() {
    #expect(schema.index(of: "old") == 2 && schema.index(of: "new") == nil)
    for table in Table.allCases {
      #expect(table.schema.key == table.key && table.schema.columns == table.columns)
      for (index, column) in table.columns.enumerated() { #expect(table.index(of: column.name) == index) }
    }
  }
}
