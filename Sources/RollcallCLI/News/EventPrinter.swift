import Rollcall

/// Tells of the events of a command that has neither a screen nor metrics: in a sentence each, or in records of the log.
struct EventPrinter: Sendable {
  private let isLog: Bool
  private let level: LogLevel

  /// - Parameter settings: those of the command; without a level of its own, it tells what a person should know.
  init(_ settings: SettingValues) throws {
    isLog = try settings.required(.logFormat) == .json
    level = try settings.value(.quiet) ?? false ? .error : settings.required(.logLevel)
  }

  /// Tells something that no event tells.
  func message(_ text: String, _ level: LogLevel) {
    guard level <= self.level else { return }
    if isLog { Console.log(LogRecord(note: text, level).line(at: .now)) } else { Console.error(text) }
  }

  /// Tells of an event, if it is important enough.
  func take(_ event: SnapshotEvent) {
    guard event.level <= level else { return }
    if isLog {
      if let record = event.record { Console.log(record.line(at: .now)) }
    } else if let sentence = event.sentence {
      Console.error(sentence)
    }
  }
}
