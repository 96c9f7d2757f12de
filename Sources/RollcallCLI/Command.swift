import Rollcall

/// A command of `rollcall`: its settings, its work and its help.
struct Command: Sendable {
  let name: String
  /// The text after the name, as in `DIR [options]`.
  let synopsis: String
  /// The effect, in one sentence.
  let summary: String
  /// Examples with a short explanation each; the help begins with them.
  let examples: [(String, String)]
  /// The settings, including the path of the configuration file, which every command has.
  let settings: [SettingDeclaration]
  /// The words beside settings; any other word is refused.
  let words: [String]
  /// The operands beside words and settings, in exactly this number and order, as in `DIR`; a last one that ends in `…`
  /// may be given several times.
  let operands: [String]
  /// The words to choose from, for an operand that is one of a few; other operands are checked by the work.
  let operandChoices: [String: [String]]
  /// Whether the operands must be given, with these settings.
  let needsOperands: @Sendable (SettingValues) throws -> Bool
  /// The possible exit codes, in ascending order.
  let exitCodes: [ExitMeaning]
  let work: Work

  /// The work of a command, which returns the exit code.
  enum Work: Sendable {
    /// On the only thread.
    case alone(@Sendable (Invocation) throws -> Int32)
    /// In tasks, for which the machine must have room.
    case inTasks(
      needs: @Sendable (SettingValues) throws -> MachineNeeds,
      run: @Sendable (Invocation, MachineRoom) async throws -> Int32)
  }

  /// Makes a command from its own settings and exit codes.
  init(
    name: String, synopsis: String, summary: String, examples: [(String, String)], settings: [SettingDeclaration],
    words: [String] = [], operands: [String] = [], operandChoices: [String: [String]] = [:],
    needsOperands: @escaping @Sendable (SettingValues) throws -> Bool = { _ in true }, exitCodes: [ExitMeaning],
    work: Work
  ) {
    self.name = name
    self.synopsis = synopsis
    self.summary = summary
    self.examples = examples
    self.settings = settings + [Setting.configurationFile.declaration].under("Configuration")
    self.words = words
    self.operands = operands
    self.operandChoices = operandChoices
    self.needsOperands = needsOperands
    self.exitCodes = (exitCodes + ExitMeaning.common).sorted { $0.codes[0] < $1.codes[0] }
    self.work = work
  }

  /// Whether the last operand may be given several times.
  var takesMoreOperands: Bool { operands.last?.hasSuffix("…") ?? false }

  /// All commands, in the order of the help.
  static let all: [Command] = [
    .check, .export, .plan, .merge, .access, .diff, .report, .convert, .sql, .verify, .stats, .simulate, .demo,
    .completion,
  ]

  /// The settings of all commands: the names that are known in the environment and in the configuration file.
  static let allSettings = all.flatMap(\.settings)

  /// The command of that name.
  ///
  /// - Throws: `UsageError` if there is none.
  static func named(_ name: String) throws -> Command {
    if let command = all.first(where: { $0.name == name }) { return command }
    let nearest = Spelling(all.map(\.name) + ["help"]).nearest(to: name).map { "; did you mean \($0)?" } ?? ""
    // A long word may be a misplaced secret.
    throw UsageError(
      message:
        "there is no command \(name.count < 16 ? "“\(name.shown())”" : "of that name")\(nearest); see rollcall --help")
  }
}
