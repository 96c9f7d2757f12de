import Rollcall

/// The help texts, made from the declarations of commands and settings.
enum Help {
  /// The greatest width of a help text in columns, however wide the terminal is.
  static let maximumWidth = 100

  /// The output of `rollcall --help`.
  ///
  /// - Parameter width: the columns of the terminal. Examples may be wider, because people copy them.
  static func overview(width: Int = maximumWidth) -> String {
    let what = "who can reach your customers' conversations, as files for a data warehouse"
    let more = "rollcall <command> --help tells more about one; rollcall demo shows all of it without any account."
    var lines = wrapped("rollcall \(RollcallVersion.current): \(what)", width) + ["", "Commands:"]
    lines += list(Command.all.map { ($0.name, $0.summary) }, indent: 2, width: width)
    lines += ["", "Examples:"] + Command.all.flatMap { examples($0.examples.prefix(1), width) }
    return (lines + [""] + wrapped(more, width)).joined(separator: "\n")
  }

  /// Names with their meanings beside them, which stand below each other.
  static func list(_ meanings: [(name: String, text: String)], indent: Int = 0, width: Int) -> [String] {
    let column = indent + (meanings.map(\.name.count).max() ?? 0) + 2
    return meanings.flatMap { name, text in
      let lines = wrapped(text, width, indent: column)
      let first = padded(String(repeating: " ", count: indent) + name, column) + (lines.first ?? "").dropFirst(column)
      return [first] + lines.dropFirst()
    }
  }

  /// The output of `rollcall <command> --help`, with the examples first.
  ///
  /// - Parameter width: the columns of the terminal. Examples may be wider, because people copy them.
  static func text(for command: Command, width: Int = maximumWidth) -> String {
    var lines = wrapped(command.summary, width) + ["", "Usage: rollcall \(command.name) \(command.synopsis)"]
    for operand in command.operands {
      guard let choices = command.operandChoices[operand] else { continue }
      lines += wrapped("\(operand) is one of: \(choices.joined(separator: ", "))", width)
    }
    if !command.examples.isEmpty { lines += ["", "Examples:"] + examples(command.examples[...], width) }
    var headings: [String] = []
    for heading in command.settings.map(heading) where !headings.contains(heading) { headings.append(heading) }
    for heading in headings {
      lines += ["", "\(heading):"]
      for setting in command.settings where self.heading(of: setting) == heading { lines += describe(setting, width) }
    }
    lines += ["  -h, --help", "      Print this."]
    lines += [""] + wherefrom(command, width) + ["", "Exit codes:"]
    for exit in command.exitCodes {
      let codes = exit.codes.map(String.init).joined(separator: ", ")
      let text = wrapped(exit.meaning, width, indent: 12)
      lines += ["  \(padded(codes, 10))\(text[0].dropFirst(12))"] + text.dropFirst()
    }
    return lines.joined(separator: "\n")
  }

  private static func examples(_ examples: ArraySlice<(String, String)>, _ width: Int) -> [String] {
    examples.flatMap { example, meaning in
      // Every line of it is a comment to a shell.
      wrapped(meaning, width - 4).map { "  # \($0)" } + ["  \(example)"]
    }
  }

  /// The heading that a setting declares, or the service that its name begins with.
  static func heading(of setting: SettingDeclaration) -> String {
    if let heading = setting.heading { return heading }
    let service = ServiceDefinition.all.first { setting.name.hasPrefix($0.name + "-") }?.name ?? "options"
    return service.prefix(1).uppercased() + service.dropFirst()
  }

  /// Two or more lines: the flag and the variable, then the effect.
  private static func describe(_ setting: SettingDeclaration, _ width: Int) -> [String] {
    let flag = self.flag(of: setting)
    let names = setting.isFlagOnly ? "  \(flag)" : "  \(padded(flag, 44)) \(setting.environmentName)"
    let isTooWide = !setting.isFlagOnly && names.count > width
    return (isTooWide ? ["  \(flag)", "      \(setting.environmentName)"] : [names])
      + wrapped(effect(of: setting), width, indent: 6)
  }

  /// The flag as it is typed, with its letter and its placeholder; for a secret the flag of its file.
  static func flag(of setting: SettingDeclaration) -> String {
    if setting.isSecret, let fileName = setting.fileName { return "--\(fileName) PATH" }
    return (setting.letter.map { "-\($0), " } ?? "") + "--\(setting.name)"
      + (setting.placeholder.map { " \($0)" } ?? "")
  }

  /// The effect with the default.
  static func effect(of setting: SettingDeclaration) -> String {
    var help = setting.help
    if let defaultText = setting.defaultText {
      help = (help.hasSuffix(".") ? String(help.dropLast()) : help) + " (default: \(defaultText))."
    }
    return help + (setting.isSecret ? " Secret: the variable holds it, or a file whose path the flag names." : "")
  }

  /// The places where settings can be given, for a command that has any.
  private static func wherefrom(_ command: Command, _ width: Int) -> [String] {
    let secret = command.settings.first(where: \.isSecret)
    return wrapped(whereSettingsAre, width)
      + (secret.map { [""] + wrapped(whereSecretsAre($0), width) } ?? [])
  }

  /// The places of settings, in plain text.
  static let whereSettingsAre = """
    An option with an environment variable beside it can also be set by that, or by its name without dashes as a key of the \
    configuration file, which is one JSON object: {"workers": 8, "format": ["csv", "jsonl"]}. Flags win over the \
    environment, which wins over the file. One file serves all commands.
    """

  /// The places of secrets, in plain text.
  static func whereSecretsAre(_ secret: SettingDeclaration) -> String {
    """
    Secrets are never taken from a flag or from the configuration file itself. Give \(secret.environmentName), or a \
    file with nothing but the secret in it: --\(secret.name)-file PATH, \(secret.environmentName)_FILE=PATH, or \
    "\(secret.name)-file": "PATH" in the configuration file. A relative path under a key that ends in -file is relative to \
    the configuration file's folder.
    """
  }

  /// The text in lines of at most that many columns, unless a single word is longer.
  private static func wrapped(_ text: String, _ width: Int, indent: Int = 0) -> [String] {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] += " \(word)"
      } else {
        lines.append(margin + word)
      }
    }
    return lines
  }

  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
