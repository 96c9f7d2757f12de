import Gzip
import Rollcall

extension Benchmark {
  /// From a file's bytes to a smaller file's, on one core.
  static let compressionStages = [CompressionLevel(1), .balanced, CompressionLevel(9), .fast].compactMap(\.self)
    .map { level in
      Benchmark(
        name: "gzip-\(level)", unit: "row", summary: "compress CSV at level \(level), block by block, on one core",
        body: .stage { runs in
          let (blocks, rows) = try await csvBlocks(operators: runs.options.size(20_000))
          try await runs.measure { watch in
            var deflater = try Deflater(level: level)
            for block in blocks { try watch.time { keep(try deflater.deflate(block)) } }
            return (rows, blocks.reduce(0) { $0 + $1.content.count })
          }
        })
    }

  /// The rows of operators as CSV, in blocks of the size that an export compresses; each is a stream of its own.
  private static func csvBlocks(operators: Int) async throws -> (blocks: [Block], rows: Int) {
    var encoder = OutputFormat.csv.makeEncoder(.operators, EncodingOptions(snapshotAt: Timestamp(milliseconds: 0)))
    var text: [UInt8] = []
    for batch in try await OperatorsResponse(operators: operators).batches() { encoder.encode(batch, into: &text) }
    let blocks = stride(from: 0, to: text.count, by: BlockCutter.standardBlockSize)
      .map { start in
        var cutter = BlockCutter()
        cutter.append { $0 += text[start..<min(start + BlockCutter.standardBlockSize, text.count)] }
        return cutter.cutLastBlock()
      }
    return (blocks, operators)
  }
}
