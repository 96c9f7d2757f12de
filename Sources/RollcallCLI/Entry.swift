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
      guard let name = arguments.first else {
        Console.error(Help.overview)
        return ExitCode.usage
      }
      switch name {
      case "--version":
        try Console.print("rollcall \(RollcallVersion.current)")
        return ExitCode.success
      case "--help", "-h", "help":
        try Console.print(Help.overview)
        return ExitCode.success
      default: break
      }
      guard let command = Command.all.first(where: { $0.name == name }) else {
        throw UsageError(message: "there is no command “\(name)”; see rollcall --help")
      }
      let rest = Array(arguments.dropFirst())
      if rest.contains("--help") || rest.contains("-h") {
        try Console.print(Help.text(for: command))
        return ExitCode.success
      }
      let reader = ArgumentReader(command: command)
      return try await command.run(try reader.read(rest, environment: ProcessInfo.processInfo.environment))
    } catch let error as UsageError {
      Console.error("rollcall: \(error.message)")
      return ExitCode.usage
    } catch let error as SettingError {
      Console.error("rollcall: \(error.message)")
      return error.isUsage ? ExitCode.usage : ExportError.Code.configuration.exitCode
    } catch let error as ExportError {
      Console.error("rollcall: \(error)")
      return error.code.exitCode
    } catch {
      Console.error("rollcall: \(error)")
      return ExitCode.software
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
