import Dispatch
import Glibc
import Rollcall

/// The `rollcall` command: it reads the arguments, runs a command, and turns the result into an exit code.
@main
enum Entry {
  /// Everything before a command's tasks happens on the first thread, because another one may not be available.
  static func main() {
    ProcessStart.prepare()
    var form = OutputForm()
    do {
      let (arguments, environment) = try (ProcessInput.arguments(), ProcessInput.environment())
      form = OutputForm(arguments, environment: environment)
      switch try begin(arguments, environment: environment, &form) {
      case .end(let code): exit(code)
      case .run(let work):
        // This only task without a parent is the program itself, and ends it.
        Task(priority: .medium) { [form] in exit(await result(of: work, form)) }
        dispatchMain()
      }
    } catch {
      exit(report(error, form))
    }
  }

  private enum Next {
    case end(Int32)
    case run(@Sendable () async throws -> Int32)
  }

  private static func result(of work: @Sendable () async throws -> Int32, _ form: OutputForm) async -> Int32 {
    do {
      return try await work()
    } catch {
      return report(error, form)
    }
  }

  private static func report(_ error: any Error, _ form: OutputForm) -> Int32 {
    if form.isLog {
      // An export tells of its own failure, before it says that it ended.
      if !(error is ToldFailure) { Console.log(LogRecord(error).line(at: .now)) }
    } else {
      Console.error("rollcall: \(message(of: error))")
    }
    if !(error is ToldFailure), let path = form.metricsFile, let file = try? MetricsFile(path: path) {
      // A run that could not even begin has failed, too: the figures of the last one are no longer true.
      try? file.write(RunMetrics(failedWith: exitCode(of: error), lastSuccess: file.lastSuccess))
    }
    if form.isJSON, let text = try? JSONResult(error).text() { try? Console.printJSON(text) }
    return exitCode(of: error)
  }

  private static func begin(
    _ arguments: [String], environment: [String: String], _ form: inout OutputForm
  ) throws -> Next {
    let arguments = arguments.first == "--" ? Array(arguments.dropFirst()) : arguments
    guard let name = arguments.first else {
      Console.error(Help.overview(width: min(Console.errorWidth, Help.maximumWidth)))
      return .end(ExitCode.usage)
    }
    let rest = Array(arguments.dropFirst())
    switch name {
    case "--version", "-V":
      try Console.print("\(VersionText())")
    case "--help", "-h":
      try Console.print(Help.overview(width: helpWidth))
    case "help":
      // The manual page is for packages, which install it.
      if rest.first == "--man" {
        try Console.print(ManualPage.text())
        break
      }
      let topic = rest.first { $0 != "--" }
      try Console.print(
        try topic.map { Help.text(for: try Command.named($0), width: helpWidth) } ?? Help.overview(width: helpWidth))
    default:
      let command = try Command.named(name)
      let options = rest.prefix { $0 != "--" }
      guard !options.contains("--help"), !options.contains("-h") else {
        try Console.print(Help.text(for: command, width: helpWidth))
        break
      }
      guard !options.contains("--version"), !options.contains("-V") else {
        try Console.print("\(VersionText())")
        break
      }
      let invocation = try Invocation(of: command, rest, environment: environment)
      form = try OutputForm(invocation.settings, of: command)
      return try begin(command, invocation)
    }
    return .end(ExitCode.success)
  }

  /// The width of the terminal, if a help text goes to one.
  private static var helpWidth: Int { min(Console.outputWidth ?? Help.maximumWidth, Help.maximumWidth) }

  private static func begin(_ command: Command, _ invocation: Invocation) throws -> Next {
    let isQuiet = try invocation.settings.value(.quiet) ?? false
    let form = try OutputForm(invocation.settings, of: command)
    func tell(_ note: String) {
      guard !isQuiet else { return }
      if form.isLog { Console.log(LogRecord(note: note).line(at: .now)) } else { Console.error(note) }
    }
    for note in invocation.settings.notes { tell(note) }
    switch command.work {
    case .alone(let run): return .end(try run(invocation))
    case .inTasks(let needs, let run):
      let room = try MachineRoom(for: needs(invocation.settings))
      if let note = room.note { tell(note) }
      return .run { try await run(invocation, room) }
    }
  }

  static func message(of error: any Error) -> String {
    switch error {
    case let error as ToldFailure: message(of: error.error)
    case let error as UsageError: error.message
    case let error as SettingError: error.message
    case let error as RollcallError: error.description
    case let error as TransportError: "the network cannot be used: \(error.message.shown())"
    case is CancellationError: "ended before its work was done"
    // A value of Swift means nothing to users of the program.
    default: "something failed that should not (\(type(of: error))); please report it, with what you typed"
    }
  }

  static func exitCode(of error: any Error) -> Int32 {
    switch error {
    case let error as ToldFailure: exitCode(of: error.error)
    case is UsageError: ExitCode.usage
    case let error as SettingError: error.isUsage ? ExitCode.usage : RollcallError.Code.configuration.exitCode
    case let error as RollcallError: error.code.exitCode
    case is TransportError: RollcallError.Code.unavailable.exitCode
    case is CancellationError: RollcallError.Code.terminated.exitCode
    default: ExitCode.software
    }
  }
}

/// The exit codes that are not those of a `RollcallError.Code`.
enum ExitCode {
  static let success: Int32 = 0
  /// The snapshot is there, but some tenants are incomplete.
  static let incomplete: Int32 = 1
  static let usage: Int32 = 64
  /// A failure that should not happen; `EX_SOFTWARE`.
  static let software: Int32 = 70
}
