import Rollcall

extension Command {
  /// `rollcall completion`.
  static let completion = Command(
    name: "completion",
    synopsis: CompletionShell.allCases.map(\.rawValue).joined(separator: "|"),
    summary: "Print the script with which a shell completes rollcall's commands, options and values.",
    examples: [
      ("source <(rollcall completion bash)", "in ~/.bashrc; packages install it for every user"),
      ("rollcall completion zsh >~/.zfunc/_rollcall", "with fpath+=(~/.zfunc) before compinit in ~/.zshrc"),
      ("rollcall completion fish >~/.config/fish/completions/rollcall.fish", "for fish"),
    ],
    settings: [],
    words: CompletionShell.allCases.map(\.rawValue),
    exitCodes: [ExitMeaning(0, meaning: "the script is printed")],
    work: .alone { invocation in
      guard invocation.words.count == 1, let shell = CompletionShell(rawValue: invocation.words[0]) else {
        let shells = CompletionShell.allCases.map(\.rawValue).joined(separator: ", ")
        throw UsageError(message: "rollcall completion takes one shell of \(shells)")
      }
      try Console.print(shell.script)
      return ExitCode.success
    })
}

/// The shells that complete command lines.
enum CompletionShell: String, Sendable, CaseIterable {
  case bash
  case zsh
  case fish

  /// The script for the shell, made from the declarations of all commands.
  var script: String {
    switch self {
    case .bash: BashCompletion.script(for: Command.all)
    case .zsh: ZshCompletion.script(for: Command.all)
    case .fish: FishCompletion.script(for: Command.all)
    }
  }
}
