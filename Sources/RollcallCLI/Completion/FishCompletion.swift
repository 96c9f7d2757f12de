import Rollcall

/// The script for fish.
enum FishCompletion {
  static func script(for commands: [Command]) -> String {
    let names = commands.map(\.name)
    return """
      # Completion of rollcall \(RollcallVersion.current) for fish, printed by `rollcall completion fish`.

      # Whether the command line has this command, or none yet.
      function __rollcall_command
          set -l words (commandline --tokenize --current-process --cut-at-cursor)
          test (count $words) -gt 1; and set -l command $words[2]
          test "$command" = "$argv[1]"
      end

      complete -c rollcall -f
      complete -c rollcall -n '__rollcall_command' -s h -l help -d \(quoted(CompletableFlag.help.summary))
      complete -c rollcall -n '__rollcall_command' -s V -l version -d \(quoted(CompletableFlag.version.summary))
      complete -c rollcall -n '__rollcall_command' -a help -d 'Print what a command does and takes'
      complete -c rollcall -n '__rollcall_command help' -a \(quoted(names.joined(separator: " ")))
      \(commands.flatMap(lines).joined(separator: "\n"))
      """
  }

  private static func lines(for command: Command) -> [String] {
    let here = "complete -c rollcall -n '__rollcall_command \(command.name)'"
    let words = command.completableWords.joined(separator: " ")
    return
      ["", "complete -c rollcall -n '__rollcall_command' -a \(command.name) -d \(quoted(command.summary))"]
      + (words.isEmpty ? [] : ["\(here) -a \(quoted(words))"]) + (command.takesPaths ? ["\(here) -F"] : [])
      + command.flags.map { "\(here) \(options(of: $0))" }
  }

  /// A flag as options of `complete`.
  private static func options(of flag: CompletableFlag) -> String {
    let letter = flag.letter.map { "-s \($0) " } ?? ""
    let value =
      switch flag.value {
      case nil: ""
      case .oneOf(let words): "-x -a \(quoted(words.joined(separator: " "))) "
      case .severalOf(let words): "-x -a \(quoted("(__fish_append , \(words.joined(separator: " ")))")) "
      case .path: "-r -F "
      case .text: "-x "
      }
    return "\(letter)-l \(flag.name) \(value)-d \(quoted(flag.summary))"
  }

  private static func quoted(_ text: String) -> String {
    "'\(text.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : String($0) }.joined())'"
  }
}
