/// A measured task with a name for `--filter`.
struct Benchmark: Sendable {
  let name: String
  /// The counted thing, in the singular.
  let unit: String
  /// A short description, for `--list`.
  let summary: String
  /// The way to run it.
  let body: Body

  /// The place where a benchmark runs, which decides whose processor time and memory are measured.
  enum Body: Sendable {
    /// A part of the library, in a process of its own that measures itself.
    case stage(@Sendable (inout StageRuns) async throws -> Void)
    /// A whole program beside this one.
    case program(@Sendable (ProgramRuns) throws -> [Sample])
  }

  /// Whether it takes minutes, and runs only on request.
  var isLarge = false

  /// Every benchmark, in the order of the table.
  static let all: [Benchmark] =
    decodingStages + encodingStages + compressionStages + readingStages + [channelStage] + networkStages
    + [versionProgram] + exportPrograms

  /// The benchmark with that name.
  static func named(_ name: String) throws -> Benchmark {
    guard let benchmark = all.first(where: { $0.name == name }) else {
      throw Failure("there is no benchmark \(name); --list names all")
    }
    return benchmark
  }
}

/// The reason why there is no measurement.
struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
