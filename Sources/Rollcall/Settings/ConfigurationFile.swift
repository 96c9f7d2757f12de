import Glibc

extension Setting where Value == String {
  /// The file for settings that neither flags nor the environment give.
  package static let configurationFile = Setting.text(
    "config", "PATH",
    help:
      "A JSON file with settings (default: rollcall.json in the working folder, if only you can write it; that one may not say where tokens go)."
  )
}

/// The file of `--config`: one JSON object whose keys are names of settings.
///
/// One file serves all commands: each ignores the settings of the others. The file holds no secrets, only paths of
/// files with secrets; such paths are relative to its own folder.
///
/// A file that was not named is taken from the working folder, which may belong to anyone: only the user may have
/// written it, and it cannot decide where a token goes.
package struct ConfigurationFile {
  /// The file that is read if no other is named.
  package static let defaultPath = "rollcall.json"

  private static let sizeLimit = 1 << 20

  private let path: String
  private let isNamed: Bool
  /// The settings of the command.
  private let settings: [SettingDeclaration]
  /// The settings of all commands.
  private let known: [SettingDeclaration]

  /// The file that `values` name or the working folder contains, or `nil` if there is none.
  ///
  /// - Parameters:
  ///   - settings: the settings of the command.
  ///   - known: the settings of all commands; any other key is an error.
  ///   - values: the flags and the environment, which may name the file.
  /// - Throws: `SettingError` if a path was given that cannot be one.
  package init?(for settings: [SettingDeclaration], known: [SettingDeclaration], in values: SettingValues) throws {
    let named = try values.value(.configurationFile)
    var status = stat()
    // A command that sends no token does not need a file that others may have left here.
    guard named != nil || settings.contains(where: \.isSecret) else { return nil }
    // Any other obstacle is reported when the file is read.
    guard named != nil || stat(Self.defaultPath, &status) == 0 || errno != ENOENT else { return nil }
    path = named ?? Self.defaultPath
    isNamed = named != nil
    // The command does not wait at a pipe.
    guard isNamed || status.st_mode & S_IFMT == S_IFREG || status.st_mode == 0 else {
      throw SettingError(message: "\(path) in the working folder is not a regular file: remove it", isUsage: false)
    }
    self.settings = settings
    // A file that named another one would raise the question which of them takes precedence.
    self.known = known.filter { $0.name != Setting.configurationFile.declaration.name && !$0.isFlagOnly }
  }

  /// Adds the file's settings to `values`, where flags and the environment take precedence.
  ///
  /// - Throws: `SettingError` that names the file, and the key that is wrong.
  package func read(into values: inout SettingValues) throws {
    var bytes: [UInt8]
    do {
      bytes = try SmallFile(path, limit: Self.sizeLimit) { (status) throws(SmallFile.Failure) in
        if !isNamed { try Self.checkOwner(status) }
      }
      .bytes
    } catch {
      throw wrong("the configuration file \(shownPath) \(error.reason)")
    }
    // Some editors begin UTF-8 with a byte order mark, which is not JSON.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    values.configurationPath = path
    // This is stricter than the parser: a key with replaced characters would be another name.
    if let fault = JSONFaultSearch.fault(in: bytes[...]) { throw notJSON(bytes, at: fault) }
    var parser = JSONParser()
    do {
      try parser.withDocument(JSONText(bytes)) { try read($0, into: &values) }
    } catch let error as JSONError {
      throw wrong("the configuration file \(shownPath) is not JSON: \(error.message)")
    }
  }

  /// Refuses a file that others own or can write.
  private static func checkOwner(_ status: stat) throws(SmallFile.Failure) {
    let advice = "; next: name it with --config \(defaultPath) if you trust it, or remove it"
    guard status.st_uid == geteuid() else {
      throw SmallFile.Failure(reason: "is another user's (uid \(status.st_uid)), and was not named\(advice)")
    }
    guard status.st_mode & 0o022 == 0 else {
      throw SmallFile.Failure(reason: "may be written by other users, and was not named\(advice), or chmod go-w it")
    }
  }

  /// The error about the place where the text stops being JSON, with line and column as editors count them.
  private func notJSON(_ bytes: [UInt8], at fault: Int) -> SettingError {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) || bytes.prefix(4).contains(0) {
      return wrong("the configuration file \(shownPath) is not JSON: it is UTF-16; save it as UTF-8")
    }
    let before = bytes[..<fault]
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let column = String(decoding: bytes[lineStart..<fault], as: UTF8.self).count + 1
    let isEnd = fault == bytes.endIndex
    return wrong(
      """
      the configuration file \(shownPath) is not JSON: \
      \(isEnd ? "it ends too early, in" : "it cannot go on as it does at") line \(line), column \(column)
      """)
  }

  private func read(_ root: JSONElement, into values: inout SettingValues) throws {
    guard root.kind == .object else {
      throw wrong("the configuration file \(shownPath) must be a JSON object but is \(root.kind.rawValue)")
    }
    var seen: Set<String> = []
    try root.forEachMember { key, value in
      guard seen.insert(key).inserted else { throw wrong("\(quoted(key)) is in \(shownPath) twice") }
      if let setting = known.first(where: { $0.name == key }) {
        let texts = try texts(of: setting, value)
        guard settings.contains(where: { $0.name == key && !$0.isFlagOnly }) else { return }
        guard isNamed || !setting.leadsSecrets else {
          throw wrong(
            """
            “\(key)” in \(shownPath) decides where a token goes, and the file was only found in the working folder: \
            name it with --config \(Self.defaultPath), or give \(setting.environmentName)
            """)
        }
        for text in texts { values.set(key, to: text, from: .file) }
      } else if let setting = known.first(where: { $0.fileName == key }) {
        guard let secretPath = value.string else { throw wrongType(key, "the path of a file", value) }
        // The file of an overridden secret need not exist.
        guard settings.contains(where: { $0.name == setting.name }), !values.isSet(setting, strongerThan: .file)
        else { return }
        try values.setSecret(
          setting, fromFile: secretPath, givenBy: "\(quoted(key)) in \(shownPath)", relativeTo: folder, from: .file)
      } else {
        let nearest = known.nearestName(to: key).map { "; did you mean “\($0)”?" }
        throw wrong(
          "\(quoted(key)) in \(shownPath) is not a setting\(nearest ?? "; keys are named as flags, without dashes")")
      }
    }
  }

  /// The texts that a user would type for a value.
  private func texts(of setting: SettingDeclaration, _ value: JSONElement) throws -> [String] {
    guard let fileName = setting.isSecret ? setting.fileName : nil else {
      guard setting.isRepeatable, value.kind == .array else { return [try text(of: setting, value)] }
      var texts: [String] = []
      try value.forEachElement { texts.append(try text(of: setting, $0)) }
      // An empty list differs from a missing key, which means the default.
      guard !texts.isEmpty else {
        throw wrong("“\(setting.name)” in \(shownPath) must be \(setting.expected) but is empty")
      }
      return texts
    }
    throw wrong(
      """
      “\(setting.name)” in \(shownPath): a secret is not taken from a configuration file, which gets copied and shared: put \
      it into a file of its own and the path of that into “\(fileName)”, or into \(setting.environmentName)
      """)
  }

  private func text(of setting: SettingDeclaration, _ value: JSONElement) throws -> String {
    let text =
      setting.isSwitch ? value.bool.map { $0 ? "true" : "false" } : value.string ?? value.integerText
    guard let text else { throw wrongType(setting.name, setting.expected, value) }
    // A NUL would end a path and make it another one.
    guard !text.utf8.contains(0) else { throw wrong("“\(setting.name)” in \(shownPath) has a NUL in it") }
    return setting.placeholder == "PATH" && !text.hasPrefix("/") && !text.isEmpty ? folder + text : text
  }

  /// The file's own folder, with a slash at its end; empty for the working folder.
  private var folder: String { path.lastIndex(of: "/").map { String(path[...$0]) } ?? "" }

  /// A key as text on one line.
  private func quoted(_ key: String) -> String { "“\(key.shown(limit: 60))”" }

  private var shownPath: String { path.shown() }

  private func wrongType(_ key: String, _ expected: String, _ value: JSONElement) -> SettingError {
    wrong("“\(key)” in \(shownPath) must be \(expected) but is \(value.kind.rawValue)")
  }

  private func wrong(_ message: String) -> SettingError { SettingError(message: message, isUsage: false) }
}
