import Rollcall

/// A reader of a command's settings in the environment, by their declarations.
struct EnvironmentReader {
  let command: Command

  /// Adds the settings of the environment.
  ///
  /// - Throws: `SettingError` for a variable that no command knows, or a secret that cannot be read.
  func read(_ environment: [String: String], into settings: inout SettingValues) throws {
    // Shells and schedulers use an empty variable for "not set".
    let environment = environment.filter { !$0.value.isEmpty && ServiceLink($0.key, $0.value) == nil }
    for name in environment.keys.sorted() { try checkName(name) }
    for setting in command.settings where !setting.isFlagOnly {
      let name = setting.environmentName
      if let value = environment[name] {
        let text = setting.secrecy == .open ? value : SecretText.trimmed(value)
        settings.set(setting.name, to: text, from: .environment)
      } else if let fileName = setting.fileEnvironmentName, let path = environment[fileName],
        !settings.isSet(setting, strongerThan: .environment)
      {
        try settings.setSecret(setting, fromFile: path, givenBy: fileName, from: .environment)
      }
    }
  }

  /// Refuses a name that resembles a setting's but is unknown: an export must not depend on a typing error that goes
  /// unnoticed.
  private func checkName(_ name: String) throws {
    let prefix = "ROLLCALL_"
    guard name.hasPrefix(prefix), name != Omission.variable else { return }
    let known = Command.allSettings.filter { !$0.isFlagOnly }
      .flatMap { [$0.environmentName, $0.fileEnvironmentName].compactMap { $0 } }
    guard !known.contains(name) else { return }
    let nearest = Spelling(known.map { String($0.dropFirst(prefix.count)) })
      .nearest(to: String(name.dropFirst(prefix.count)))
    let advice = nearest.map { "did you mean \(prefix)\($0)?" } ?? "names that begin with \(prefix) are settings"
    throw SettingError(
      message: "the environment has \(name.shown(limit: 60)), which is not a setting; \(advice)", isUsage: false)
  }
}

extension SettingDeclaration {
  /// The variable with the path of a file that holds the value, for values that not everyone may see.
  var fileEnvironmentName: String? { fileName.map { _ in environmentName + "_FILE" } }
}
