import Foundation
import RollcallTestSupport
import Testing

@Suite struct `Usage errors` {
  /// A command line, what else is set, and what must come of it.
  struct Row: Sendable, CustomTestStringConvertible {
    var arguments: String
    var environment: [String: String] = [:]
    var exitCode: Int32
    var text: String

    var testDescription: String { "\(arguments) \(environment.keys.sorted())" }
  }

  private static let configured = [
    "ROLLCALL_CRISP_API_IDENTIFIER": "identifier", "ROLLCALL_CRISP_API_KEY": "canary-key-0123456789",
    "ROLLCALL_CRISP_WEBSITE_ID": "w",
  ]

  private static func without(_ name: String) -> [String: String] { configured.filter { $0.key != name } }

  static let rows: [Row] = [
    Row(arguments: "", exitCode: 64, text: "rollcall <command> --help"),
    Row(arguments: "expotr", exitCode: 64, text: "no command “expotr”"),
    Row(arguments: "export kayako --output x", exitCode: 64, text: "“kayako” is not expected here"),
    Row(arguments: "export crisp --ouput x", exitCode: 64, text: "did you mean --output?"),
    Row(arguments: "export crisp --output", exitCode: 64, text: "--output needs a value"),
    Row(arguments: "export crisp --output --json", exitCode: 64, text: "--output needs a value"),
    Row(arguments: "export crisp -o", exitCode: 64, text: "--output needs a value"),
    Row(arguments: "export crisp -o x -q --format xml", exitCode: 64, text: "--format must be one or more"),
    Row(arguments: "export crisp -ox --workers 0", exitCode: 64, text: "--workers must be"),
    Row(arguments: "export crisp -qx -o x", exitCode: 64, text: "“-qx” is not expected here"),
    Row(arguments: "verify x -o y", exitCode: 64, text: "“-o” is not expected here"),
    Row(arguments: "verify -q does-not-exist", exitCode: 74, text: "does-not-exist"),
    Row(
      arguments: "export crisp --output x --crisp-api-tier 0a1b2c3d4e5f60718293a4b5", environment: configured,
      exitCode: 64, text: "“0a1b…”, of 24 characters, which may be a secret"),
    Row(arguments: "export crisp", environment: configured, exitCode: 64, text: "--output is missing"),
    Row(arguments: "export crisp --output x --workers 0", exitCode: 64, text: "--workers must be a whole number"),
    Row(
      arguments: "export crisp --output x --workers 2 --workers 3", exitCode: 64, text: "--workers must be given once"),
    Row(
      arguments: "export crisp --output x --format xml", exitCode: 64,
      text: "--format must be one or more of csv, jsonl"),
    Row(arguments: "export crisp --output x --tables people", exitCode: 64, text: "--tables must be"),
    Row(
      arguments: "export crisp --output x --compression zip", exitCode: 64,
      text: "--compression must be one of gzip, none"),
    Row(arguments: "export crisp --output x --compression-level 10", exitCode: 64, text: "from 1 to 9, or fast"),
    Row(arguments: "export crisp --output x --snapshot-at yesterday", exitCode: 64, text: "RFC 3339"),
    Row(arguments: "export crisp --output x --max-retry-time soon", exitCode: 64, text: "a time such as 90s"),
    Row(
      arguments: "export crisp --output x --requests-per-minute 0", exitCode: 64,
      text: "--requests-per-minute must be a whole number from 1 to 1000000"),
    Row(
      arguments: "export crisp --output x --request-budget many", exitCode: 64,
      text: "--request-budget must be a whole number from 1"),
    Row(
      arguments: "export crisp --output x",
      environment: configured.merging(["ROLLCALL_REQUEST_BUDGET": "0"]) { $1 }, exitCode: 78,
      text: "ROLLCALL_REQUEST_BUDGET must be a whole number from 1"),
    Row(arguments: "export crisp --output -", environment: configured, exitCode: 64, text: "one table in one format"),
    Row(
      arguments: "export crisp --output - --tables operators --format csv,jsonl", environment: configured, exitCode: 64,
      text: "one table in one format"),
    Row(
      arguments: "export crisp --output x --crisp-api-key canary-key-0123456789", exitCode: 64,
      text: "not taken from the command line"),
    Row(arguments: "export --output x", exitCode: 78, text: "no service is configured"),
    Row(
      arguments: "export crisp --output x", environment: without("ROLLCALL_CRISP_API_KEY"), exitCode: 78,
      text: "ROLLCALL_CRISP_API_KEY"),
    Row(
      arguments: "export crisp --output x", environment: without("ROLLCALL_CRISP_API_IDENTIFIER"), exitCode: 78,
      text: "ROLLCALL_CRISP_API_IDENTIFIER"),
    Row(
      arguments: "export crisp --output x", environment: without("ROLLCALL_CRISP_WEBSITE_ID"), exitCode: 78,
      text: "--crisp-website-id"),
    Row(
      arguments: "export crisp --output x", environment: configured.merging(["ROLLCALL_WORKERS": "many"]) { $1 },
      exitCode: 78, text: "ROLLCALL_WORKERS must be a whole number"),
    Row(
      arguments: "export crisp --output x --crisp-base-url http://api.crisp.chat", environment: configured,
      exitCode: 78, text: "anyone on the way could read the token"),
    Row(
      arguments: "export crisp --output x --crisp-base-url ftp://api.crisp.chat", environment: configured,
      exitCode: 64, text: "--crisp-base-url must be an http or https URL"),
    Row(
      arguments: "export crisp --output x --crisp-website-id ../../etc", environment: configured, exitCode: 64,
      text: "--crisp-website-id must be a website id"),
    Row(
      arguments: "export crisp --output x --crisp-api-key-file /nonexistent", environment: configured, exitCode: 78,
      text: "/nonexistent cannot be read: No such file or directory"),
    Row(
      arguments: "export crisp --output x --crisp-api-key-file canary-key-0123456789", environment: configured,
      exitCode: 78, text: "a file cannot be read: No such file or directory"),
    Row(arguments: "export crisp canary-key-0123456789", exitCode: 64, text: "an argument is not expected here"),
    Row(
      arguments: "export crisp --output x --crisp-base-url https://127.0.0.1:1 --ca-file nonexistent",
      environment: configured, exitCode: 78,
      text: "ca-file is nonexistent, which cannot be read (No such file or directory)"),
    Row(
      arguments: "export crisp --output x --ca-file /etc/passwd", environment: configured, exitCode: 78,
      text: "ca-file is /etc/passwd, which contains no certificate"),
    Row(
      arguments: "export crisp --ca-file /etc", environment: configured.merging(["ROLLCALL_OUTPUT": "x"]) { $1 },
      exitCode: 78, text: "ca-file is /etc, which is not a regular file"),
    Row(
      arguments: "export crisp", environment: configured.merging(["ROLLCALL_OUTPUT": "x.partial/"]) { $1 },
      exitCode: 64, text: "names that end in .partial"),
    Row(
      arguments: "export crisp --output x --snapshot-at 9999-01-01T00:00:00Z", environment: configured, exitCode: 64,
      text: "in the future"),
    Row(
      arguments: "export crisp --output x",
      environment: configured.merging(["ROLLCALL_CRISP_API_KEY": "“canary-key”"]) { $1 },
      exitCode: 78, text: "ROLLCALL_CRISP_API_KEY must be the secret alone"),
    Row(arguments: "verify $'caf\\xe9'", exitCode: 64, text: "argument 2 is not UTF-8"),
    Row(arguments: "export $'--crisp-api-key=canary-key\\xff'", exitCode: 64, text: "argument 2 is not UTF-8"),
    Row(arguments: "verify -- --json", exitCode: 74, text: "cannot open the folder --json: No such file or directory"),
    Row(arguments: "access x --emial y", exitCode: 64, text: "no option --emial; did you mean --email?"),
    Row(arguments: "merge x --ouptut y", exitCode: 64, text: "no option --ouptut; did you mean --output?"),
    Row(arguments: "check -- --json", exitCode: 64, text: "“--json” is not expected here: rollcall check takes"),
    Row(arguments: "verify --", exitCode: 64, text: "DIR is missing"),
    Row(arguments: "export -- --help", exitCode: 64, text: "“--help” is not expected here"),
    Row(
      arguments: "export crisp --output nonexistent/folder/x", environment: configured, exitCode: 73,
      text: "create the folder around it first"),
  ]

  @Test(arguments: rows)
  func `a usage error has its exit code and says what would be right`(row: Row) throws {
    let folder = try ScratchFolder()
    let run = try CommandRun.shell("\"$rollcall\" \(row.arguments)", environment: row.environment, in: folder.url)
    #expect(run.exitCode == row.exitCode, "\(run)")
    #expect(run.errorOutput.contains(row.text), "\(run)")
    // Programs that ask for JSON get errors on standard output, too.
    #expect(run.output.isEmpty || row.arguments.contains("--json") && run.output.hasPrefix("{"), "\(run)")
    #expect(!run.errorOutput.contains("canary-key"), "a secret got out: \(run)")
    #expect(folder.contents.isEmpty, "\(folder.contents)")
  }

  @Test func `version and help go to standard output, and exit with 0`() throws {
    let version = try CommandRun.rollcall("--version")
    #expect(version.exitCode == 0)
    #expect(version.output.hasPrefix("rollcall "))
    for arguments in [["--help"], ["export", "--help"], ["simulate", "--help"], ["demo", "--help"]] {
      let help = try CommandRun.run(CommandRun.rollcall, arguments)
      #expect(help.exitCode == 0 && help.errorOutput.isEmpty, "\(help)")
      #expect(help.output.contains("rollcall"), "\(help)")
    }
  }

  @Test func `the help names each setting with its default and its environment variable`() throws {
    let help = try CommandRun.rollcall("export", "--help").output
    for line in [
      "--workers N", "(default: 4)", "ROLLCALL_WORKERS", "--crisp-api-key-file PATH", "ROLLCALL_CRISP_API_KEY",
    ] {
      #expect(help.contains(line), "\(help)")
    }
    #expect(!help.contains("--crisp-api-key "), "a secret is no flag")
  }

  @Test(arguments: ["--version", "export --help"])
  func `output that cannot be written is an error`(arguments: String) throws {
    let run = try CommandRun.shell("\"$rollcall\" \(arguments) > /dev/full")
    #expect(run.exitCode == 74, "\(run)")
  }
}
