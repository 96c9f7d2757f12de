/// The values of settings with their origins. Flags take precedence over the environment, and the environment over the
/// configuration file.
public struct SettingValues: Sendable {
  /// The origin of a value.
  public enum Origin: Int, Sendable, Comparable {
    /// The configuration file.
    case file
    /// The environment.
    case environment
    /// The command line.
    case flag

    /// Whether `right` takes precedence over `left`.
    public static func < (left: Origin, right: Origin) -> Bool { left.rawValue < right.rawValue }
  }

  private struct Entry: Sendable {
    var origin: Origin
    var texts: [String]
  }

  private var entries: [String: Entry] = [:]
  /// The name of the origin `file` in errors.
  var configurationPath = "the configuration file"
  /// Notes for people about the given settings, which are not errors.
  package private(set) var notes: [String] = []

  /// Makes a set without values.
  public init() {}

  /// Adds a value. Values of the same origin accumulate; a stronger origin replaces the values of a weaker one.
  public mutating func set(_ name: String, to text: String, from origin: Origin) {
    guard let entry = entries[name] else {
      entries[name] = Entry(origin: origin, texts: [text])
      return
    }
    if entry.origin == origin {
      entries[name]?.texts.append(text)
    } else if entry.origin < origin {
      entries[name] = Entry(origin: origin, texts: [text])
    }
  }

  /// Adds a note for people.
  mutating func note(_ text: String) { notes.append(text) }

  /// Drops the alternative with the weaker origin, with a note. Two alternatives with the same origin remain, and are
  /// an error when they are read.
  package mutating func settleAlternatives(of declarations: [SettingDeclaration]) {
    for declaration in declarations {
      guard let other = declarations.first(where: { $0.name == declaration.alternative }),
        let one = entries[declaration.name], let two = entries[other.name], one.origin != two.origin,
        two.texts.last.flatMap({ toggleWords[$0] }) == true
      else { continue }
      let (winner, loser) = one.origin < two.origin ? (other, declaration) : (declaration, other)
      note("\(name(of: winner)) counts, and not \(name(of: loser))")
      entries[loser.name] = nil
    }
  }

  /// The name of the setting, in the form in which it was given.
  private func name(of declaration: SettingDeclaration) -> String {
    switch entries[declaration.name]?.origin {
    case .environment: declaration.environmentName
    case .file: "“\(declaration.name)” in \(configurationPath.shown())"
    case .flag, nil: "--\(declaration.name)"
    }
  }

  /// Whether the setting was given anywhere.
  package func isSet<Value>(_ setting: Setting<Value>) -> Bool { entries[setting.declaration.name] != nil }

  /// Whether an origin stronger than `origin` gave the setting.
  package func isSet(_ declaration: SettingDeclaration, strongerThan origin: Origin) -> Bool {
    entries[declaration.name].map { origin < $0.origin } ?? false
  }

  /// The texts that were given for a setting, for the record of a run.
  package func texts(of declaration: SettingDeclaration) -> [String]? { entries[declaration.name]?.texts }

  /// The value of a setting, or its default, or `nil` without either.
  ///
  /// - Throws: `SettingError` that names the setting, the value, its origin and what would be right.
  package func value<Value>(_ setting: Setting<Value>) throws -> Value? {
    let declaration = setting.declaration
    let entry = entries[declaration.name]
    guard let texts = entry?.texts ?? declaration.defaultText.map({ [$0] }) else { return nil }
    guard let value = setting.parse(texts) else { throw wrong(declaration, texts, from: entry?.origin) }
    return value
  }

  /// Checks the value of a setting, if there is one.
  ///
  /// - Throws: `SettingError` like `value(_:)`.
  package func check(_ declaration: SettingDeclaration) throws {
    guard let entry = entries[declaration.name], !declaration.accepts(entry.texts) else { return }
    throw wrong(declaration, entry.texts, from: entry.origin)
  }

  private func wrong(_ declaration: SettingDeclaration, _ texts: [String], from origin: Origin?) -> SettingError {
    let isOnce = declaration.isRepeatable || declaration.isSwitch || texts.count == 1
    let typed = texts.map(Redactor.withoutCredentials).joined(separator: ", ")
    let fault = texts.lazy.compactMap { declaration.fault?($0) }.first
    let found =
      declaration.secrecy == .open ? " but is \(typed.shownUnlessLikeToken)" : fault.map { ", but \($0)" } ?? ""
    return SettingError(
      message: "\(name(of: declaration)) must be \(isOnce ? declaration.expected : "given once")\(found)",
      isUsage: origin == .flag)
  }

  /// The value of a setting that has a default.
  package func required<Value>(_ setting: Setting<Value>) throws -> Value {
    guard let value = try value(setting) else {
      throw SettingError(message: "\(setting.declaration.name) is not set", isUsage: false)
    }
    return value
  }
}

/// An error about a setting.
public struct SettingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The setting, the value, and what would be right.
  public let message: String
  /// Whether the value was typed on the command line (exit code 64) or configured (78).
  package let isUsage: Bool

  /// The message.
  public var description: String { message }

  /// Makes an error about a setting.
  package init(message: String, isUsage: Bool) {
    self.message = message
    self.isUsage = isUsage
  }
}
