/// A setting and the type of its value.
package struct Setting<Value: Sendable>: Sendable {
  /// Name, default and help.
  package internal(set) var declaration: SettingDeclaration
  /// Reads the typed texts; `nil` if they are not what the declaration expects.
  let parse: @Sendable ([String]) -> Value?

  /// Declares a setting that is given once.
  ///
  /// - Parameters:
  ///   - choices: the words to choose from, if no other value is possible.
  ///   - parse: returns `nil` for a text that is not `expected`.
  init(
    _ name: String, _ placeholder: String, default defaultText: String? = nil, secrecy: SettingSecrecy = .open,
    help: String, choices: [String] = [], expected: String = "a text that is not empty",
    parse: @escaping @Sendable (String) -> Value?
  ) {
    self.parse = { $0.count == 1 ? parse($0[0]) : nil }
    declaration = SettingDeclaration(
      name, placeholder, default: defaultText, secrecy: secrecy, help: help, choices: choices, expected: expected,
      accepts: { [parse = self.parse] in parse($0) != nil })
  }
}

/// The words that a switch accepts.
let toggleWords = ["true": true, "1": true, "yes": true, "false": false, "0": false, "no": false]

extension Setting where Value == Bool {
  /// Declares a switch, which is off unless it is named.
  package static func toggle(_ name: String, help: String) -> Setting {
    // A switch may be repeated: the last text counts.
    let parse: @Sendable ([String]) -> Bool? = { $0.last.flatMap { toggleWords[$0] } }
    return Setting(
      declaration: SettingDeclaration(
        name, nil, default: nil, help: help, expected: "true or false", accepts: { parse($0) != nil }),
      parse: parse)
  }
}

extension Setting where Value == String {
  /// Declares a text that is not empty.
  package static func text(
    _ name: String, _ placeholder: String, default defaultText: String? = nil, secrecy: SettingSecrecy = .open,
    help: String
  ) -> Setting {
    Setting(name, placeholder, default: defaultText, secrecy: secrecy, help: help) { $0.isEmpty ? nil : $0 }
  }
}

extension Setting where Value == Int {
  /// Declares a whole number.
  package static func number(
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

extension Setting where Value: CaseIterable & RawRepresentable<String> {
  /// Declares a setting that accepts one of a few words.
  package static func choice(_ name: String, default defaultText: String? = nil, help: String) -> Setting {
    let names = Value.allCases.map(\.rawValue)
    return Setting(
      name, names.joined(separator: "|"), default: defaultText, help: help, choices: names,
      expected: "one of \(names.joined(separator: ", "))"
    ) { Value(rawValue: $0) }
  }
}

extension Setting {
  /// Declares a setting that accepts several values, given one by one or separated by commas.
  static func list<Item: Sendable>(
    _ name: String, _ placeholder: String, default defaultText: String? = nil, help: String, choices: [String] = [],
    expected: String, parse: @escaping @Sendable (String) -> Item?
  ) -> Setting where Value == [Item] {
    let parseAll: @Sendable ([String]) -> [Item]? = { texts in
      var items: [Item] = []
      for text in texts.flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false) }) {
        guard let item = parse(String(text)) else { return nil }
        items.append(item)
      }
      return items
    }
    return Setting(
      declaration: SettingDeclaration(
        name, placeholder, default: defaultText, isRepeatable: true, help: help, choices: choices, expected: expected,
        accepts: { parseAll($0) != nil }),
      parse: parseAll)
  }

  private init(declaration: SettingDeclaration, parse: @escaping @Sendable ([String]) -> Value?) {
    self.declaration = declaration
    self.parse = parse
  }
}
