import Rollcall

/// The script for bash. It needs no other package, such as bash-completion.
enum BashCompletion {
  static func script(for commands: [Command]) -> String {
    let names = (commands.map(\.name) + ["help"]).joined(separator: " ")
    return """
      # Completion of rollcall \(RollcallVersion.current) for bash, printed by `rollcall completion bash`.

      _rollcall() {
        local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
        local flags='' values='' kind='' separator='' word
        COMPREPLY=()
        # Bash takes the sign in --name=value for a word.
        if [[ $current == = ]]; then
          current=''
        elif [[ $previous == = ]]; then
          previous=${COMP_WORDS[COMP_CWORD-2]}
        fi
        if ((COMP_CWORD == 1)); then
          mapfile -t COMPREPLY < <(compgen -W '\(names) --help --version' -- "$current")
          return
        fi
        case ${COMP_WORDS[1]} in
          help) values='\(names)' ;;
      \(commands.map(section).joined(separator: "\n"))
          *) return ;;
        esac
        # After -- no word is an option, whatever it looks like.
        for word in "${COMP_WORDS[@]:2:COMP_CWORD-2}"; do
          [[ $word == -- ]] && flags=''
        done
        if [[ $kind == text ]]; then
          return
        elif [[ $kind == list ]]; then
          [[ $current == *,* ]] && separator=${current%,*},
          mapfile -t COMPREPLY < <(compgen -P "$separator" -W "$values" -- "${current##*,}")
        elif [[ $current == -* && -n $flags && -z $kind ]]; then
          mapfile -t COMPREPLY < <(compgen -W "$flags" -- "$current")
        else
          mapfile -t COMPREPLY < <(compgen -W "$values" -- "$current")
          if [[ $kind == path ]]; then
            compopt -o filenames 2>/dev/null
            mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- "$current")
          fi
        fi
      }
      complete -F _rollcall rollcall
      """
  }

  /// What a command takes: the flags, the values of the flag before, or else the command's own words.
  private static func section(of command: Command) -> String {
    let flags = command.flags
    var lines = ["    \(command.name))", "      flags='\(flags.flatMap(\.spellings).joined(separator: " "))'"]
    lines.append("      case $previous in")
    for (value, group) in flags.groups where value != nil {
      lines.append("        \(group.flatMap(\.spellings).joined(separator: " | "))) \(assignments(value)) ;;")
    }
    lines.append(
      "        *) values='\(command.completableWords.joined(separator: " "))'\(command.takesPaths ? " kind=path" : "") ;;"
    )
    return (lines + ["      esac", "      ;;"]).joined(separator: "\n")
  }

  private static func assignments(_ value: CompletableValue?) -> String {
    switch value {
    case .oneOf(let words): "kind=word values='\(words.joined(separator: " "))'"
    case .severalOf(let words): "kind=list values='\(words.joined(separator: " "))'"
    case .path: "kind=path"
    case .text, nil: "kind=text"
    }
  }
}

extension [CompletableFlag] {
  /// The flags by their values, in the order in which the values first appear; texts are all alike.
  fileprivate var groups: [(CompletableValue?, [CompletableFlag])] {
    var groups: [(CompletableValue?, [CompletableFlag])] = []
    for flag in self {
      var value = flag.value
      if case .text = value { value = .text("") }
      if let index = groups.firstIndex(where: { $0.0 == value }) {
        groups[index].1.append(flag)
      } else {
        groups.append((value, [flag]))
      }
    }
    return groups
  }
}
