import Rollcall

extension Command {
  /// `rollcall convert`.
  static let convert = Command(
    name: "convert",
    synopsis: "DIR --preset NAME --output OUT [options]",
    summary: "Make files that other tools take: a review workbook, uploads for Vanta, ConductorOne, Veza or a SIEM.",
    examples: [
      (
        "rollcall convert snapshot --preset review --output review.xlsx",
        "a workbook in which to decide who keeps access"
      ),
      ("rollcall convert snapshot --preset review --since older --output review.xlsx", "with what changed"),
      ("rollcall convert snapshot --preset vanta --output vanta", "a folder with a file for each tenant"),
      ("rollcall convert --preset list", "what each preset is"),
    ],
    settings: [
      Setting.preset.declaration, Setting.convertedOutput.declaration, Setting.older.declaration,
      Setting.incompleteToo.declaration,
    ]
    .under("Output") + [Setting.quiet.declaration].under("Messages"),
    operands: ["DIR"],
    needsOperands: { try $0.value(.preset)?.isList != true },
    exitCodes: [
      ExitMeaning(0, meaning: "the output is there"),
      ExitMeaning(1, meaning: "the output is there, from a snapshot that is not complete (--allow-incomplete)"),
      ExitMeaning(65, meaning: "the snapshot is damaged, not complete, or lacks a table that is needed"),
      .answerPlaceTaken,
    ],
    work: .alone(convert))

  private static func convert(_ invocation: Invocation) throws -> Int32 {
    let settings = invocation.settings
    guard let choice = try settings.value(.preset) else {
      throw UsageError(message: "--preset is missing; rollcall convert --preset list tells which there are")
    }
    guard case .preset(let preset) = choice else {
      try Console.print(Preset.list(width: Console.outputWidth))
      return ExitCode.success
    }
    guard let path = try settings.value(.convertedOutput) else {
      throw UsageError(message: "--output is missing: the file to make, or the folder for a preset that makes one")
    }
    guard path != "-" else {
      throw UsageError(message: "--output - : a conversion makes files, and cannot go to standard output")
    }
    let since = try settings.value(.older)
    guard since == nil || preset.takesOlder else {
      throw UsageError(message: "the preset \(preset.name) tells no changes, so it takes no --since")
    }
    let snapshot = try SnapshotReader(path: invocation.operands[0])
    let older = try since.map { try SnapshotReader(path: $0) }
    if let remark = older.flatMap({ SnapshotChanges.orderRemark(old: $0, new: snapshot) }) { Console.error(remark) }
    let conversion = try Conversion(
      snapshot, since: older, as: preset,
      allowsIncomplete: try settings.value(.incompleteToo) ?? false)
    try Console.checkOutput()
    try conversion.write(to: path)
    for line in snapshot.caveats { Console.error(line) }
    if try settings.value(.quiet) != true { try Console.print(path.shown(limit: .max)) }
    return snapshot.manifest.complete ? ExitCode.success : ExitCode.incomplete
  }
}

extension Preset {
  /// The output of `--preset list`.
  ///
  /// - Parameter width: the columns of the terminal, if it goes to one.
  static func list(width: Int?) -> String {
    let meanings = all.map { ($0.name, $0.meaning + ($0.takesOlder ? "; takes --since" : "")) }
    return Help.list(meanings, width: width ?? .max).joined(separator: "\n")
  }
}

extension Setting where Value == String {
  /// The file or folder to make. It is not the setting of exports, which has the same name.
  fileprivate static let convertedOutput =
    Setting.text(
      "output", "OUT",
      help: "The file to make, or the folder for vanta. It must not exist; OUT.provenance.json is made beside it."
    )
    .onlyAsFlag.withLetter("o")
  /// The snapshot since which changes are told.
  fileprivate static let older =
    Setting.text(
      "since", "OLD", help: "An older snapshot: what changed since then is told, too (review)."
    )
    .onlyAsFlag
}

extension Setting where Value == Bool {
  /// Whether a snapshot that is not complete is converted all the same.
  fileprivate static let incompleteToo =
    Setting.toggle(
      "allow-incomplete", help: "Convert a snapshot that is not complete. Tools may take what is missing for removed."
    )
    .onlyAsFlag
}
