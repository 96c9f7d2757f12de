import Rollcall

/// Where results, messages and errors go, as far as it can be known before the settings are read.
struct OutputForm: Sendable {
  /// Whether the result is one JSON object on standard output.
  var isJSON = false
  /// Whether messages are JSON objects on standard error.
  var isLog = false
  /// The file for the metrics of an export; `nil` if there is none.
  var metricsFile: String?

  init() {}

  /// Guesses, for errors of the command line itself.
  init(_ arguments: [String], environment: [String: String]) {
    let options = arguments.prefix { $0 != "--" }
    isJSON =
      options.contains("--json")
      || ["true", "1", "yes"].contains(environment[Setting.json.declaration.environmentName])
    let log = Setting.logFormat.declaration
    metricsFile = arguments.first == Command.export.name ? Self.value(of: .metricsFile, options, environment) : nil
    isLog =
      options.contains("--\(log.name)=json")
      || zip(options, options.dropFirst()).contains { $0 == ("--\(log.name)", "json") }
      || environment[log.environmentName] == "json"
  }

  /// The text that is given for a setting, if it is given in one of the usual ways.
  private static func value(
    of setting: Setting<String>, _ options: ArraySlice<String>, _ environment: [String: String]
  ) -> String? {
    let flag = "--\(setting.declaration.name)"
    let following = zip(options, options.dropFirst()).first { $0.0 == flag }?.1
    let inline = options.first { $0.hasPrefix(flag + "=") }.map { String($0.dropFirst(flag.count + 1)) }
    return [inline, following, environment[setting.declaration.environmentName]].compactMap { $0 }
      .first { !$0.isEmpty }
  }

  /// Reads them from the settings of a command.
  init(_ settings: SettingValues, of command: Command) throws {
    metricsFile = command.name == Command.export.name ? try settings.value(.metricsFile) : nil
    isJSON = try settings.value(.json) ?? false
    isLog = try settings.required(.logFormat) == .json
  }
}
