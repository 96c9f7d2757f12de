import RollcallTestSupport
import Testing

@testable import Rollcall

/// What the encoders write, Python's `csv` and `json` modules read back to the byte.
@Suite struct `Round trips through another reader` {
  /// Prints each row's own cells as hexadecimal, with `-` for NULL, and checks every line for its shape.
  private static let readCSV = """
    import csv, sys
    csv.field_size_limit(10**9)
    with open(sys.argv[1], newline='', encoding='utf-8', errors='strict') as file:
        for row in csv.reader(file, strict=True, lineterminator=sys.argv[2]):
            print(' '.join('x' + cell.encode().hex() for cell in row))
    """

  private static let readJSONLines = """
    import json, sys
    def refuse(text): raise ValueError(text)
    with open(sys.argv[1], 'rb') as file:
        content = file.read()
    assert content.endswith(b'\\n') and b'\\r' not in content
    for line in content[:-1].split(b'\\n'):
        row = json.loads(line.decode('utf-8', 'strict'), parse_constant=refuse)
        cells = ['-' if value is None else 'x' + str(value).encode().hex() if not isinstance(value, dict) else '{}'
                 for value in row.values()]
        print(' '.join(list(row)[4:5] + cells))
    """

  private static func hex(_ text: String) -> String {
    "x" + text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private func encode(
    _ format: OutputFormat, _ rows: [[String?]], tenant: Tenant, crlf: Bool = false
  ) throws -> (ScratchFolder, String) {
    var options = EncodingOptions(snapshotAt: Timestamp(milliseconds: 0))
    options.format.csvLineEnding = crlf ? .crlf : .lf
    var encoder = format.makeEncoder(.resources, options)
    var output: [UInt8] = []
    encoder.encodeHeader(into: &output)
    // In several batches, as they come.
    for start in stride(from: 0, to: rows.count, by: 700) {
      let part = Array(rows[start..<min(start + 700, rows.count)])
      encoder.encode(RowBatch(.resources, part, tenant: tenant), into: &output)
    }
    let folder = try ScratchFolder()
    return (folder, try folder.write(output, to: "rows"))
  }

  /// Rows with every value in several columns, so that it has other neighbours each time.
  private func rows(_ values: [String]) -> [[String?]] {
    values.indices.map { index in
      let next = values[(index + 1) % values.count]
      return [values[index], "r\(index)", next, values[index], index.isMultiple(of: 3) ? nil : next, "{}"]
    }
  }

  private static let tenant = Tenant.example("te\"na,nt\n=😀")

  private func checkCSV(_ values: [String], crlf: Bool, _ comment: Comment?) throws {
    let rows = rows(values)
    let (folder, path) = try encode(.csv, rows, tenant: Self.tenant, crlf: crlf)
    let read = try withExtendedLifetime(folder) { try Python.run(Self.readCSV, [path, crlf ? "\r\n" : "\n"]) }
    let lines = read.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    try #require(lines.count == rows.count + 1, comment)
    #expect(lines[0] == Table.resources.columns.map { Self.hex($0.name) }.joined(separator: " "))
    let leading = ["1970-01-01T00:00:00.000Z", "guild", "https://guild.test", Self.tenant.id].map(Self.hex)
    for (line, row) in zip(lines.dropFirst(), rows) {
      // This reader does not tell NULL from the empty string: the bytes do, in the tests of CSV rows.
      let expected = leading + row.map { Self.hex($0 ?? "") }
      guard line == expected.joined(separator: " ") else {
        Issue.record("\(row) was read as \(line); \(comment?.rawValue ?? "")")
        return
      }
    }
  }

  private func checkJSONLines(_ values: [String], _ comment: Comment?) throws {
    let rows = rows(values)
    let (folder, path) = try encode(.jsonLines, rows, tenant: Self.tenant)
    let read = try withExtendedLifetime(folder) { try Python.run(Self.readJSONLines, [path]) }
    let lines = read.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    try #require(lines.count == rows.count, comment)
    let leading =
      ["resource_type"] + ["1970-01-01T00:00:00.000Z", "guild", "https://guild.test", Self.tenant.id].map(Self.hex)
    for (line, row) in zip(lines, rows) {
      let expected = leading + row.dropLast().map { $0.map(Self.hex) ?? "-" } + ["{}"]
      guard line == expected.joined(separator: " ") else {
        Issue.record("\(row) was read as \(line); \(comment?.rawValue ?? "")")
        return
      }
    }
  }

  @Test(arguments: [false, true])
  func `every unusual value survives CSV`(crlf: Bool) throws {
    try checkCSV(NastyText.values, crlf: crlf, nil)
  }

  @Test func `every unusual value survives JSON Lines`() throws {
    try checkJSONLines(NastyText.values, nil)
  }

  @Test(arguments: [1, .random(in: 0 ... .max)] as [UInt64])
  func `random texts survive both formats`(seed: UInt64) throws {
    var random = RepeatableRandom(seed: seed)
    let values = (0..<3000).map { _ in NastyText.random(using: &random) }
    try checkCSV(values, crlf: seed.isMultiple(of: 2), "seed \(seed)")
    try checkJSONLines(values, "seed \(seed)")
  }
}
