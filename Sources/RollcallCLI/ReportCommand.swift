import Rollcall

extension Command {
  /// `rollcall report`.
  static let report = Command(
    name: "report",
    synopsis: "DIR [options]",
    summary: "Make a page about access to read, to sign and to hand to an auditor.",
    examples: [
      ("rollcall report snapshot --output report.html", "who can read what, exceptions, completeness, sign-off"),
      ("rollcall report new --since old --output report.html", "with the changes since an older snapshot"),
      (
        "rollcall report snapshot --roster people.csv --output report.html",
        "people who left and still have access first"
      ),
    ],
    settings: [
      Setting.answerOutput.declaration, Setting.since.declaration, Setting.roster.declaration,
      Setting.maximumRows.declaration,
    ]
    .under("Report") + [Setting.quiet.declaration].under("Messages"),
    operands: ["DIR"],
    exitCodes: [.reported, .reportedIncompletely, .damagedOrBadRoster, .answerPlaceTaken],
    work: .alone(report))

  private static func report(_ invocation: Invocation) throws -> Int32 {
    let settings = invocation.settings
    let snapshot = try SnapshotReader(path: invocation.operands[0])
    let older = try settings.value(.since).map { try SnapshotReader(path: $0) }
    let roster = try settings.value(.roster).map { try Roster(path: $0) }
    let report = AccessReport(
      snapshot, since: older, roster: roster, maximumRows: try settings.required(.maximumRows))
    let output = try AnswerOutput(settings)
    try report.write(to: output.sink)
    try output.finish()
    if try settings.value(.quiet) != true {
      let order = older.flatMap { SnapshotChanges.orderRemark(old: $0, new: snapshot) }
      for line in [order].compactMap({ $0 }) + snapshot.caveats + (roster?.remarks ?? []) {
        Console.error(line)
      }
    }
    return snapshot.manifest.complete ? ExitCode.success : ExitCode.incomplete
  }
}

extension Setting where Value == String {
  /// The older snapshot.
  fileprivate static let since =
    Setting.text(
      "since", "OLD", help: "An older snapshot: the page tells what changed since then."
    )
    .onlyAsFlag
  /// The list of people.
  fileprivate static let roster =
    Setting.text(
      "roster", "CSV",
      help: """
        A list of people from a personnel system or directory, with the column email and any of name, manager, department, \
        status and end_date (YYYY-MM-DD), or other usual headings of these, as in “Work Email” and “Termination Date”. \
        People whose status is terminated, left or inactive, or whose end date is before the snapshot, count as people \
        who left.
        """
    )
    .onlyAsFlag
}

extension Setting where Value == Int {
  /// The most rows of a list.
  fileprivate static let maximumRows =
    Setting.number(
      "max-rows", in: AccessReport.rowLimits, default: "2000",
      help: "The most rows of each list; longer lists end with how many more there are and the command that lists them."
    )
    .onlyAsFlag
}

extension ExitMeaning {
  fileprivate static let reported = ExitMeaning(0, meaning: "the page is made")
  fileprivate static let reportedIncompletely = ExitMeaning(
    1, meaning: "the page is made from a snapshot that is not complete; the page says what is missing")
  fileprivate static let damagedOrBadRoster = ExitMeaning(
    65, meaning: "a snapshot is damaged or lacks a table, or the roster is not a list of people")
}
