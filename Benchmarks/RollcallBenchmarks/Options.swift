import FoundationEssentials

/// The options of the command line.
struct Options: Sendable {
  var filters: [String] = []
  var isQuick = false
  var includesLarge = false
  var lists = false
  var runs: Int?
  var resultFile: String?
  var baselineFile: String?
  /// The program whose exports are measured; it is built if it is not given.
  var rollcall: String?
  /// The folder for the output of exports.
  var scratchParent = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : "/tmp"
  /// The stage to measure in this process, if another one has started it.
  var stage: String?

  static let help = """
    usage: RollcallBenchmarks [options]

      --filter NAME     only benchmarks whose name contains NAME; may be repeated
      --list            name the benchmarks, and run none
      --quick           small sizes and one run, to see that everything works
      --large           the benchmarks that take minutes, too
      --runs N          how often each is run; the middle value counts (5, with --quick 1)
      --json FILE       write the figures into FILE
      --baseline FILE   compare with the figures that --json wrote at another time
      --output-on DIR   the folder to write exports into (/dev/shm if it is there, else /tmp)
      --rollcall PATH   the program to measure; built from the sources if not given

    usage: RollcallBenchmarks record WORKLOAD SIZE DIR
           RollcallBenchmarks replay WORKLOAD DIR
      keep the responses of a small export, and export from them; for Benchmarks/thresholds
    """

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    func value(of option: String) throws -> String {
      guard let value = rest.popFirst() else { throw Failure("\(option) needs a value\n\n\(Self.help)") }
      return value
    }
    while let option = rest.popFirst() {
      switch option {
      case "--filter": filters.append(try value(of: option))
      case "--list": lists = true
      case "--quick": isQuick = true
      case "--large": includesLarge = true
      case "--runs":
        guard let count = Int(try value(of: option)), count > 0 else { throw Failure("--runs needs a number from 1") }
        runs = count
      case "--json": resultFile = try value(of: option)
      case "--baseline": baselineFile = try value(of: option)
      case "--output-on": scratchParent = try value(of: option)
      case "--rollcall": rollcall = try value(of: option)
      case "--stage": stage = try value(of: option)
      default: throw Failure("there is no option \(option)\n\n\(Self.help)")
      }
    }
  }

  /// The number of runs of a benchmark.
  var runCount: Int { runs ?? (isQuick ? 1 : 5) }

  /// A benchmark's size, or a hundredth of it for a quick look.
  func size(_ full: Int) -> Int { isQuick ? max(1, full / 100) : full }

  /// The chosen benchmarks.
  var chosen: [Benchmark] {
    Benchmark.all.filter { benchmark in
      (includesLarge || isQuick || lists || !benchmark.isLarge)
        && (filters.isEmpty || filters.contains { benchmark.name.contains($0) })
    }
  }
}
