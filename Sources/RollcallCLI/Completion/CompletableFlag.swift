import Rollcall

/// A flag of a command, as a shell completes it.
struct CompletableFlag: Sendable, Equatable {
  /// The name without dashes.
  let name: String
  /// The letter that can stand for the name.
  let letter: Character?
  /// The effect, as short as a menu needs it.
  let summary: String
  /// `nil` for a switch.
  let value: CompletableValue?
  /// Whether it can be given several times.
  let isRepeatable: Bool

  /// As typed, the letter first.
  var spellings: [String] { (letter.map { ["-\($0)"] } ?? []) + ["--\(name)"] }
}

/// The value of a flag, as a shell completes it.
enum CompletableValue: Sendable, Equatable {
  case oneOf([String])
  /// Words in one text, separated by commas.
  case severalOf([String])
  case path
  /// Only the user knows it; the text says what is expected.
  case text(String)

  /// The placeholders that stand for files and folders.
  static let pathPlaceholders: Set<String> = ["PATH", "DIR", "FILE", "OUT", "OLD", "NEW", "CSV", "SHARD…"]
}

extension CompletableFlag {
  /// The help of every command.
  static let help = CompletableFlag(
    name: "help", letter: "h", summary: "Print what the command does and takes", value: nil, isRepeatable: false)
  /// The version, which every command prints as well.
  static let version = CompletableFlag(
    name: "version", letter: "V", summary: "Print the version", value: nil, isRepeatable: false)
}

extension Command {
  /// Everything that begins with a dash.
  var flags: [CompletableFlag] { settings.flatMap(\.flags) + [.help] }

  /// The words that are no flags, in the order in which the command takes them.
  var completableWords: [String] { words + operands.flatMap { operandChoices[$0] ?? [] } }

  /// Whether some operand is a file or folder.
  var takesPaths: Bool { operands.contains(where: CompletableValue.pathPlaceholders.contains) }
}

extension SettingDeclaration {
  /// The flags that give this setting: one, and another for the file of a value that not everyone may see.
  fileprivate var flags: [CompletableFlag] {
    let ownFlag = CompletableFlag(
      name: name, letter: letter, summary: summary, value: completableValue, isRepeatable: isRepeatable)
    guard let fileName else { return [ownFlag] }
    let fileFlag = CompletableFlag(
      name: fileName, letter: nil, summary: "A file with \(name) in it", value: .path, isRepeatable: false)
    return isSecret ? [fileFlag] : [ownFlag, fileFlag]
  }

  private var completableValue: CompletableValue? {
    guard let placeholder else { return nil }
    if !choices.isEmpty { return isRepeatable ? .severalOf(choices) : .oneOf(choices) }
    return CompletableValue.pathPlaceholders.contains(placeholder) ? .path : .text(placeholder)
  }

  /// The help up to its first full stop or semicolon.
  private var summary: String {
    let end = help.indices.first { index in
      let rest = help[index...]
      return rest.hasPrefix("; ") || rest.hasPrefix(". ") || rest == "."
    }
    return String(help[..<(end ?? help.endIndex)])
  }
}
