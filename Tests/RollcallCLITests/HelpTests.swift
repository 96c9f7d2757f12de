import Rollcall
import RollcallTestSupport
import Testing

@testable import RollcallCLI

/// The help needs no manual beside it.
@Suite struct `Help texts` {
  static let commands = Command.all.map(\.name)

  private func help(_ command: String, width: Int = Help.maximumWidth) throws -> [String] {
    Help.text(for: try Command.named(command), width: width)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test(arguments: commands)
  func `every setting has one heading, with its variable beside it and its default below`(name: String) throws {
    let lines = try help(name)
    for setting in try Command.named(name).settings {
      let letter = setting.letter.map { "-\($0), " } ?? ""
      let flag = "  \(letter)--\(setting.isSecret ? "\(setting.name)-file" : setting.name)"
      let found = lines.indices.filter { lines[$0] == flag || lines[$0].hasPrefix(flag + " ") }
      let index = try #require(found.first, "\(flag)")
      #expect(found.count == 1)
      // What belongs to one call has no variable.
      #expect(lines[index].hasSuffix(" \(setting.environmentName)") != setting.isFlagOnly, "\(lines[index])")
      let text = lines[(index + 1)...].prefix { $0.hasPrefix("      ") }.joined(separator: " ")
      if let defaultText = setting.defaultText { #expect(text.contains("\(defaultText))"), "\(text)") }
    }
  }

  @Test(arguments: commands)
  func `the help begins with examples, ends with the exit codes, and fits into a hundred columns`(name: String) throws {
    let lines = try help(name)
    let examples = try #require(lines.firstIndex(of: "Examples:"))
    let exitCodes = try #require(lines.firstIndex(of: "Exit codes:"))
    #expect(examples < 6)
    let codes = lines[(exitCodes + 1)...].prefix { $0.hasPrefix("  ") }
    #expect(exitCodes + codes.count == lines.count - 1)
    for line in lines { #expect(line.count <= 100, "\(line)") }
  }

  @Test(arguments: [
    ("export", "0 1 64 65 69 73 74 75 77 78 130,143"), ("check", "0 64 65 69 74 75 77 78"),
    ("access", "0 1 64 65 73 74 78"), ("diff", "0 1 2 64 65 73 74 78"), ("report", "0 1 64 65 73 74 78"),
    ("convert", "0 1 64 65 73 74 78"), ("verify", "0 64 65 74 78"), ("simulate", "0 64 69 74 78"),
    ("demo", "0 1 64 65 69 73 74 75 78 130,143"), ("completion", "0 64 74 78"),
  ])
  func `a command lists its possible exit codes in ascending order`(name: String, codes: String) throws {
    let lines = try help(name)
    let heading = try #require(lines.firstIndex(of: "Exit codes:"))
    let listed = lines[(heading + 1)...].filter { !$0.hasPrefix("            ") }
      .map { $0.prefix(12).filter { $0 != " " } }
    #expect(listed.joined(separator: " ") == codes)
  }

  @Test(arguments: commands)
  func `the help is wrapped in a narrow terminal, except for the commands to copy`(name: String) throws {
    let command = try Command.named(name)
    let examples = command.examples.flatMap { ["  # \($1)", "  \($0)"] }
    let usage = "Usage: rollcall \(name) \(command.synopsis)"
    for line in try help(name, width: 60) where line.count > 60 {
      #expect(examples.contains(line) || line == usage, "\(line)")
    }
  }

  @Test(arguments: [100, 60, 40])
  func `the help without a command is wrapped, except for the commands to copy`(width: Int) throws {
    let lines = Help.overview(width: width).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for line in lines where line.count > width { #expect(line.hasPrefix("  rollcall "), "\(line)") }
    let text = lines.map { $0.trimmingPrefix { $0 == " " } }.joined(separator: " ")
    for command in Command.all {
      let words = "\(command.name) \(command.summary)".split(separator: " ")
      #expect(text.split(separator: " ").contains(words), "\(command.name)")
    }
  }

  @Test func `the meanings of names stand below each other`() {
    #expect(
      Help.list([("a", "one two three"), ("bcd", "four")], indent: 1, width: 14)
        == [" a    one two", "      three", " bcd  four"])
  }

  @Test func `a word of a few is listed where it is asked for`() throws {
    let text = try help("sql").joined(separator: " ")
    #expect(text.contains("ENGINE is one of: \(SQLEngine.all.map(\.name).joined(separator: ", "))"), "\(text)")
    #expect(try !help("access").joined().contains("is one of:"))
  }

  @Test func `the settings of a service have a heading with its name`() throws {
    let lines = try help("export")
    let crisp = try #require(lines.firstIndex(of: "Crisp:"))
    #expect(lines[crisp + 1].hasPrefix("  --crisp-"))
    for heading in ["Output:", "Network and limits:", "Messages:", "Configuration:"] {
      #expect(lines.count { $0 == heading } == 1, "\(heading)")
    }
    #expect(!lines.contains("Options:"), "a setting of export has no heading")
  }

  @Test(arguments: commands)
  func `three ways to ask for help give the same text`(name: String) throws {
    let runs = try [["help", name], [name, "--help"], [name, "--workers", "-h"]]
      .map {
        try CommandRun.run(CommandRun.rollcall, $0)
      }
    for run in runs { #expect(run.exitCode == 0 && run.output == runs[0].output, "\(run)") }
  }

  @Test func `the help without a command lists all commands, with an example of each`() throws {
    let overviews = try [["help"], ["-h"], ["--help"]].map { try CommandRun.run(CommandRun.rollcall, $0) }
    for overview in overviews { #expect(overview.exitCode == 0 && overview.output == overviews[0].output) }
    let words = overviews[0].output.split { $0 == " " || $0 == "\n" }
    for command in Command.all {
      #expect(words.contains(command.summary.split(separator: " ")), "\(command.name)")
      #expect(overviews[0].output.contains("  \(command.examples[0].0)\n"), "\(command.name)")
    }
  }

  @Test(arguments: [
    (["expotr"], "there is no command “expotr”; did you mean export?"),
    (["help", "exprot"], "there is no command “exprot”; did you mean export?"),
    (["dance"], "there is no command “dance”; see rollcall --help"),
    (["canary-key-0123456789"], "there is no command of that name; see rollcall --help"),
  ])
  func `an unknown command is refused, and the nearest one suggested`(arguments: [String], message: String) throws {
    let run = try CommandRun.run(CommandRun.rollcall, arguments)
    #expect(run.exitCode == 64 && run.errorOutput.hasPrefix("rollcall: \(message)"), "\(run)")
  }
}
