import Gzip
import Testing

@testable import Rollcall

@Suite struct `Files of a format with an end` {
  /// Writes a letter for each row, between brackets.
  private struct BracketEncoder: RowEncoder {
    let end: [UInt8]

    func encodeHeader(into output: inout [UInt8]) { output += "[".utf8 }
    func encode(_ rows: RowList, into output: inout [UInt8]) {
      output += repeatElement(UInt8(ascii: "r"), count: rows.cells.count / Table.resources.width)
    }
    func encodeEnd(into output: inout [UInt8]) { output += end }
  }

  @Test(arguments: [1, BlockCutter.standardBlockSize, 3 * BlockCutter.standardBlockSize])
  func `a file has its end once, after the last row, whatever the length of the end`(count: Int) async throws {
    let end = [UInt8](repeating: UInt8(ascii: "]"), count: count)
    let parts = MemoryParts()
    let line = FileLine(level: nil, laneCount: 2)
    let encoder = TableEncoder(.resources, BracketEncoder(end: end), snapshotAt: Timestamp(milliseconds: 0))
    let writer = TableWriter(table: .resources, encoder: encoder, file: 0, of: line)
    async let ends = line.run { [try PartSeries(parts, level: nil)] }
    for id in ["a", "b"] {
      let row = Table.resources.row(["resource_id": id])
      try await writer.write(RowBatch(.resources, [row, row]))
    }
    try await writer.finish()
    line.finish()
    _ = try await ends
    #expect(parts.only.current.bytes.elementsEqual(Array("[rrrr".utf8) + end))
    #expect(writer.parts[0].bytes == parts.only.current.bytes.count)
  }
}
