import FoundationEssentials
import Rollcall

/// The one object that `--json` prints, on one line: its `type`, `format_version`, and what the type has.
///
/// If the command fails, `code` is the exit code, with `message` and `next`.
struct JSONResult<Content: Encodable>: Encodable {
  let type: String
  let content: Content
  var failure: Failure?

  /// Why a command does not end with 0.
  struct Failure: Encodable {
    let code: Int32
    let message: String
    var next: String?
    /// The service's own name for the failure.
    var reason: String?
    var service: String?
    var tenantId: String?
    /// What remains of the run.
    var kept: String?
  }

  private enum Keys: String, CodingKey {
    case type
    case formatVersion
  }

  init(_ type: String, _ content: Content, failure: Failure? = nil) {
    self.type = type
    self.content = content
    self.failure = failure
  }

  func encode(to encoder: any Encoder) throws {
    try content.encode(to: encoder)
    try failure?.encode(to: encoder)
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(type, forKey: .type)
    try container.encode(Manifest.currentFormatVersion, forKey: .formatVersion)
  }

  func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

/// What the result of a command that failed has beside the failure.
struct NoContent: Encodable {}

extension JSONResult where Content == NoContent {
  /// The result of a command that failed.
  init(_ error: any Error) {
    let error = (error as? ToldFailure)?.error ?? error
    var failure = Failure(code: Entry.exitCode(of: error), message: Entry.message(of: error))
    if let error = error as? RollcallError {
      failure = Failure(
        code: error.code.exitCode, message: error.message.shown(limit: .max), next: error.advice?.shown(limit: .max),
        reason: error.reason?.shown(), service: error.tenant?.service, tenantId: error.tenant?.id.shown(),
        kept: error.remains?.shown(limit: .max))
    }
    self.init("error", NoContent(), failure: failure)
  }
}

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
