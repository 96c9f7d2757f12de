extension Benchmark {
  /// Whole exports, from the simulator in one process to files on disk or in memory.
  static let exportPrograms =
    websiteSizes.flatMap { size in compressions.map { oneWebsite(size, $0) } } + [manyWebsites, chatwoot]

  private static let websiteSizes = [(10_000, "10k"), (100_000, "100k"), (1_000_000, "1M"), (10_000_000, "10M")]

  private static let compressions = [
    ("plain", ["--compression", "none"]), ("gzip-1", ["--compression-level", "1"]),
    ("gzip-6", ["--compression-level", "6"]), ("gzip-fast", ["--compression-level", "fast"]),
  ]

  private static func oneWebsite(_ size: (count: Int, name: String), _ compression: (name: String, flags: [String]))
    -> Benchmark
  {
    var benchmark = Benchmark(
      name: "export-\(size.name)-\(compression.name)", unit: "row",
      summary: "export a website of \(size.name) operators, \(compression.name), from one response",
      body: .program { runs in
        let count = runs.options.size(size.count)
        return try ExportProgram(
          simulation: ["--operators", String(count), "--accounts", "0"],
          export: ["crisp", "--crisp-all-websites", "--workers", "8"] + compression.flags,
          expectedRows: ["operators": count, "grants": count, "resources": 1]
        )
        .samples(runs, counting: \.rows)
      })
    benchmark.isLarge = size.count > 1_000_000
    return benchmark
  }

  private static let manyWebsites = Benchmark(
    name: "export-10k-websites", unit: "request", summary: "export 10,000 websites of 20 operators, 32 workers",
    body: .program { runs in
      let count = runs.options.size(10_000)
      return try ExportProgram(
        simulation: ["--websites", String(count), "--operators", "20", "--accounts", "0"],
        export: ["crisp", "--crisp-all-websites", "--workers", "32"],
        expectedRows: ["operators": 20 * count, "grants": 20 * count, "resources": count]
      )
      .samples(runs, counting: \.requests)
    })

  private static let chatwoot = Benchmark(
    name: "export-chatwoot", unit: "row", summary: "export a Chatwoot account of 5,000 agents and 500 teams",
    body: .program { runs in
      let (agents, teams) = (runs.options.size(5_000), runs.options.size(500))
      return try ExportProgram(
        simulation: [
          "--operators", "1", "--agents", String(agents), "--teams", String(teams), "--inboxes", "0",
        ],
        export: ["chatwoot", "--workers", "8"], expectedRows: ["resources": 1 + teams]
      )
      .samples(runs, counting: \.rows)
    })
}
