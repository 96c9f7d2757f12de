/// What there is to know about a setting apart from its type: the source of the help text and of every error about it.
public struct SettingDeclaration: Sendable, Equatable {
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

  /// Whether it must not be typed as a flag.
  public var isSecret: Bool { secrecy == .secret }

  /// The name in the environment.
  public var environmentName: String {
    "ROLLCALL_" + name.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
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

/// A setting and the type of its value.
public struct Setting<Value: Sendable>: Sendable {
  /// Name, default and help.
  public let declaration: SettingDeclaration
  /// Reads what was typed; throws a sentence that says what would be right.
  let parse: @Sendable ([String]) throws(SettingSyntaxError) -> Value

  /// Declares a setting that is given once.
  ///
  /// - Parameter parse: returns `nil` for a text that is not `expected`.
  init(
    _ name: String, _ placeholder: String, default defaultText: String? = nil, secrecy: SettingSecrecy = .open,
    help: String, expected: String = "a text that is not empty", parse: @escaping @Sendable (String) -> Value?
  ) {
    declaration = SettingDeclaration(
      name: name, placeholder: placeholder, defaultText: defaultText, isRepeatable: false, secrecy: secrecy, help: help)
    self.parse = { texts throws(SettingSyntaxError) in
      guard texts.count <= 1 else { throw SettingSyntaxError(expected: "given once") }
      guard let value = parse(texts[0]) else { throw SettingSyntaxError(expected: expected) }
      return value
    }
  }
}

/// What a setting's value should have been.
struct SettingSyntaxError: Error {
  let expected: String
}

extension Setting where Value == Bool {
  /// Declares a switch: off unless it is named.
  static func toggle(_ name: String, help: String) -> Setting {
    Setting(
      declaration: SettingDeclaration(
        name: name, placeholder: nil, defaultText: nil, isRepeatable: false, secrecy: .open, help: help)
    ) { texts throws(SettingSyntaxError) in
      switch texts.last {
      case "true", "1", "yes": true
      case "false", "0", "no": false
      default: throw SettingSyntaxError(expected: "true or false")
      }
    }
  }
}

extension Setting where Value == String {
  /// Declares a text that is not empty.
  static func text(
    _ name: String, _ placeholder: String, default defaultText: String? = nil, secrecy: SettingSecrecy = .open,
    help: String
  ) -> Setting {
    Setting(name, placeholder, default: defaultText, secrecy: secrecy, help: help) { $0.isEmpty ? nil : $0 }
  }
}

extension Setting where Value == Int {
  /// Declares a whole number.
  public static func number(
    _ name: String, _ placeholder: String = "N", in range: ClosedRange<Int>, default defaultText: String? = nil,
    help: String
  ) -> Setting {
    let expected =
      range.upperBound == .max
      ? "a whole number from \(range.lowerBound)"
      : "a whole number from \(range.lowerBound) to \(range.upperBound)"
    return Setting(name, placeholder, default: defaultText, help: help, expected: expected) { text in
      Int(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }
}

extension Setting where Value == Duration {
  /// Declares a time such as `90s`, `5m`, `2h`; without a unit, seconds.
  static func duration(
    _ name: String, default defaultText: String? = nil, help: String
  ) -> Setting {
    Setting(name, "TIME", default: defaultText, help: help, expected: "a time such as 90s, 5m or 2h") { text in
      let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
      let unit = text.last.flatMap { units[$0] }
      guard let number = Int(unit == nil ? text : String(text.dropLast())), (1...1_000_000).contains(number)
      else { return nil }
      return .seconds(number * (unit ?? 1))
    }
  }
}

extension Setting where Value: CaseIterable & RawRepresentable<String> {
  /// Declares a setting that takes one of a few words.
  static func choice(_ name: String, default defaultText: String? = nil, help: String) -> Setting {
    let names = Value.allCases.map(\.rawValue)
    return Setting(
      name, names.joined(separator: "|"), default: defaultText, help: help,
      expected: "one of \(names.joined(separator: ", "))"
    ) { Value(rawValue: $0) }
  }
}

extension Setting {
  /// Declares a setting that takes several values, given one by one or separated by commas.
  static func list<Item: Sendable>(
    _ name: String, _ placeholder: String, default defaultText: String? = nil, help: String,
    expected: String, parse: @escaping @Sendable (String) -> Item?
  ) -> Setting where Value == [Item] {
    Setting(
      declaration: SettingDeclaration(
        name: name, placeholder: placeholder, defaultText: defaultText, isRepeatable: true, secrecy: .open, help: help)
    ) { texts throws(SettingSyntaxError) in
      var items: [Item] = []
      for text in texts.flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false) }) {
        guard let item = parse(String(text)) else { throw SettingSyntaxError(expected: expected) }
        items.append(item)
      }
      return items
    }
  }

  private init(
    declaration: SettingDeclaration,
    parse: @escaping @Sendable ([String]) throws(SettingSyntaxError) -> Value
  ) {
    self.declaration = declaration
    self.parse = parse
  }
}
