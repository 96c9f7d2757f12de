import Rollcall
import RollcallTestSupport
import Testing

@testable import RollcallCLI

/// Shells complete what the command line takes. Tests/Engines/completion.py types into zsh and fish as well.
@Suite struct `Completion by shells` {
  static let commands = Command.all

  @Test(arguments: CompletionShell.allCases)
  func `a script knows every command, every flag and every choice, and no secret as a flag`(shell: CompletionShell)
    throws
  {
    let run = try CommandRun.rollcall("completion", shell.rawValue)
    #expect(run.exitCode == 0 && run.errorOutput.isEmpty, "\(run)")
    let words = Set(run.output.split { !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }.map(String.init))
    for command in Self.commands {
      #expect(words.contains(command.name))
      for setting in command.settings {
        let isFlag = shell == .fish ? run.output.contains(" -l \(setting.name) ") : words.contains("--\(setting.name)")
        #expect(isFlag != setting.isSecret, "\(command.name) \(setting.name)")
        for choice in setting.choices { #expect(words.contains(choice), "\(command.name) \(choice)") }
      }
    }
  }

  @Test func `every setting that takes one of several words tells them`() {
    let settings = Self.commands.flatMap(\.settings)
    for setting in settings where setting.expected.hasPrefix("one of ") || setting.expected.hasPrefix("one or more of ")
    {
      #expect(!setting.choices.isEmpty, "\(setting.name)")
    }
    for setting in settings {
      for choice in setting.choices { #expect(setting.accepts([choice]), "\(setting.name) \(choice)") }
    }
    #expect(settings.contains { $0.name == "tables" && $0.choices.contains("grants") })
  }

  @Test func `flags for files complete paths`() throws {
    let flags: [CompletableFlag] = try Command.named("export").flags
    for name in ["output", "config", "ca-file", "crisp-api-key-file", "chatwoot-api-token-file"] {
      #expect(flags.first { $0.name == name }?.value == .path, "\(name)")
    }
    #expect(flags.first { $0.name == "resume" }?.value == nil)
    #expect(flags.first { $0.name == "workers" }?.value == .text("N"))
    #expect(flags.first { $0.name == "format" }?.value == .severalOf(["csv", "jsonl"]))
    #expect(flags.first { $0.name == "output" }?.spellings == ["-o", "--output"])
    #expect(try Command.named("verify").takesPaths)
    #expect(try !Command.named("check").takesPaths)
  }

  @Test func `the script for bash is sound`() throws {
    let folder = try ScratchFolder()
    let script = try folder.write(Array(CompletionShell.bash.script.utf8), to: "script")
    let run = try CommandRun.run("/bin/bash", ["-n", script])
    #expect(run.exitCode == 0 && run.errorOutput.isEmpty, "\(run)")
  }

  @Test func `a person who types into bash gets commands, flags, values and files`() throws {
    let script = Repository.path("Tests/Engines/completion.py")
    let run = try CommandRun.run("python3", [script, "--rollcall", CommandRun.rollcall, "--shell", "bash"])
    #expect(run.exitCode == 0 && run.output.contains("bash: "), "\(run)")
  }

  @Test(arguments: [["completion"], ["completion", "tcsh"], ["completion", "bash", "zsh"]])
  func `another shell, or none, is refused with the shells there are`(arguments: [String]) throws {
    let run = try CommandRun.run(CommandRun.rollcall, arguments)
    #expect(run.exitCode == 64 && run.output.isEmpty && run.errorOutput.contains("bash, zsh, fish"), "\(run)")
  }

  @Test func `an operand that is one of a few words is offered in its place`() {
    let command = Command(
      name: "odd", synopsis: "", summary: "", examples: [], settings: [], operands: ["KIND", "DIR"],
      operandChoices: ["KIND": ["one", "two"]], exitCodes: [], work: .alone { _ in 0 })
    #expect(BashCompletion.script(for: [command]).contains("*) values='one two' kind=path ;;"))
    #expect(ZshCompletion.script(for: [command]).contains("'1:KIND:(one two)' \\\n        '2:DIR:_files'"))
    #expect(FishCompletion.script(for: [command]).contains("'__rollcall_command odd' -a 'one two'\n"))
  }

  @Test func `quotes and brackets in a help text do not end it`() throws {
    let setting = Setting.text("odd", "TEXT", help: "It's [a] \\ colon: text. More.").declaration
    let command = Command(
      name: "odd", synopsis: "", summary: "It's odd: so.", examples: [], settings: [setting], exitCodes: [],
      work: .alone { _ in 0 })
    #expect(BashCompletion.script(for: [command]).contains("--odd"))
    #expect(ZshCompletion.script(for: [command]).contains(#"--odd='[It'\''s \[a\] \\ colon\: text]:TEXT:'"#))
    #expect(FishCompletion.script(for: [command]).contains(#"-l odd -x -d 'It\'s [a] \\ colon: text'"#))
  }
}
