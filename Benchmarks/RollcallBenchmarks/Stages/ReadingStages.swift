import Rollcall

extension Benchmark {
  /// From the files of a snapshot to its rows.
  static let readingStages = [("none", ""), ("gzip", "-gzip")]
    .flatMap { compression, suffix in
      OutputFormat.all.map { format in
        Benchmark(
          name: "read-\(format.name)\(suffix)", unit: "row",
          summary: "read the operators and grants of a snapshot as \(format.name), compression \(compression)",
          body: .stage { runs in
            guard let rollcall = runs.options.rollcall else { throw Failure("--rollcall is missing") }
            let folder = try Cleanup.makeFolder(in: runs.options.scratchParent)
            defer { Cleanup.remove(folder: folder) }
            let path = "\(folder)/snapshot"
            let ending = try ChildProcess.run(
              rollcall,
              [
                "demo", "--quiet", "--operators", String(runs.options.size(1_000_000)), "--format", format.name,
                "--compression", compression, "--output", path,
              ])
            guard ending.code == 0 else { throw Failure("rollcall demo ended with \(ending.code)") }
            let snapshot = try SnapshotReader(path: path)
            try await runs.measure { watch in try watch.time { try readAll(of: snapshot) } }
          })
      }
    }

  private static func readAll(of snapshot: SnapshotReader) throws -> (count: Int, bytes: Int) {
    var counts = (rows: 0, bytes: 0)
    var addressBytes = 0
    for (table, address) in [(Table.operators, "email"), (.grants, "operator_email")] {
      let column = table.index(of: address)
      var rows = try snapshot.rows(of: table)
      while let row = try rows.next() {
        counts.rows += 1
        addressBytes += row[column]?.count ?? 0
      }
      counts.bytes += snapshot.report(of: table)?.files.reduce(0) { $0 + $1.bytes } ?? 0
    }
    keep(addressBytes)
    return (counts.rows, counts.bytes)
  }
}
