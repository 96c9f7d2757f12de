/// What there is to know about a setting apart from its type: the source of the help text and of every error about it.
public struct SettingDeclaration: Sendable {
  /// The one name: flag `--<name>`, and key in the configuration file.
  public let name: String
  /// What stands for the value in the help, as in `PATH`; `nil` for a switch.
  public let placeholder: String?
  /// The default as it would be typed; `nil` if there is none.
  public let defaultText: String?
  /// Whether it may be given several times.
  public let isRepeatable: Bool
  /// Who may see it.
  public let secrecy: SettingSecrecy
  /// What it does, in one sentence.
  public let help: String
  /// What a value must be, as in `true or false`.
  public let expected: String
  /// Whether the texts are what the setting takes.
  package let accepts: @Sendable ([String]) -> Bool
  /// Whether the content of a snapshot depends on it, so that a run which goes on where another one stopped must have it
  /// the same.
  package private(set) var bearsOnContent = true
  /// Whether it says, or helps to say, where a token goes.
  package private(set) var leadsSecrets = false
  /// The switch that says the same in another way, so that only one of them counts.
  package private(set) var alternative: String?
  /// What may be typed in place of the name, as in `-o`.
  public private(set) var letter: Character?
  /// Why a text cannot be a secret, as what is said of it and without showing it; `nil` for what is none.
  package internal(set) var fault: (@Sendable (String) -> String?)?
  /// What it stands under in the help; `nil` leaves that to the name and the command.
  public fileprivate(set) var heading: String?

  /// Whether it must not be typed as a flag.
  public var isSecret: Bool { secrecy == .secret }

  /// Whether it is on or off, and on if it is just named.
  public var isSwitch: Bool { placeholder == nil }

  /// The name in the environment.
  public var environmentName: String {
    "ROLLCALL_" + name.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
  }

  /// The setting that holds the path of a file with the value, for values that not everybody may see.
  public var fileName: String? { secrecy == .open ? nil : name + "-file" }

  init(
    _ name: String, _ placeholder: String?, default defaultText: String?, isRepeatable: Bool = false,
    secrecy: SettingSecrecy = .open, help: String, expected: String, accepts: @escaping @Sendable ([String]) -> Bool
  ) {
    self.name = name
    self.placeholder = placeholder
    self.defaultText = defaultText
    self.isRepeatable = isRepeatable
    self.secrecy = secrecy
    self.help = help
    self.expected = expected
    self.accepts = accepts
  }
}

extension SettingDeclaration {
  /// The same setting, on which the content of a snapshot does not depend.
  var withoutBearingOnContent: SettingDeclaration {
    var setting = self
    setting.bearsOnContent = false
    return setting
  }
}

extension SettingDeclaration {
  /// The same setting, which a file that nobody named may not set: it decides where a token goes.
  var leadingSecrets: SettingDeclaration {
    var setting = self
    setting.leadsSecrets = true
    return setting
  }

  /// The same setting, which may be typed as one letter.
  func withLetter(_ letter: Character) -> SettingDeclaration {
    var setting = self
    setting.letter = letter
    return setting
  }

  /// The same setting, to which the switch of that name is the alternative.
  func insteadOf(_ alternative: String) -> SettingDeclaration {
    var setting = self
    setting.alternative = alternative
    return setting
  }
}

extension Setting {
  /// The same setting, which may be typed as one letter.
  func withLetter(_ letter: Character) -> Setting {
    var setting = self
    setting.declaration = declaration.withLetter(letter)
    return setting
  }

  /// The same setting, which a file that nobody named may not set: it decides where a token goes.
  var leadingSecrets: Setting {
    var setting = self
    setting.declaration = declaration.leadingSecrets
    return setting
  }
}

/// Who may see a setting.
public enum SettingSecrecy: Sendable {
  /// Everybody.
  case open
  /// Not the manifest's readers: half of a token, say.
  case unrecorded
  /// Nobody: read from the environment or a file, because every user of a machine sees its processes' flags.
  case secret
}

extension [SettingDeclaration] {
  /// The same settings, under a heading of the help.
  public func under(_ heading: String) -> Self {
    map { setting in
      var setting = setting
      setting.heading = heading
      return setting
    }
  }
}

extension [SettingDeclaration] {
  /// The flag or key that somebody meant who typed `name`, without dashes before it; of a secret that of its file.
  package func nearestName(to name: String) -> String? {
    let nearest = Spelling(flatMap { [$0.name, $0.fileName].compactMap { $0 } }).nearest(to: name)
    return first { $0.isSecret && $0.name == nearest }?.fileName ?? nearest
  }
}
