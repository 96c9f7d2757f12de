import Rollcall

/// An error in the command line: exit code 64.
struct UsageError: Error {
  let message: String
}

/// A reader of a command's arguments: words, operands and settings, by their declarations.
struct ArgumentReader {
  let command: Command

  /// Adds flags, words and operands.
  ///
  /// - Throws: `UsageError` for an unknown or missing argument, `SettingError` for a secret that cannot be read.
  func read(_ arguments: [String], into invocation: inout Invocation) throws {
    var rest = arguments[...]
    var areOptions = true
    while let argument = rest.popFirst() {
      if areOptions, argument == "--" {
        areOptions = false
        continue
      }
      if areOptions, let (name, value) = longForm(of: argument) {
        try readFlag(name, inlineValue: value, rest: &rest, into: &invocation.settings)
        continue
      }
      guard areOptions, argument.hasPrefix("--") else {
        let isOperand = !argument.isEmpty && !(areOptions && argument.hasPrefix("-"))
        if invocation.operands.count < command.operands.count || command.takesMoreOperands, isOperand {
          invocation.operands.append(argument)
          continue
        }
        guard command.words.contains(argument) else {
          let taken = command.words + command.operands
          let expected = taken.isEmpty ? "only options" : taken.joined(separator: ", ")
          // A long word may be a misplaced secret.
          let shown = argument.count < 16 ? "“\(argument.shown())”" : "an argument"
          throw UsageError(message: "\(shown) is not expected here: rollcall \(command.name) takes \(expected)")
        }
        invocation.words.append(argument)
        continue
      }
      let (name, inlineValue) = Self.split(argument.dropFirst(2))
      try readFlag(name, inlineValue: inlineValue, rest: &rest, into: &invocation.settings)
    }
    if let missing = command.operands.dropFirst(invocation.operands.count).first,
      try command.needsOperands(invocation.settings)
    {
      throw UsageError(message: "\(missing) is missing; see rollcall \(command.name) --help")
    }
  }

  /// The name of the setting with a letter, as in `-o`, and the text after the letter.
  private func longForm(of argument: String) -> (name: String, value: String?)? {
    guard argument.first == "-", let letter = argument.dropFirst().first,
      let setting = command.settings.first(where: { $0.letter == letter })
    else { return nil }
    let value = argument.dropFirst(2)
    guard value.isEmpty || !setting.isSwitch else { return nil }
    return (setting.name, value.isEmpty ? nil : String(value.first == "=" ? value.dropFirst() : value))
  }

  private func readFlag(
    _ name: String, inlineValue: String?, rest: inout ArraySlice<String>, into settings: inout SettingValues
  ) throws {
    func value(_ expected: String) throws -> String {
      if let inlineValue { return inlineValue }
      // A single dash is a value, as in --output -.
      guard let next = rest.first, !next.hasPrefix("--") else {
        throw UsageError(message: "--\(name) needs a value: \(expected)")
      }
      rest = rest.dropFirst()
      return next
    }
    if let setting = command.settings.first(where: { $0.name == name }) {
      guard !setting.isSecret else {
        throw UsageError(
          message: """
            --\(name) is not taken from the command line, where every user of this machine can read it in the process \
            list: put it into \(setting.environmentName), or into a file named by --\(name)-file
            """)
      }
      let text = setting.isSwitch ? inlineValue ?? "true" : try value(setting.expected)
      settings.set(name, to: setting.secrecy == .open ? text : SecretText.trimmed(text), from: .flag)
    } else if let setting = command.settings.first(where: { $0.fileName == name }) {
      let path = try value("the path of a file")
      try settings.setSecret(setting, fromFile: path, givenBy: "--\(name)", from: .flag)
    } else {
      let nearest = command.settings.nearestName(to: name).map { "; did you mean --\($0)?" } ?? ""
      // Only letters and hyphens are shown: a secret may follow them.
      let shown = name.prefix { $0 == "-" || $0.isASCII && $0.isLetter }.prefix(40)
      throw UsageError(
        message:
          "rollcall \(command.name) has no option --\(shown)\(nearest); see rollcall \(command.name) --help"
      )
    }
  }

  private static func split(_ flag: Substring) -> (name: String, value: String?) {
    guard let equals = flag.firstIndex(of: "=") else { return (String(flag), nil) }
    return (String(flag[..<equals]), String(flag[flag.index(after: equals)...]))
  }
}
