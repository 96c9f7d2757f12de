import Rollcall

/// The help texts, made from the declarations of commands and settings.
enum Help {
  /// What `rollcall --help` prints.
  static var overview: String {
    let width = (Command.all.map(\.name.count).max() ?? 0) + 2
    let commands = Command.all.map { "  \(padded($0.name, width))\($0.summary)" }
    return """
      rollcall \(RollcallVersion.current): who can reach your customers' conversations, as files for a data warehouse

      Commands:
      \(commands.joined(separator: "\n"))

      Examples:
      \(Command.all.flatMap { examples($0.examples.prefix(1)) }.joined(separator: "\n"))

      rollcall <command> --help tells more about one; rollcall demo shows all of it without any account.
      """
  }

  /// What `rollcall <command> --help` prints: examples first.
  static func text(for command: Command) -> String {
    var lines = [command.summary, "", "Usage: rollcall \(command.name) \(command.synopsis)"]
    if !command.examples.isEmpty { lines += ["", "Examples:"] + examples(command.examples[...]) }
    var headings: [String] = []
    for heading in command.settings.map(heading) where !headings.contains(heading) { headings.append(heading) }
    for heading in headings {
      lines += ["", "\(heading):"]
      for setting in command.settings where self.heading(of: setting) == heading { lines += describe(setting) }
    }
    lines += ["  -h, --help", "      Print this."]
    lines += ["", wherefrom(command), "", "Exit codes:"]
    lines += exitCodes.map { "  \(padded($0, 10))\($1)" }
    return lines.joined(separator: "\n")
  }

  private static func examples(_ examples: ArraySlice<(String, String)>) -> [String] {
    examples.flatMap { example, meaning in ["  # \(meaning)", "  \(example)"] }
  }

  /// The heading that a setting declares, or the service that its name begins with.
  private static func heading(of setting: SettingDeclaration) -> String {
    if let heading = setting.heading { return heading }
    let service = ServiceDefinition.all.first { setting.name.hasPrefix($0.name + "-") }?.name ?? "options"
    return service.prefix(1).uppercased() + service.dropFirst()
  }

  /// Two lines or a few: what to type, as a flag and as a variable, and what it does.
  private static func describe(_ setting: SettingDeclaration) -> [String] {
    let flag =
      if setting.isSecret, let fileName = setting.fileName {
        "--\(fileName) PATH"
      } else {
        (setting.letter.map { "-\($0), " } ?? "") + "--\(setting.name)" + (setting.placeholder.map { " \($0)" } ?? "")
      }
    let names = "  \(padded(flag, 44)) \(setting.environmentName)"
    var help = setting.help
    if let defaultText = setting.defaultText {
      help = (help.hasSuffix(".") ? String(help.dropLast()) : help) + " (default: \(defaultText))."
    }
    let secret = setting.isSecret ? " Secret: the variable holds it, or a file whose path the flag names." : ""
    return [names] + wrapped(help + secret, indent: 6)
  }

  /// How settings are given, for a command that takes any of them.
  private static func wherefrom(_ command: Command) -> String {
    let file = """
      Each option can also be set by the environment variable beside it, or by its name without dashes as a key of the \
      configuration file, which is one JSON object: {"workers": 8, "format": ["csv", "jsonl"]}. Flags win over the \
      environment, which wins over the file. One file serves all commands.
      """
    var lines = wrapped(file)
    if let secret = command.settings.first(where: \.isSecret), let fileName = secret.fileName {
      let text = """
        Secrets are never taken from a flag or from the configuration file itself. Give \(secret.environmentName), or a \
        file with nothing but the secret in it: --\(fileName) PATH, \(secret.environmentName)_FILE=PATH, or \
        "\(fileName)": "PATH" in the configuration file. A relative path under a key that ends in -file is relative to \
        the configuration file's folder.
        """
      lines += [""] + wrapped(text)
    }
    return lines.joined(separator: "\n")
  }

  private static let exitCodes = [
    ("0", "complete"),
    ("1", "finished, but some tenants failed or are incomplete; manifest.json says which"),
    ("64", "wrong usage"),
    ("65", "data that cannot be right, such as a response that is no JSON or a damaged snapshot"),
    ("69", "a service was unavailable, after retries"),
    ("73", "the output cannot be created"),
    ("74", "reading or writing failed (disk full)"),
    ("75", "stopped for a limit of the service (quota, rate limit); try again later"),
    ("77", "the service refused the credentials or the tenant"),
    ("78", "configuration missing or invalid"),
    ("130, 143", "interrupted"),
  ]

  /// The text in lines of at most 96 columns.
  private static func wrapped(_ text: String, indent: Int = 0) -> [String] {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= 96 {
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
