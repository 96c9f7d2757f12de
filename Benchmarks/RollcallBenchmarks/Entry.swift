import FoundationEssentials
import Glibc

/// The measurements of Rollcall: each stage of an export alone, and whole exports. See `--help`.
@main
enum Entry {
  static func main() {
    Cleanup.begin()
    // The entry is not an asynchronous main, after which the main thread would only wait for signals, in a way that
    // makes valgrind 3.19 fail. This only task without a parent ends the process.
    Task { @concurrent in
      var code: Int32 = 0
      do {
        try await run(Array(CommandLine.arguments.dropFirst()))
      } catch {
        while Cleanup.isInterrupted { pause() }
        Output.error("RollcallBenchmarks: \(error)")
        code = 1
      }
      Cleanup.end()
      exit(code)
    }
    while true { pause() }
  }

  private static func run(_ arguments: [String]) async throws {
    switch arguments.first {
    case "--help": Output.line(Options.help)
    case "record": try await Recording.record(Array(arguments.dropFirst()))
    case "replay": try await Recording.replay(Array(arguments.dropFirst()))
    default:
      let options = try Options(arguments)
      if let stage = options.stage {
        try await measureHere(try .named(stage), options)
      } else if options.lists {
        for benchmark in options.chosen {
          let name = benchmark.name.padding(to: 24)
          Output.line("\(name)\(benchmark.summary)\(benchmark.isLarge ? " (only with --large)" : "")")
        }
      } else {
        try measureAll(options)
      }
    }
  }

  /// Runs every chosen benchmark in processes of its own. This process stays small, because the kernel lets a child's
  /// peak memory begin with its parent's.
  private static func measureAll(_ options: Options) throws {
    var options = options
    guard !options.chosen.isEmpty else { throw Failure("no benchmark has such a name; --list names all") }
    let baseline = try options.baselineFile.map { try ResultFile(path: $0) }
    let rollcall = try options.rollcall ?? RollcallProgram.build()
    options.rollcall = rollcall
    let report = Report(baseline: baseline)
    let machine = Machine.current
    Output.line("\(machine)\(options.isQuick ? "; --quick: the figures mean nothing" : "")\n")
    report.printHeader()
    var results: [Measurement] = []
    for benchmark in options.chosen {
      let samples: [Sample]
      switch benchmark.body {
      case .stage: samples = try measureElsewhere(benchmark, options)
      case .program(let body): samples = try body(ProgramRuns(options: options, rollcall: rollcall))
      }
      let result = Measurement(name: benchmark.name, unit: benchmark.unit, samples: samples)
      results.append(result)
      report.printRow(of: result)
    }
    if let path = options.resultFile {
      try ResultFile(machine: machine, isQuick: options.isQuick, results: results).write(to: path)
    }
  }

  private static func measureElsewhere(_ benchmark: Benchmark, _ options: Options) throws -> [Sample] {
    var arguments = ["--stage", benchmark.name, "--runs", String(options.runCount)]
    if options.isQuick { arguments.append("--quick") }
    if let rollcall = options.rollcall { arguments += ["--rollcall", rollcall] }
    let finished = try ChildProcess.run(RollcallProgram.own, arguments)
    guard finished.code == 0 else { throw Failure("\(benchmark.name) ended with \(finished.code)") }
    return try JSONDecoder().decode([Sample].self, from: Data(finished.output))
  }

  private static func measureHere(_ benchmark: Benchmark, _ options: Options) async throws {
    guard case .stage(let body) = benchmark.body else { throw Failure("\(benchmark.name) is no stage") }
    var runs = StageRuns(options: options)
    try await body(&runs)
    Output.line(String(decoding: try JSONEncoder().encode(runs.samples), as: UTF8.self))
  }
}
