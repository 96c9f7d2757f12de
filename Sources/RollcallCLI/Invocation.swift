import Rollcall

/// A command line that was understood.
struct Invocation: Sendable {
  /// The words beside settings, in their order.
  var words: [String] = []
  /// As many as the command takes.
  var operands: [String] = []
  var settings = SettingValues()
}

extension Invocation {
  /// Reads all that was given to a command: flags win over the environment, which wins over the configuration file.
  ///
  /// Every value is checked, whether the command will need it or not: what is wrong is found before anything is done.
  ///
  /// - Throws: `UsageError` or `SettingError`, naming what is wrong as it was given.
  init(of command: Command, _ arguments: [String], environment: [String: String]) throws {
    try ArgumentReader(command: command).read(arguments, into: &self)
    try EnvironmentReader(command: command).read(environment, into: &settings)
    try ConfigurationFile(for: command.settings, known: Command.allSettings, in: settings)?.read(into: &settings)
    settings.settleAlternatives(of: command.settings)
    for setting in command.settings { try settings.check(setting) }
  }
}
