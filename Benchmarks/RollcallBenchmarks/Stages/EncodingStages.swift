import Rollcall

extension Benchmark {
  /// From rows to a file's bytes.
  static let encodingStages = OutputFormat.all.map { format in
    Benchmark(
      name: format.name, unit: "row", summary: "encode rows of operators and grants as \(format.name)",
      body: .stage { runs in
        let batches = try await OperatorsResponse(operators: runs.options.size(100_000)).batches()
        try await runs.measure { watch in
          var counts = (rows: 0, bytes: 0)
          for table in [Table.operators, .grants] {
            var encoder = format.makeEncoder(table, EncodingOptions(snapshotAt: Timestamp(milliseconds: 0)))
            var output: [UInt8] = []
            for batch in batches {
              output.removeAll(keepingCapacity: true)
              watch.time { encoder.encode(batch, into: &output) }
              counts.rows += batch.rowCount(of: table)
              counts.bytes += output.count
            }
          }
          return (counts.rows, counts.bytes)
        }
      })
  }
}
