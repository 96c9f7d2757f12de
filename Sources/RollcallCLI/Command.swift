import Rollcall

/// A command of `rollcall`: what it takes, and how its help explains it.
struct Command: Sendable {
  let name: String
  /// What stands behind the name, as in `[crisp] [chatwoot] --output DIR [options]`.
  let synopsis: String
  /// What it does, in one sentence.
  let summary: String
  /// Examples with a few words on each: the first thing in the help.
  let examples: [(String, String)]
  /// The settings it reads, that of every command included: where the configuration file is.
  let settings: [SettingDeclaration]
  /// The words it takes beside settings; anything else is refused.
  let words: [String]
  /// What it takes beside words and settings, exactly so many and in this order, as in `DIR`.
  let operands: [String]
  /// The codes it can end with, in ascending order.
  let exitCodes: [ExitMeaning]
  let work: Work

  /// How a command does its work. What it returns is the exit code.
  enum Work: Sendable {
    /// On the one thread that there is.
    case alone(@Sendable (Invocation) throws -> Int32)
    /// In tasks, for which the machine must have room.
    case inTasks(
      needs: @Sendable (SettingValues) throws -> MachineNeeds,
      run: @Sendable (Invocation, MachineRoom) async throws -> Int32)
  }

  /// Describes a command by its own settings and exit codes.
  init(
    name: String, synopsis: String, summary: String, examples: [(String, String)], settings: [SettingDeclaration],
    words: [String] = [], operands: [String] = [], exitCodes: [ExitMeaning], work: Work
  ) {
    self.name = name
    self.synopsis = synopsis
    self.summary = summary
    self.examples = examples
    self.settings = settings + [Setting.configurationFile.declaration].under("Configuration")
    self.words = words
    self.operands = operands
    self.exitCodes = (exitCodes + ExitMeaning.common).sorted { $0.codes[0] < $1.codes[0] }
    self.work = work
  }

  /// Every command, in the order of the help.
  static let all: [Command] = [.export, .check, .verify, .simulate, .demo]

  /// The settings of all commands: the names that mean something in the environment and in the configuration file.
  static let allSettings = all.flatMap(\.settings)

  /// The command of that name.
  ///
  /// - Throws: `UsageError` if there is none.
  static func named(_ name: String) throws -> Command {
    if let command = all.first(where: { $0.name == name }) { return command }
    let nearest = Spelling(all.map(\.name) + ["help"]).nearest(to: name).map { "; did you mean \($0)?" } ?? ""
    // A long word may be a secret that lost its place.
    throw UsageError(
      message:
        "there is no command \(name.count < 16 ? "“\(name.shown())”" : "of that name")\(nearest); see rollcall --help")
  }
}
