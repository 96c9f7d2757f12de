import Rollcall

extension Command {
  /// `rollcall access`.
  static let access = Command(
    name: "access",
    synopsis: "DIR [options]",
    summary: "Tell who can read which conversations, and through what.",
    examples: [
      ("rollcall access snapshot", "totals, then place by place, the highest rights first"),
      ("rollcall access snapshot --email ana@example.com", "the places of one person"),
      ("rollcall access snapshot --resource inbox:3", "the people of one place"),
      ("rollcall access snapshot --format csv --output access.csv", "a row for each person and place"),
    ],
    settings: [
      Setting.answerFormat.declaration, Setting.answerOutput.declaration, Setting.email.declaration,
      Setting.place.declaration, Setting.others.declaration,
    ]
    .under("Answer") + [Setting.quiet.declaration].under("Messages"),
    operands: ["DIR"],
    exitCodes: [.answered, .answeredIncompletely, .damaged, .answerPlaceTaken],
    work: .alone(access))

  private static func access(_ invocation: Invocation) throws -> Int32 {
    let settings = invocation.settings
    if let place = try settings.value(.place) { try checkPlace(place) }
    let snapshot = try SnapshotReader(path: invocation.operands[0])
    let rows = try settings.required(.answerFormat).rows
    let answer = AccessAnswer(
      snapshot, form: rows.map { .rows($0) } ?? .text,
      email: try settings.value(.email), place: try settings.value(.place),
      includesOthers: try settings.value(.others) ?? false)
    let output = try AnswerOutput(settings, isText: rows == nil)
    // Rows have no place for it.
    if rows != nil { for line in snapshot.caveats { Console.error(line) } }
    let remarks = try answer.write(to: output.sink)
    try output.finish()
    if try settings.value(.quiet) != true { for remark in remarks { Console.error(remark) } }
    return snapshot.manifest.complete ? ExitCode.success : ExitCode.incomplete
  }

  /// Checks that a place could be one.
  private static func checkPlace(_ place: String) throws {
    let parts = place.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[1].isEmpty, ServiceDefinition.placeTypes.contains(String(parts[0])) else {
      throw UsageError(
        message: "--resource must be TYPE:ID, as in inbox:3, with a type of "
          + "\(ServiceDefinition.placeTypes.joined(separator: ", ")), but is “\(place.shown(limit: 60))”")
    }
  }
}

extension Setting where Value == String {
  /// The only person to tell about.
  fileprivate static let email =
    Setting.text(
      "email", "ADDRESS", help: "Only the person with this e-mail address, in any case."
    )
    .onlyAsFlag
  /// The only place to tell about.
  fileprivate static let place =
    Setting.text(
      "resource", "TYPE:ID",
      help: "Only this place, as in inbox:3, team:2 or website:8c842203-7ed8-4e29-a608-7cf78a7d2fcc."
    )
    .onlyAsFlag
}

extension Setting where Value == Bool {
  /// Whether invitations and people who left are told as well.
  fileprivate static let others =
    Setting.toggle(
      "all", help: "Also invitations and people who left, with their status."
    )
    .onlyAsFlag
}
