import FoundationEssentials
import Glibc
import Rollcall

/// The `rollcall` command: reads the arguments, runs a command, and turns what happens into an exit code.
@main
enum Entry {
  static func main() async {
    // A reader that goes away and a file that grows too large are errors like any other, not silent deaths.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    exit(await run(Array(CommandLine.arguments.dropFirst())))
  }

  private static func run(_ arguments: [String]) async -> Int32 {
    do {
      return try await perform(arguments, environment: ProcessInfo.processInfo.environment)
    } catch {
      Console.error("rollcall: \(message(of: error))")
      return exitCode(of: error)
    }
  }

  private static func perform(_ arguments: [String], environment: [String: String]) async throws -> Int32 {
    guard let name = arguments.first else {
      Console.error(Help.overview)
      return ExitCode.usage
    }
    let rest = Array(arguments.dropFirst())
    switch name {
    case "--version":
      try Console.print("rollcall \(RollcallVersion.current)")
    case "--help", "-h":
      try Console.print(Help.overview)
    case "help":
      try Console.print(try rest.first.map { Help.text(for: try Command.named($0)) } ?? Help.overview)
    default:
      let command = try Command.named(name)
      guard !rest.contains("--help"), !rest.contains("-h") else {
        try Console.print(Help.text(for: command))
        break
      }
      return try await command.run(try Invocation(of: command, rest, environment: environment))
    }
    return ExitCode.success
  }

  static func message(of error: any Error) -> String {
    switch error {
    case let error as UsageError: error.message
    case let error as SettingError: error.message
    default: "\(error)"
    }
  }

  static func exitCode(of error: any Error) -> Int32 {
    switch error {
    case is UsageError: ExitCode.usage
    case let error as SettingError: error.isUsage ? ExitCode.usage : ExportError.Code.configuration.exitCode
    case let error as ExportError: error.code.exitCode
    default: ExitCode.software
    }
  }
}

/// The exit codes that are not those of an `ExportError.Code`.
enum ExitCode {
  static let success: Int32 = 0
  /// The snapshot is there, but some tenants are incomplete.
  static let incomplete: Int32 = 1
  static let usage: Int32 = 64
  /// Something that should not happen; `EX_SOFTWARE`.
  static let software: Int32 = 70
}
