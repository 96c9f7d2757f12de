import FoundationEssentials

/// `rollcall export` from `rollcall simulate`, each in a process of its own.
struct ExportProgram {
  let simulation: [String]
  let export: [String]
  /// The number of rows that some tables must have: a fast export of half of them does not count.
  let expectedRows: [String: Int]

  /// An export's own figures.
  struct Outcome {
    let rows: Int
    let requests: Int
    fileprivate let bytesIn: Int
  }

  /// The relevant part of `manifest.json`.
  private struct Manifest: Decodable {
    struct Table: Decodable {
      let name: String
      let rows: Int
    }
    struct Statistics: Decodable {
      let requests: Int
      let bytesIn: Int
    }
    let complete: Bool
    let tables: [Table]
    let statistics: Statistics
  }

  /// Exports as often as requested.
  ///
  /// - Parameter count: the counted thing of the benchmark.
  func samples(_ runs: ProgramRuns, counting count: (Outcome) -> Int) throws -> [Sample] {
    let simulator = try SimulatorProcess(runs.rollcall, simulation, scratchParent: runs.options.scratchParent)
    defer { simulator.stop() }
    let folder = try Cleanup.makeFolder(in: runs.options.scratchParent)
    defer { Cleanup.remove(folder: folder) }
    return try (0..<runs.options.runCount)
      .map { run in
        let output = "\(folder)/\(run)"
        defer { try? FileManager.default.removeItem(atPath: output) }
        let ending = try ChildProcess.run(
          runs.rollcall, ["export"] + export + ["--output", output, "--progress", "never", "--quiet"],
          environment: simulator.settings)
        guard ending.code == 0 else { throw Failure("rollcall export ended with \(ending.code)") }
        let outcome = try outcome(of: output)
        return Sample(
          count: count(outcome), bytes: outcome.bytesIn, seconds: ending.seconds, cpuSeconds: ending.cpuSeconds,
          peakBytes: ending.peakBytes)
      }
  }

  private func outcome(of snapshot: String) throws -> Outcome {
    guard let content = FileManager.default.contents(atPath: "\(snapshot)/manifest.json") else {
      throw Failure("the export left no manifest")
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let manifest = try decoder.decode(Manifest.self, from: content)
    guard manifest.complete else { throw Failure("the export is not complete") }
    let rows = Dictionary(uniqueKeysWithValues: manifest.tables.map { ($0.name, $0.rows) })
    for (table, expected) in expectedRows where rows[table] != expected {
      throw Failure("\(table) has \(rows[table] ?? 0) rows, not \(expected)")
    }
    return Outcome(
      rows: rows.values.reduce(0, +), requests: manifest.statistics.requests, bytesIn: manifest.statistics.bytesIn)
  }
}
