import Rollcall

extension Command {
  /// `rollcall sql`.
  static let sql = Command(
    name: "sql",
    synopsis: "ENGINE DIR [options]",
    summary: "Print the SQL that makes the tables in a database and loads a snapshot.",
    examples: [
      ("rollcall sql postgres snapshot | psql", "a second load changes nothing, tomorrow's snapshot is added"),
      ("rollcall sql duckdb snapshot | duckdb access.db", "the same with a file"),
      (
        "rollcall sql snowflake snapshot --location @access/2026-11-25",
        "for an engine that does not see this disk: where the copied folder is"
      ),
      ("rollcall sql bigquery snapshot --tables-only", "only the tables"),
    ],
    settings: [
      Setting.location.declaration, Setting.tablesOnly.declaration, Setting.answerOutput.declaration,
    ]
    .under("SQL"),
    operands: ["ENGINE", "DIR"],
    operandChoices: ["ENGINE": SQLEngine.all.map(\.name)],
    exitCodes: [
      ExitMeaning(0, meaning: "the SQL is there"),
      ExitMeaning(
        1, meaning: "the SQL is there, for a snapshot that is not complete; its first lines say what is missing"),
      ExitMeaning(65, meaning: "the snapshot is damaged, or the engine cannot load it exactly; there is no SQL"),
      .answerPlaceTaken,
    ],
    work: .alone(sql))

  private static func sql(_ invocation: Invocation) throws -> Int32 {
    let settings = invocation.settings
    let engine = try engine(invocation.operands[0])
    let snapshot = try SnapshotReader(path: invocation.operands[1])
    let script = SQLScript(
      snapshot, for: engine, location: try settings.value(.location),
      tablesOnly: try settings.value(.tablesOnly) ?? false)
    if let fault = script.placeFault { throw UsageError(message: fault) }
    let output = try AnswerOutput(settings)
    try script.write(to: output.sink)
    try output.finish()
    for line in snapshot.caveats { Console.error(line) }
    return snapshot.manifest.complete ? ExitCode.success : ExitCode.incomplete
  }

  private static func engine(_ name: String) throws -> SQLEngine {
    if let engine = SQLEngine.named(name) { return engine }
    let names = SQLEngine.all.map(\.name)
    let nearest = Spelling(names).nearest(to: name).map { "; did you mean \($0)?" } ?? ""
    throw UsageError(
      message: "ENGINE must be one of \(names.joined(separator: ", ")), but is “\(name.shown(limit: 40))”\(nearest)")
  }
}

extension Setting where Value == String {
  /// Where the engine finds the files.
  fileprivate static let location =
    Setting.text(
      "location", "URL",
      help: "Where the engine finds the files of DIR, if not on this disk: a bucket, a stage, or another path."
    )
    .onlyAsFlag
}

extension Setting where Value == Bool {
  /// Whether nothing is loaded.
  fileprivate static let tablesOnly =
    Setting.toggle("tables-only", help: "Only make the tables; load nothing.").onlyAsFlag
}
