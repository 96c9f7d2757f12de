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

      rollcall <command> --help tells more about one; rollcall demo shows all of it without any account.
      """
  }

  /// What `rollcall <command> --help` prints: examples first.
  static func text(for command: Command) -> String {
    var lines = [command.summary, "", "Usage: rollcall \(command.name) \(command.synopsis)"]
    if !command.examples.isEmpty {
      lines += ["", "Examples:"]
      for (example, meaning) in command.examples { lines += ["  # \(meaning)", "  \(example)"] }
    }
    lines += ["", "Options (each can also be set by the environment variable below it):"]
    for setting in command.settings { lines += describe(setting) }
    return lines.joined(separator: "\n")
  }

  private static func describe(_ setting: SettingDeclaration) -> [String] {
    let flag = setting.isSecret ? "--\(setting.name)-file PATH" : "--\(setting.name)"
    let placeholder = setting.isSecret ? "" : setting.placeholder.map { " \($0)" } ?? ""
    let defaultText = setting.defaultText.map { " (default: \($0))" } ?? ""
    let secret = setting.isSecret ? " Secret: from the environment or a file, never a flag." : ""
    return [
      "  \(flag)\(placeholder)", "      \(setting.help)\(defaultText)\(secret)", "      \(setting.environmentName)",
    ]
  }

  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
