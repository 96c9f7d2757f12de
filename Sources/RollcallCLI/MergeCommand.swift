import Rollcall

extension Command {
  /// `rollcall merge`.
  static let merge = Command(
    name: "merge",
    synopsis: "SHARD… --output DIR [options]",
    summary: "Put the shards of one plan together, to the snapshot that one run of the plan makes.",
    examples: [
      ("rollcall merge shards/* --output snapshot", "in any order; what is missing or does not fit is named"),
      ("rollcall merge shards/* --output snapshot --resume", "go on with a merge that was interrupted"),
    ],
    settings: [
      Setting.mergedOutput.declaration, Setting.resume.declaration, Setting.discardPartial.declaration,
      Setting.checkpointInterval.declaration,
    ]
    .under("Output")
      + [
        Setting.logFormat.declaration, Setting.logLevel.declaration, Setting.quiet.declaration,
        Setting.json.declaration,
      ]
      .under("Messages"),
    operands: ["SHARD…"],
    exitCodes: [
      .complete, .incomplete,
      ExitMeaning(65, meaning: "a shard is missing, doubled, damaged, or does not fit"),
      .cannotCreate, .interrupted,
    ],
    work: .inTasks(needs: { _ in .files }, run: { invocation, _ in try await merge(invocation) }))

  private static func merge(_ invocation: Invocation) async throws -> Int32 {
    let settings = invocation.settings
    guard let output = try settings.value(.mergedOutput) else {
      throw UsageError(message: "--output is missing: name the folder for the snapshot")
    }
    let path = try namedPath(output, of: "a snapshot is a folder")
    let printer = try EventPrinter(settings)
    let merge = try SnapshotMerge(paths: invocation.operands)
    let signals = EndingSignals(
      lastWords: """
        rollcall: ended in the middle of its work
          kept:  the content of \(path).partial; the same command with --resume continues from there
        """)
    let manifest = try await merge.run(
      to: path, remains: try RemainsPolicy(settings: settings),
      checkpointInterval: try settings.required(.checkpointInterval),
      run: RunDescription(settings: settings, of: []), report: printer.take,
      until: { try await interruption(by: signals) })
    let summary = ExportSummary(manifest: manifest, output: .directory(path))
    for line in summary.problems { printer.message(line, .error) }
    if try settings.value(.json) ?? false {
      try Console.printJSON(summary.json())
    } else {
      try Console.printWrapped(summary.text)
    }
    return manifest.complete ? ExitCode.success : ExitCode.incomplete
  }
}

extension Setting where Value == String {
  /// The folder of the merged snapshot. It is not the setting of exports, which has the same name.
  fileprivate static let mergedOutput =
    Setting.text(
      "output", "DIR",
      help: "The folder to make, which must not exist; {date} and {time} in it are those of the start, in UTC."
    )
    .onlyAsFlag.withLetter("o")
}
