/// Something that is measured, by a name that `--filter` finds.
struct Benchmark: Sendable {
  let name: String
  /// What is counted, in the singular.
  let unit: String
  /// What is done, in a few words, for `--list`.
  let summary: String
  /// How it is run.
  let body: Body

  /// Where a benchmark runs decides what its processor time and memory are those of.
  enum Body: Sendable {
    /// A part of the library, in a process of its own that measures itself.
    case stage(@Sendable (inout StageRuns) async throws -> Void)
    /// A whole program beside this one.
    case program(@Sendable (ProgramRuns) throws -> [Sample])
  }

  /// Whether it takes minutes, and runs only if asked for.
  var isLarge = false

  /// Every benchmark, in the order of the table.
  static let all: [Benchmark] =
    decodingStages + encodingStages + compressionStages + readingStages + [channelStage] + networkStages
    + [versionProgram] + exportPrograms

  /// The benchmark of that name.
  static func named(_ name: String) throws -> Benchmark {
    guard let benchmark = all.first(where: { $0.name == name }) else {
      throw Failure("there is no benchmark \(name); --list names all")
    }
    return benchmark
  }
}

/// Why there is no measurement.
struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
