import Testing

@testable import Rollcall

/// `--spreadsheet-safe`: an apostrophe before what a spreadsheet would take for a formula, in text columns only.
@Suite struct `Spreadsheet-safe CSV` {
  private func encode(_ value: String, tenant: String = "w1", safe: Bool = true) -> String {
    var options = EncodingOptions(snapshotAt: Timestamp(milliseconds: 0))
    options.format.spreadsheetSafe = safe
    var encoder = OutputFormat.csv.makeEncoder(.resources, options)
    var output: [UInt8] = []
    let rows: [[String?]] = [["website", "r", value, nil, nil, "{}"]]
    encoder.encode(
      RowBatch(.resources, rows, tenant: .example(tenant)),
      into: &output)
    return String(decoding: output, as: UTF8.self)
  }

  @Test(arguments: ["=", "+", "-", "@", "\t", "\r", "\n"])
  func `a text that starts with a trigger gets an apostrophe`(trigger: String) {
    for value in [trigger, trigger + "1", trigger + "\"quoted\""] {
      let quoted = value.replacing("\"", with: "\"\"")
      #expect(encode(value).contains(#","r","'"# + quoted + #"",,,"#))
      #expect(encode(value, safe: false).contains(#","r",""# + quoted + #"",,,"#))
    }
  }

  @Test(arguments: ["a=1", " =1", "'=1", "1-1", "", "\"=1\"", "\u{FF1D}1", "é", "\u{0}="])
  func `a text that starts with anything else remains unchanged`(value: String) {
    #expect(encode(value).utf8.elementsEqual(encode(value, safe: false).utf8))
  }

  @Test func `the tenant's id is defused like a text`() {
    #expect(
      encode("x", tenant: "-w").hasPrefix(#""1970-01-01T00:00:00.000Z","guild","https://guild.test","'-w","website","#))
    #expect(
      encode("x", tenant: "-w", safe: false)
        .hasPrefix(#""1970-01-01T00:00:00.000Z","guild","https://guild.test","-w","website","#))
  }

  @Test func `every text column is defused, and timestamps, booleans and JSON are not`() {
    var options = EncodingOptions(snapshotAt: Timestamp(milliseconds: 0))
    options.format.spreadsheetSafe = true
    for table in Table.allCases {
      var encoder = OutputFormat.csv.makeEncoder(table, options)
      var output: [UInt8] = []
      encoder.encode(RowBatch(table, [table.ownColumns.map { _ in "=x" }]), into: &output)
      let fields = String(decoding: output, as: UTF8.self).dropLast().split(separator: ",").dropFirst(4)
      #expect(fields.count == table.width)
      for (field, column) in zip(fields, table.ownColumns) {
        switch column.type {
        case .string: #expect(field == #""'=x""#, "\(column.name)")
        case .timestamp, .json: #expect(field == #""=x""#, "\(column.name)")
        case .boolean: #expect(field == "=x", "\(column.name)")
        }
      }
    }
  }

  @Test func `JSON Lines never change a text`() {
    var options = EncodingOptions(snapshotAt: Timestamp(milliseconds: 0))
    options.format.spreadsheetSafe = true
    var encoder = OutputFormat.jsonLines.makeEncoder(.resources, options)
    var output: [UInt8] = []
    encoder.encode(RowBatch(.resources, [["website", "r", "=1", nil, nil, "{}"]]), into: &output)
    #expect(String(decoding: output, as: UTF8.self).contains(#""display_name":"=1""#))
  }
}
