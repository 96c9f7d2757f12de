import Rollcall

/// A command line after reading.
struct Invocation: Sendable {
  /// The words beside settings, in order.
  var words: [String] = []
  /// The operands, as many as the command takes.
  var operands: [String] = []
  var settings = SettingValues()
}

extension Invocation {
  /// Reads everything that was given to a command. Flags take precedence over the environment, and the environment over
  /// the configuration file.
  ///
  /// Every value is checked, even if the command will not need it: errors are found before any work is done.
  ///
  /// - Throws: `UsageError` or `SettingError` with the wrong value's name, in the form in which it was given.
  init(of command: Command, _ arguments: [String], environment: [String: String]) throws {
    try ArgumentReader(command: command).read(arguments, into: &self)
    try EnvironmentReader(command: command).read(environment, into: &settings)
    try ConfigurationFile(for: command.settings, known: Command.allSettings, in: settings)?.read(into: &settings)
    settings.settleAlternatives(of: command.settings)
    for setting in command.settings { try settings.check(setting) }
  }
}
