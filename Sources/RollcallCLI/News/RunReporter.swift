import Backpressure
import Dispatch
import Glibc
import Rollcall

/// Tells people and programs about a run while it goes on: lines that are redrawn in place, a line now and then, or a
/// log.
final class RunReporter: Sendable {
  /// How it tells how far the run is.
  enum Form: Sendable, Equatable {
    /// In place, on a terminal.
    case screen
    /// In a line now and then; `endsWithLine` if also at the end.
    case lines(endsWithLine: Bool)
    /// Not at all.
    case silent
  }

  let output: String
  private let form: Form
  private let isLog: Bool
  private let level: LogLevel
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private let told = Lock(RunState())
  /// The lines on the screen; `nil` if there are none to redraw. Held while something is written, so that messages and
  /// lines do not mix.
  private let block = Lock<TerminalBlock?>(nil)

  /// - Parameters:
  ///   - output: where the snapshot goes, for a person.
  ///   - settings: those of the run.
  init(output: String, settings: SettingValues) throws {
    self.output = output
    let isQuiet = try settings.value(.quiet) ?? false
    isLog = try settings.required(.logFormat) == .json
    level = isQuiet ? .error : try settings.required(.logLevel)
    form = Self.form(try settings.required(.progress), isLog: isLog, level: level)
    start = clock.now
  }

  private static func form(_ mode: ProgressMode, isLog: Bool, level: LogLevel) -> Form {
    switch mode {
    case .never: .silent
    case .auto where level < .info: .silent
    case .auto where !isLog && Console.canRedrawError: .screen
    case .auto: .lines(endsWithLine: isLog)
    case .always: !isLog && Console.canRedrawError ? .screen : .lines(endsWithLine: true)
    }
  }

  /// The time since the start of the run.
  var elapsed: Duration { start.duration(to: clock.now) }

  /// What is known of the run.
  var state: RunState { told.withLock { $0 } }

  /// Takes an event of the run.
  func take(_ event: SnapshotEvent) {
    let now = elapsed
    told.withLock { $0.take(event, at: now) }
    if isLog {
      if let record = event.record { log(record) }
    } else if let sentence = event.sentence, level >= event.level {
      say(sentence)
    }
  }

  /// Writes a record to the log, if there is one of that level.
  func log(_ record: LogRecord) {
    guard isLog, record.level <= level else { return }
    block.withLock { _ in Console.log(record.line(at: .now)) }
  }

  /// Tells what a snapshot lacks. The log has told it, if it happened in this run.
  func problem(_ text: String) {
    let state = state
    if !isLog || state.failed + state.incomplete == 0 { message(text, .error) }
  }

  /// Writes a message for a person above the lines; to the log if there is one.
  func message(_ text: String, _ level: LogLevel) {
    guard level <= self.level else { return }
    if isLog { log(LogRecord(note: text, level)) } else { say(text) }
  }

  private func say(_ text: String) {
    block.withLock { block in
      let width = Console.errorWidth
      if let erased = block?.erase(width: width) { Console.control(erased) }
      Console.error(text)
      draw(&block, width)
    }
  }

  private var screen: RunScreen { RunScreen(output: output, state: state, now: elapsed) }

  /// Tells how far the run is while `body` runs.
  func telling<Value>(_ body: () async throws -> Value) async throws -> Value {
    // SIGUSR1 asks for a line.
    let source = DispatchSource.makeSignalSource(signal: SIGUSR1)
    source.setEventHandler { [self] in sayLine(isAsked: true) }
    source.resume()
    if form == .screen { block.withLock { $0 = TerminalBlock() } }
    defer {
      source.cancel()
      end()
    }
    return try await withThrowingTaskGroup(of: Void.self) { group in
      defer { group.cancelAll() }
      group.addTask(name: "news") { try await self.tell() }
      return try await body()
    }
  }

  private func tell() async throws {
    let interval: Duration
    switch form {
    case .screen: interval = .milliseconds(250)
    // Performance tests want a course of the figures.
    case .lines: interval = isLog ? .seconds(10) : .seconds(30)
    case .silent: return
    }
    while true {
      try await clock.sleep(for: interval)
      tellNow()
    }
  }

  private func tellNow() {
    if form != .screen { return sayLine() }
    block.withLock { draw(&$0, Console.errorWidth) }
  }

  private func draw(_ block: inout TerminalBlock?, _ width: Int) {
    if let drawn = block?.draw(screen.lines(width: width).map(\.printable), width: width) { Console.control(drawn) }
  }

  /// - Parameter isAsked: whether somebody asked for the line, so that no level keeps it back.
  private func sayLine(isAsked: Bool = false) {
    guard isLog else { return say(screen.line) }
    let record = state.record(at: elapsed)
    if isAsked || record.level <= level { block.withLock { _ in Console.log(record.line(at: .now)) } }
  }

  private func end() {
    if form == .lines(endsWithLine: true) { sayLine() }
    block.withLock { block in
      if let erased = block?.erase(width: Console.errorWidth) { Console.control(erased) }
      block = nil
    }
  }
}
