import Rollcall
import RollcallTestSupport
import Testing

@testable import RollcallCLI

/// Tests/run --package asks man, groff and mandoc what they think of the page.
@Suite struct `The manual page` {
  private let page = ManualPage.text(origin: BuildOrigin(archived: "\(String(repeating: "ab", count: 20)) 2026-11-27"))

  /// The words of the page as a reader sees them.
  private var words: Set<String> {
    let plain = page.replacing("\\-", with: "-")
    return Set(plain.split { !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }.map(String.init))
  }

  @Test func `it has every command, every flag and every variable`() {
    for command in Command.all {
      #expect(page.contains(".SS \"rollcall \(command.name) "), "\(command.name)")
      for setting in command.settings {
        let flag = setting.isSecret ? "\(setting.name)-file" : setting.name
        #expect(words.contains("--\(flag)"), "\(command.name) \(flag)")
        #expect(setting.isFlagOnly || words.contains(setting.environmentName), "\(setting.environmentName)")
      }
    }
  }

  @Test func `an option of several commands is told once`() {
    let item = ".TP\n.B \"\\-\\-max\\-retry\\-time TIME\"\n"
    #expect(page.split(separator: item).count == 2)
  }

  @Test func `its head has the date of the commit, and no date where that is not known`() throws {
    let head = try #require(page.split(separator: "\n").first)
    #expect(head == #".TH ROLLCALL 1 "2026-11-27" "rollcall \#(RollcallVersion.current)" "User Commands""#)
    #expect(ManualPage.text(origin: nil).hasPrefix(#".TH ROLLCALL 1 "" "#))
  }

  @Test func `rollcall help prints it`() throws {
    let run = try CommandRun.rollcall("help", "--man")
    #expect(run.exitCode == 0 && run.output == ManualPage.text() + "\n", "\(run)")
  }

  @Test func `text stays text, whatever signs are in it`() {
    var text = ManualText()
    text.line(".so /etc/passwd")
    text.line("'tis \\fBbold")
    text.request("B", "a \"b\" – c")
    #expect(text.text == "\\&.so /etc/passwd\n\\(aqtis \\efBbold\n.B \"a \\(dqb\\(dq \\[u2013] c\"")
  }
}
