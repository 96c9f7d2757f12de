import Foundation
import Rollcall
import RollcallTestSupport
import Testing

@testable import RollcallCLI

/// Every setting of every command, got wrong in every way that a new user finds: the message names it as it was given.
@Suite struct `Every setting` {
  /// A setting, and a command that takes it.
  struct Case: Sendable, CustomTestStringConvertible {
    let command: Command
    let setting: SettingDeclaration

    var testDescription: String { "\(command.name) --\(setting.name)" }
  }

  static let cases = Command.all.flatMap { command in command.settings.map { Case(command: command, setting: $0) } }
  /// Those that the environment and a configuration file may give.
  static let lasting = cases.filter { !$0.setting.isFlagOnly }
  static let open = cases.filter { !$0.setting.isSecret }
  static let secrets = cases.filter(\.setting.isSecret)
  /// Settings of a type that not every text belongs to.
  static let typed = open.filter { !$0.setting.accepts([wrong]) }

  /// Neither a number, a time, a URL nor any word that a setting takes.
  private static let wrong = "not at all?"

  /// What is said to somebody who types this, and the exit code.
  private func refusal(
    of command: Command, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> (message: String, exitCode: Int32) {
    do {
      _ = try Invocation(of: command, command.operands + arguments, environment: environment)
      Issue.record("\(arguments) \(environment) was taken")
      return ("", 0)
    } catch {
      return (Entry.message(of: error), Entry.exitCode(of: error))
    }
  }

  /// What is said to somebody whose configuration file has this.
  private func refusal(of command: Command, file: String) throws -> (message: String, exitCode: Int32) {
    let folder = try ScratchFolder()
    try Data(file.utf8).write(to: folder.url.appendingPathComponent("rollcall.json"))
    return try refusal(of: command, ["--config", folder.file("rollcall.json")])
  }

  /// The name with one letter left out, for each letter but dashes; without the first, it would often be another word.
  private func misspellings(_ name: String) -> [String] {
    name.indices.dropFirst().filter { name[$0] != "-" && name[$0] != "_" }
      .map { String(name[..<$0] + name[name.index(after: $0)...]) }
  }

  @Test func `the commands have settings of every kind`() {
    #expect(Self.typed.count > 20 && Self.open.count > Self.typed.count && !Self.secrets.isEmpty)
  }

  @Test(arguments: cases)
  func `a misspelt flag is refused, and the right one suggested`(of: Case) throws {
    for name in misspellings(of.setting.name) {
      let refusal = try refusal(of: of.command, ["--\(name)", "x"])
      #expect(refusal.exitCode == 64 && refusal.message.contains("has no option --\(name)"), "\(refusal)")
      #expect(refusal.message.contains("did you mean --\(of.setting.name)"), "\(refusal)")
    }
  }

  @Test(arguments: lasting)
  func `a misspelt variable is refused, and the right one suggested`(of: Case) throws {
    for name in misspellings(String(of.setting.environmentName.dropFirst(9))).map({ "ROLLCALL_\($0)" }) {
      let refusal = try refusal(of: of.command, [], environment: [name: "canary"])
      #expect(refusal.exitCode == 78 && refusal.message.contains("\(name), which is not a setting"), "\(refusal)")
      #expect(refusal.message.contains("did you mean \(of.setting.environmentName)"), "\(refusal)")
      #expect(!refusal.message.contains("canary"), "\(refusal)")
    }
  }

  @Test func `a ROLLCALL variable that resembles no setting is refused, too`() throws {
    let refusal = try refusal(of: .export, [], environment: ["ROLLCALL_FOO": "canary"])
    #expect(refusal.exitCode == 78, "\(refusal)")
    #expect(
      refusal.message
        == "the environment has ROLLCALL_FOO, which is not a setting; names that begin with ROLLCALL_ are settings")
  }

  @Test func `variables of other programs are ignored`() throws {
    for name in ["ROLLCALL", "ROLLCALLER_X", "rollcall_outptu"] {
      #expect(throws: Never.self) { try Invocation(of: .export, [], environment: [name: "x"]) }
    }
  }

  @Test(arguments: lasting.filter { $0.setting.name != "config" })
  func `a misspelt key is refused, and the right one suggested`(of: Case) throws {
    for name in misspellings(of.setting.name) {
      let refusal = try refusal(of: of.command, file: #"{"\#(name)": "canary"}"#)
      #expect(refusal.exitCode == 78 && refusal.message.hasPrefix("“\(name)” in /"), "\(refusal)")
      #expect(refusal.message.contains("did you mean “\(of.setting.name)"), "\(refusal)")
      #expect(!refusal.message.contains("canary"), "\(refusal)")
    }
  }

  @Test(arguments: open.filter { !$0.setting.isSwitch })
  func `a flag without its value is refused, with the values that it takes`(of: Case) throws {
    for rest in [[], ["--json"]] {
      let refusal = try refusal(of: of.command, ["--\(of.setting.name)"] + rest)
      #expect(refusal.exitCode == 64, "\(refusal)")
      #expect(refusal.message == "--\(of.setting.name) needs a value: \(of.setting.expected)")
    }
  }

  @Test(arguments: typed)
  func `a wrong value is refused under the name by which it was given`(of: Case) throws {
    let setting = of.setting
    let flag = try refusal(of: of.command, ["--\(setting.name)=\(Self.wrong)"])
    #expect(flag.exitCode == 64 && flag.message.hasPrefix("--\(setting.name) must be \(setting.expected)"), "\(flag)")
    guard !setting.isFlagOnly else { return }
    let variable = try refusal(of: of.command, [], environment: [setting.environmentName: Self.wrong])
    #expect(variable.exitCode == 78, "\(variable)")
    #expect(variable.message.hasPrefix("\(setting.environmentName) must be \(setting.expected)"), "\(variable)")
    let key = try refusal(of: of.command, file: #"{"\#(setting.name)": "\#(Self.wrong)"}"#)
    #expect(key.exitCode == 78 && key.message.hasPrefix("“\(setting.name)” in /"), "\(key)")
    #expect(key.message.contains("must be \(setting.expected)"), "\(key)")
  }

  @Test(arguments: open)
  func `an empty flag is refused, and an empty variable counts as unset`(of: Case) throws {
    let flag = try refusal(of: of.command, ["--\(of.setting.name)="])
    #expect(flag.exitCode == 64 && flag.message.hasPrefix("--\(of.setting.name) must be "), "\(flag)")
    let invocation = try Invocation(of: of.command, of.command.operands, environment: [of.setting.environmentName: ""])
    #expect(invocation.settings.texts(of: of.setting) == nil)
  }

  @Test(arguments: lasting.filter { $0.setting.name != "config" }, ["null", "{}", "1.5", "[]", "[null]"])
  func `a value of a wrong JSON type is refused under its key`(of: Case, value: String) throws {
    let key = try refusal(of: of.command, file: #"{"\#(of.setting.name)": \#(value)}"#)
    #expect(key.exitCode == 78 && key.message.hasPrefix("“\(of.setting.name)” in /"), "\(key)")
  }

  @Test(arguments: secrets)
  func `a secret is refused where others could read it, and not repeated`(of: Case) throws {
    let name = of.setting.name
    for arguments in [["--\(name)", "canary"], ["--\(name)=canary"], ["--\(name)"]] {
      let flag = try refusal(of: of.command, arguments)
      #expect(flag.exitCode == 64 && flag.message.hasPrefix("--\(name) is not taken from the command line"), "\(flag)")
      #expect(flag.message.contains(of.setting.environmentName) && !flag.message.contains("canary"), "\(flag)")
    }
    let key = try refusal(of: of.command, file: #"{"\#(name)": "canary"}"#)
    #expect(key.exitCode == 78 && key.message.contains("into “\(name)-file”"), "\(key)")
    #expect(!key.message.contains("canary"), "\(key)")
  }

  @Test(arguments: cases.filter { $0.setting.fileName != nil })
  func `a missing file of a secret is refused under the name by which it was given`(of: Case) throws {
    let name = of.setting.name + "-file"
    let variable = of.setting.environmentName + "_FILE"
    let refusals = [
      (name: "--\(name) must", try refusal(of: of.command, ["--\(name)", "/nowhere/key"])),
      (name: "\(variable) must", try refusal(of: of.command, [], environment: [variable: "/nowhere/key"])),
      (name: "“\(name)” in /", try refusal(of: of.command, file: #"{"\#(name)": "/nowhere/key"}"#)),
    ]
    for (name, refusal) in refusals {
      #expect(refusal.exitCode == 78 && refusal.message.hasPrefix(name), "\(refusal)")
      #expect(refusal.message.contains("/nowhere/key cannot be read"), "\(refusal)")
    }
  }

  @Test func `a name has the same meaning in all commands, unless it belongs to one call`() {
    for (name, cases) in Dictionary(grouping: Self.lasting, by: \.setting.name) {
      let first = cases[0].setting
      for setting in cases.map(\.setting) {
        #expect(setting.help == first.help && setting.expected == first.expected, "\(name)")
        #expect(setting.isRepeatable == first.isRepeatable && setting.secrecy == first.secrecy, "\(name)")
      }
    }
  }

  @Test(arguments: cases.filter(\.setting.isFlagOnly))
  func `what belongs to one call is taken neither from the environment nor from a file`(of: Case) throws {
    let name = of.setting.name
    let isOthers = Self.lasting.contains { $0.setting.name == name }
    if isOthers {
      let environment = [of.setting.environmentName: Self.wrong]
      let invocation = try Invocation(of: of.command, of.command.operands, environment: environment)
      #expect(invocation.settings.texts(of: of.setting) == nil)
    } else {
      let variable = try refusal(of: of.command, [], environment: [of.setting.environmentName: "canary"])
      #expect(variable.exitCode == 78 && variable.message.contains("which is not a setting"), "\(variable)")
      let key = try refusal(of: of.command, file: #"{"\#(name)": "canary"}"#)
      #expect(key.exitCode == 78 && key.message.contains("is not a setting"), "\(key)")
    }
  }

  @Test(arguments: open)
  func `every default is a valid value`(of: Case) {
    if let text = of.setting.defaultText { #expect(of.setting.accepts([text])) }
  }
}
