/// What was set, and where: flags win over the environment, which wins over the configuration file.
public struct SettingValues: Sendable {
  /// Where a value was found.
  public enum Origin: Int, Sendable, Comparable {
    /// In the file of `--config`.
    case file
    /// In the environment.
    case environment
    /// On the command line.
    case flag

    /// Whether `right` wins over `left`.
    public static func < (left: Origin, right: Origin) -> Bool { left.rawValue < right.rawValue }
  }

  private struct Entry: Sendable {
    var origin: Origin
    var texts: [String]
  }

  private var entries: [String: Entry] = [:]
  /// What errors call the origin `file`.
  var configurationPath = "the configuration file"
  /// What people should know about how the settings were given, and which is no error.
  public private(set) var notes: [String] = []

  /// Nothing is set.
  public init() {}

  /// Notes a value. Values of one origin add up; those of a stronger one replace those of a weaker one.
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

  /// Notes what people should know.
  mutating func note(_ text: String) { notes.append(text) }

  /// Lets a setting win over its alternative, or lose to it, where one of them was given by something stronger. Two that
  /// contradict each other in the same place stay, and are an error of whoever reads them.
  public mutating func settleAlternatives(of declarations: [SettingDeclaration]) {
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

  /// The setting as it was given.
  private func name(of declaration: SettingDeclaration) -> String {
    switch entries[declaration.name]?.origin {
    case .environment: declaration.environmentName
    case .file: "“\(declaration.name)” in \(configurationPath.shown())"
    case .flag, nil: "--\(declaration.name)"
    }
  }

  /// Whether the setting was given anywhere.
  public func isSet<Value>(_ setting: Setting<Value>) -> Bool { entries[setting.declaration.name] != nil }

  /// Whether the setting was given by something stronger than `origin`.
  package func isSet(_ declaration: SettingDeclaration, strongerThan origin: Origin) -> Bool {
    entries[declaration.name].map { origin < $0.origin } ?? false
  }

  /// What was given for a setting, as it was typed; for the record of a run.
  public func texts(of declaration: SettingDeclaration) -> [String]? { entries[declaration.name]?.texts }

  /// The value of a setting, or of its default, or `nil` if it has neither.
  ///
  /// - Throws: `SettingError` that names the setting, says what was found and where, and what would be right.
  public func value<Value>(_ setting: Setting<Value>) throws -> Value? {
    let declaration = setting.declaration
    let entry = entries[declaration.name]
    guard let texts = entry?.texts ?? declaration.defaultText.map({ [$0] }) else { return nil }
    guard let value = setting.parse(texts) else { throw wrong(declaration, texts, from: entry?.origin) }
    return value
  }

  /// Makes sure that what was given for a setting, if anything, is what it takes.
  ///
  /// - Throws: `SettingError` like `value(_:)`.
  public func check(_ declaration: SettingDeclaration) throws {
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
  public func required<Value>(_ setting: Setting<Value>) throws -> Value {
    guard let value = try value(setting) else {
      throw SettingError(message: "\(setting.declaration.name) is not set", isUsage: false)
    }
    return value
  }
}

/// A setting that is wrong.
public struct SettingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Which one, what was found, what would be right.
  public let message: String
  /// Whether it was typed on the command line (exit code 64) or configured (78).
  public let isUsage: Bool

  /// The message.
  public var description: String { message }

  /// Describes a wrong setting.
  public init(message: String, isUsage: Bool) {
    self.message = message
    self.isUsage = isUsage
  }
}
