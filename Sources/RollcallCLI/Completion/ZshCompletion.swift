import Rollcall

/// The script for zsh: a file for a folder of `$fpath`, which can be sourced as well.
enum ZshCompletion {
  static func script(for commands: [Command]) -> String {
    let list = commands.map { "    \(quoted("\($0.name):\($0.summary)"))" }
    return """
      #compdef rollcall
      # Completion of rollcall \(RollcallVersion.current) for zsh, printed by `rollcall completion zsh`.

      _rollcall_commands() {
        local -a commands=(
      \(list.joined(separator: "\n"))
          'help:Print what a command does and takes'
        )
        _describe -t commands command commands
      }

      _rollcall() {
        local curcontext=$curcontext command=$words[2]
        if ((CURRENT == 2)); then
          _alternative 'commands:command:_rollcall_commands' 'options:option:(--help --version)'
          return
        fi
        # What follows sees the command's own arguments alone.
        shift words
        ((CURRENT--))
        case $command in
          help) _rollcall_commands ;;
      \(commands.map(section).joined(separator: "\n"))
        esac
      }

      # Autoloaded it is called at once; sourced it must be registered.
      if [[ $funcstack[1] == _rollcall ]]; then
        _rollcall "$@"
      else
        compdef _rollcall rollcall
      fi
      """
  }

  private static func section(of command: Command) -> String {
    var specifications = command.flags.map(specification)
    if !command.words.isEmpty { specifications.append("'*: :(\(command.words.joined(separator: " ")))'") }
    for (index, operand) in command.operands.enumerated() {
      let isPath = CompletableValue.pathPlaceholders.contains(operand)
      let words = command.operandChoices[operand].map { "(\($0.joined(separator: " ")))" }
      specifications.append(quoted("\(index + 1):\(escaped(operand)):\(words ?? (isPath ? "_files" : ""))"))
    }
    let lines = specifications.map { "        \($0)" }.joined(separator: " \\\n")
    return "    \(command.name))\n      _arguments -S \\\n\(lines) ;;"
  }

  /// A flag in the language of `_arguments`.
  private static func specification(of flag: CompletableFlag) -> String {
    let value =
      switch flag.value {
      case nil: ""
      case .oneOf(let words): ":\(flag.name):(\(words.joined(separator: " ")))"
      case .severalOf(let words): ":\(flag.name):_sequence compadd - \(words.joined(separator: " "))"
      case .path: ":\(flag.name):_files"
      case .text(let placeholder): ":\(escaped(placeholder)):"
      }
    let rest = quoted("[\(escaped(flag.summary))]\(value)")
    let equals = flag.value == nil ? "" : "="
    let long = "--\(flag.name)\(equals)"
    guard let letter = flag.letter else { return (flag.isRepeatable ? "\\*" : "") + long + rest }
    let short = "-\(letter)\(flag.value == nil ? "" : "+")"
    return "'(\(flag.spellings.joined(separator: " ")))'{\(short),\(long)}\(rest)"
  }

  /// The text without a meaning to `_arguments`.
  private static func escaped(_ text: String) -> String {
    text.map { "[]:\\".contains($0) ? "\\\($0)" : String($0) }.joined()
  }

  private static func quoted(_ text: String) -> String {
    "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
  }
}
