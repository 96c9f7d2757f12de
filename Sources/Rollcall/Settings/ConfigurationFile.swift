import FoundationEssentials

extension Setting where Value == String {
  /// Where settings are read from that neither flags nor the environment set.
  public static let configurationFile = Setting.text(
    "config", "PATH", help: "A JSON file with settings (default: rollcall.json in the working folder, if it is there).")
}

/// The file of `--config`: one JSON object whose keys are names of settings.
///
/// One file serves all commands: what only others of them take is left alone. It holds no secrets, only paths of files
/// with secrets; such paths are relative to the file's own folder.
public struct ConfigurationFile {
  /// The file that is read if it is there and no other is named.
  public static let defaultPath = "rollcall.json"

  private static let sizeLimit = 1 << 20

  private let path: String
  /// What the command takes.
  private let settings: [SettingDeclaration]
  /// What any command takes.
  private let known: [SettingDeclaration]

  /// The file that `values` or the working folder have, or `nil` if there is none.
  ///
  /// - Parameters:
  ///   - settings: what the command takes.
  ///   - known: what any command takes; any other key is an error.
  ///   - values: flags and the environment, which may name the file.
  /// - Throws: `SettingError` if the file's path was given and is none.
  public init?(for settings: [SettingDeclaration], known: [SettingDeclaration], in values: SettingValues) throws {
    if let path = try values.value(.configurationFile) {
      self.path = path
    } else if FileManager.default.fileExists(atPath: Self.defaultPath) {
      path = Self.defaultPath
    } else {
      return nil
    }
    self.settings = settings
    // A file that named another one would raise the question which of them wins.
    self.known = known.filter { $0.name != Setting.configurationFile.declaration.name }
  }

  /// Notes the file's settings in `values`, where flags and the environment go before them.
  ///
  /// - Throws: `SettingError` that names the file, and the key that is wrong.
  public func read(into values: inout SettingValues) throws {
    var bytes: [UInt8]
    do {
      bytes = try SmallFile.contents(of: path, limit: Self.sizeLimit)
    } catch {
      throw wrong("the configuration file \(path) \(error.reason)")
    }
    // Some editors begin UTF-8 with a byte order mark, which is not JSON.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    values.configurationPath = path
    var parser = JSONParser()
    do {
      try parser.withDocument(JSONText(bytes)) { try read($0, into: &values) }
    } catch let error as JSONError {
      throw wrong("the configuration file \(path) is not JSON: \(error.message)")
    }
  }

  private func read(_ root: JSONElement, into values: inout SettingValues) throws {
    guard root.kind == .object else {
      throw wrong("the configuration file \(path) must be a JSON object but is \(root.kind.rawValue)")
    }
    var seen: Set<String> = []
    try root.forEachMember { key, value in
      guard seen.insert(key).inserted else { throw wrong("\(quoted(key)) is in \(path) twice") }
      if let setting = known.first(where: { $0.name == key }) {
        let texts = try texts(of: setting, value)
        guard settings.contains(where: { $0.name == key }) else { return }
        for text in texts { values.set(key, to: text, from: .file) }
      } else if let setting = known.first(where: { $0.fileName == key }) {
        guard let secretPath = value.string else { throw wrongType(key, "the path of a file", value) }
        // Who overrides the secret need not have its file.
        guard settings.contains(where: { $0.name == setting.name }), !values.isSet(setting, strongerThan: .file)
        else { return }
        let secret = try SecretFile.read(secretPath, givenBy: "\(quoted(key)) in \(path)", relativeTo: folder)
        values.set(setting.name, to: secret, from: .file)
      } else {
        let nearest = known.nearestName(to: key).map { "; did you mean “\($0)”?" }
        throw wrong("\(quoted(key)) in \(path) is no setting\(nearest ?? "; keys are named as flags, without dashes")")
      }
    }
  }

  /// The texts that would be typed for a value.
  private func texts(of setting: SettingDeclaration, _ value: JSONElement) throws -> [String] {
    guard let fileName = setting.isSecret ? setting.fileName : nil else {
      guard setting.isRepeatable, value.kind == .array else { return [try text(of: setting, value)] }
      var texts: [String] = []
      try value.forEachElement { texts.append(try text(of: setting, $0)) }
      // Not the same as no key at all, which stands for the default.
      guard !texts.isEmpty else { throw wrong("“\(setting.name)” in \(path) must be \(setting.expected) but is empty") }
      return texts
    }
    throw wrong(
      """
      “\(setting.name)” in \(path): a secret is not taken from a configuration file, which gets copied and shared: put \
      it into a file of its own and the path of that into “\(fileName)”, or into \(setting.environmentName)
      """)
  }

  private func text(of setting: SettingDeclaration, _ value: JSONElement) throws -> String {
    let text =
      setting.isSwitch ? value.bool.map { $0 ? "true" : "false" } : value.string ?? value.integerText
    guard let text else { throw wrongType(setting.name, setting.expected, value) }
    return setting.name.hasSuffix("-file") && !text.hasPrefix("/") && !text.isEmpty ? folder + text : text
  }

  /// The file's own folder, with a slash at its end; empty for the working folder.
  private var folder: String { path.lastIndex(of: "/").map { String(path[...$0]) } ?? "" }

  /// A key as text on one line, whatever it is.
  private func quoted(_ key: String) -> String { "“\(Redactor([]).quote(key.utf8, limit: 60))”" }

  private func wrongType(_ key: String, _ expected: String, _ value: JSONElement) -> SettingError {
    wrong("“\(key)” in \(path) must be \(expected) but is \(value.kind.rawValue)")
  }

  private func wrong(_ message: String) -> SettingError { SettingError(message: message, isUsage: false) }
}
