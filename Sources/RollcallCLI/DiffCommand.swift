import Rollcall

extension Command {
  /// `rollcall diff`.
  static let diff = Command(
    name: "diff",
    synopsis: "OLD NEW [options]",
    summary: "Tell who joined, left, was let in or out, and whose rights changed between two snapshots.",
    examples: [
      ("rollcall diff snapshots/2026-11-01 snapshots/2026-11-25", "by tenant, the most serious changes first"),
      ("rollcall diff OLD NEW --format csv --output changes.csv", "a row for each change"),
    ],
    settings: [
      Setting.answerFormat.declaration, Setting.answerOutput.declaration, Setting.allColumns.declaration,
    ]
    .under("Answer") + [Setting.quiet.declaration].under("Messages"),
    operands: ["OLD", "NEW"],
    exitCodes: [
      ExitMeaning(0, meaning: "nothing that was compared differs"),
      ExitMeaning(1, meaning: "something differs"),
      ExitMeaning(2, meaning: "no tenant could be compared"),
      ExitMeaning(65, meaning: "a snapshot is damaged, or lacks a table that is needed"), .answerPlaceTaken,
    ],
    work: .alone(diff))

  private static func diff(_ invocation: Invocation) throws -> Int32 {
    let settings = invocation.settings
    let old = try SnapshotReader(path: invocation.operands[0])
    let new = try SnapshotReader(path: invocation.operands[1])
    let format = try settings.required(.answerFormat)
    let output = try AnswerOutput(settings, isText: format.rows == nil)
    let changes = try SnapshotDiff(old: old, new: new, comparesAllColumns: settings.value(.allColumns) ?? false).run()
    if let rows = format.rows {
      // Rows have no place for it.
      for line in [changes.orderRemark].compactMap({ $0 }) + changes.incompleteness { Console.error(line) }
      try changes.write(as: rows, to: output.sink)
    } else {
      try changes.writeText(to: output.sink)
    }
    try output.finish()
    guard changes.comparedCount > 0 else {
      // A text says it itself.
      if format.rows != nil, try settings.value(.quiet) != true { Console.error("no tenant could be compared") }
      return ExitCode.incomparable
    }
    return changes.isDifferent ? ExitCode.different : ExitCode.success
  }
}

extension Setting where Value == Bool {
  /// Whether what changes from minute to minute is compared, too.
  fileprivate static let allColumns =
    Setting.toggle(
      "all-columns", help: "Also compare presence, last activity and pictures of people."
    )
    .onlyAsFlag
}

extension ExitCode {
  /// Two snapshots differ.
  fileprivate static let different: Int32 = 1
  /// Nothing of two snapshots could be compared.
  fileprivate static let incomparable: Int32 = 2
}
