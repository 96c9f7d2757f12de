/// Everything about a setting except its type: the source of the help text and of every error about it.
public struct SettingDeclaration: Sendable {
  /// The only name: flag `--<name>`, and key in the configuration file.
  public let name: String
  /// The placeholder for the value in the help, as in `PATH`; `nil` for a switch.
  package let placeholder: String?
  /// The default, as a user would type it; `nil` if there is none.
  package let defaultText: String?
  /// Whether it can be given several times.
  package let isRepeatable: Bool
  /// The readers who may see the value.
  package let secrecy: SettingSecrecy
  /// The effect, in one sentence.
  package let help: String
  /// The words to choose from; empty if other values are possible.
  package let choices: [String]
  /// The required form of a value, as in `true or false`.
  package let expected: String
  /// Whether the setting accepts the texts.
  package let accepts: @Sendable ([String]) -> Bool
  /// Whether the content of a snapshot depends on it. Then a resumed run must have the same value as the interrupted
  /// one.
  package private(set) var bearsOnContent = true
  /// Whether it decides, alone or with others, where a token goes.
  package private(set) var leadsSecrets = false
  /// The switch that is the alternative to this setting: only one of them counts.
  package private(set) var alternative: String?
  /// Whether neither the environment nor a configuration file gives it: it belongs to one call, and its name may mean
  /// something else to other commands.
  package private(set) var isFlagOnly = false
  /// Whether a secret has lines with blanks in them, so that only its own rules say what it may be.
  package internal(set) var isOfLines = false
  /// The letter that can replace the name, as in `-o`.
  package private(set) var letter: Character?
  /// The reason why a text cannot be a secret, as a predicate that does not show it; `nil` for a setting that is not
  /// secret.
  package internal(set) var fault: (@Sendable (String) -> String?)?
  /// The heading in the help; `nil` if name and command decide.
  package fileprivate(set) var heading: String?

  /// Whether it must not be typed as a flag.
  package var isSecret: Bool { secrecy == .secret }

  /// Whether it is on or off, and on if only its name is given.
  package var isSwitch: Bool { placeholder == nil }

  /// The name in the environment.
  public var environmentName: String {
    "ROLLCALL_" + name.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
  }

  /// The setting with the path of a file that holds the value, for values that not everyone may see.
  package var fileName: String? { secrecy == .open ? nil : name + "-file" }

  init(
    _ name: String, _ placeholder: String?, default defaultText: String?, isRepeatable: Bool = false,
    secrecy: SettingSecrecy = .open, help: String, choices: [String] = [], expected: String,
    accepts: @escaping @Sendable ([String]) -> Bool
  ) {
    self.name = name
    self.placeholder = placeholder
    self.defaultText = defaultText
    self.isRepeatable = isRepeatable
    self.secrecy = secrecy
    self.help = help
    self.choices = choices
    self.expected = expected
    self.accepts = accepts
  }
}

extension SettingDeclaration {
  /// The same setting without an effect on the content of a snapshot.
  var withoutBearingOnContent: SettingDeclaration {
    var setting = self
    setting.bearsOnContent = false
    return setting
  }
}

extension SettingDeclaration {
  /// The same setting, which decides where a token goes, so that a file that was not named cannot set it.
  var leadingSecrets: SettingDeclaration {
    var setting = self
    setting.leadsSecrets = true
    return setting
  }

  /// The same setting, which only a flag gives.
  var onlyAsFlag: SettingDeclaration {
    var setting = self
    setting.isFlagOnly = true
    return setting
  }

  /// The same setting with a letter in place of its name.
  func withLetter(_ letter: Character) -> SettingDeclaration {
    var setting = self
    setting.letter = letter
    return setting
  }

  /// The same setting with the switch of that name as its alternative.
  func insteadOf(_ alternative: String) -> SettingDeclaration {
    var setting = self
    setting.alternative = alternative
    return setting
  }
}

extension Setting {
  /// The same setting, which only a flag gives.
  package var onlyAsFlag: Setting {
    var setting = self
    setting.declaration = declaration.onlyAsFlag
    return setting
  }

  /// The same setting with a letter in place of its name.
  package func withLetter(_ letter: Character) -> Setting {
    var setting = self
    setting.declaration = declaration.withLetter(letter)
    return setting
  }

  /// The same setting, which decides where a token goes, so that a file that was not named cannot set it.
  var leadingSecrets: Setting {
    var setting = self
    setting.declaration = declaration.leadingSecrets
    return setting
  }
}

/// The readers who may see a setting's value.
package enum SettingSecrecy: Sendable {
  /// Everyone may see it.
  case open
  /// Readers of the manifest may not see it: it is half of a token, for example.
  case unrecorded
  /// Only the process may see it: the value comes from the environment or a file, because every user of a machine can
  /// see the flags of its processes.
  case secret
}

extension [SettingDeclaration] {
  /// The same settings, under a heading of the help.
  package func under(_ heading: String) -> Self {
    map { setting in
      var setting = setting
      setting.heading = heading
      return setting
    }
  }
}

extension [SettingDeclaration] {
  /// The flag or key that a misspelt name means, without dashes; for a secret the one of its file.
  package func nearestName(to name: String) -> String? {
    let nearest = Spelling(flatMap { [$0.name, $0.fileName].compactMap { $0 } }).nearest(to: name)
    return first { $0.isSecret && $0.name == nearest }?.fileName ?? nearest
  }
}
