import Foundation
import RollcallTestSupport
import Testing

/// `rollcall access` as people call it: `AnswerOutput`, exit codes, and what damage does.
@Suite struct `rollcall access` {
  /// A folder with a snapshot of both services.
  private func withSnapshot(_ options: String..., body: (ScratchFolder) throws -> Void) throws {
    let folder = try ScratchFolder()
    let run = try CommandRun.run(
      CommandRun.rollcall, ["demo", "--quiet", "--operators", "40", "--output", folder.file("snapshot")] + options)
    #expect(run.exitCode == 0, "\(run)")
    try body(folder)
  }

  @Test func `a file gets the same rows as standard output, and a file that exists is refused`() throws {
    try withSnapshot { folder in
      let printed = try CommandRun.rollcall("access", folder.file("snapshot"), "--format", "csv")
      #expect(printed.exitCode == 0 && printed.output.hasPrefix("snapshot_at,service,instance,tenant_id,tenant_name,"))
      let arguments = ["access", folder.file("snapshot"), "--format", "csv", "-o", folder.file("access.csv")]
      #expect(try CommandRun.run(CommandRun.rollcall, arguments).exitCode == 0)
      #expect(folder.contents(of: "access.csv") == Array(printed.output.utf8))
      #expect(try folder.mode(of: "access.csv") == 0o600)
      let again = try CommandRun.run(CommandRun.rollcall, arguments)
      #expect(again.exitCode == 73 && again.errorOutput.contains("File exists"), "\(again)")
      #expect(folder.contents(of: "access.csv") == Array(printed.output.utf8))
    }
  }

  @Test func `a damaged table ends with 65, and no file is left`() throws {
    try withSnapshot("--compression", "none") { folder in
      let path = folder.file("snapshot/operators/part-00000.csv")
      var bytes = try Data(contentsOf: URL(filePath: path))
      bytes[bytes.count - 40] ^= 1
      try bytes.write(to: URL(filePath: path))
      for format in ["text", "csv", "jsonl"] {
        let run = try CommandRun.rollcall(
          "access", folder.file("snapshot"), "--format", format, "-o", folder.file("out"))
        #expect(run.exitCode == 65, "\(run)")
        #expect(run.errorOutput.contains("operators/part-00000.csv"))
        #expect(folder.contents(of: "out") == nil && folder.contents(of: "out.partial") == nil)
      }
      try FileManager.default.removeItem(atPath: path)
      let run = try CommandRun.rollcall("access", folder.file("snapshot"))
      #expect(run.exitCode == 65 && run.errorOutput.contains("it is missing"), "\(run)")
    }
  }

  @Test func `a table that was not exported is named, with 65`() throws {
    try withSnapshot("--tables", "operators,resources,entitlements") { folder in
      let run = try CommandRun.rollcall("access", folder.file("snapshot"))
      #expect(run.exitCode == 65 && run.errorOutput.contains("does not have the table grants"), "\(run)")
    }
  }

  @Test(arguments: ["access", "access --email ana@example.com", "report", "access --format csv"])
  func `all tables that are needed are named at once, and nothing is printed before`(command: String) throws {
    try withSnapshot("--tables", "operators,grants") { folder in
      let words = command.split(separator: " ").map(String.init)
      let run = try CommandRun.run(
        CommandRun.rollcall, [words[0], folder.file("snapshot")] + words.dropFirst())
      #expect(run.exitCode == 65 && run.output.isEmpty, "\(run)")
      #expect(run.errorOutput.contains("does not have the tables resources, entitlements\n"), "\(run)")
      #expect(run.errorOutput.contains("--tables operators,resources,entitlements,grants"), "\(run)")
    }
  }

  @Test(arguments: ["access", "report", "stats", "diff"])
  func `what an interrupted run left is no damage, and resume is said to finish it`(command: String) throws {
    let folder = try ScratchFolder()
    let path = folder.file("night.partial")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    let run = try CommandRun.run(CommandRun.rollcall, [command, path] + (command == "diff" ? [path] : []))
    #expect(run.exitCode == 65 && run.output.isEmpty, "\(run)")
    #expect(run.errorOutput.contains("night.partial was left by an interrupted run"), "\(run)")
    #expect(run.errorOutput.contains("--resume, which finishes it as \(folder.file("night"))\n"), "\(run)")
  }

  @Test func `settings of exports do not reach it`() throws {
    try withSnapshot { folder in
      let run = try CommandRun.rollcall(
        "access", folder.file("snapshot"),
        environment: ["ROLLCALL_FORMAT": "csv,jsonl", "ROLLCALL_OUTPUT": folder.file("elsewhere")])
      #expect(run.exitCode == 0 && run.output.hasPrefix("Who can read conversations: snapshot of "), "\(run)")
      #expect(folder.contents(of: "elsewhere") == nil)
    }
  }

  @Test func `a dash is standard output, and a place that could be none is refused`() throws {
    try withSnapshot { folder in
      let dash = try CommandRun.rollcall("access", folder.file("snapshot"), "-o", "-", in: folder.url)
      #expect(dash.exitCode == 0 && dash.output.hasPrefix("Who can read") && folder.contents(of: "-") == nil, "\(dash)")
      for place in ["inbox", "inbox:", ":3", "foo:3", "INBOX:3"] {
        let run = try CommandRun.rollcall("access", folder.file("snapshot"), "--resource", place)
        #expect(run.exitCode == 64 && run.errorOutput.contains("--resource must be TYPE:ID"), "\(run)")
      }
    }
  }

  @Test func `nobody found is said in a text itself, and on standard error for programs, with 0`() throws {
    try withSnapshot { folder in
      let sentence = "Nobody was found with the e-mail address nobody@example.com.\n"
      let text = try CommandRun.rollcall("access", folder.file("snapshot"), "--email", "nobody@example.com")
      #expect(text.exitCode == 0 && text.output.contains(sentence) && text.errorOutput.isEmpty, "\(text)")
      let file = try CommandRun.rollcall(
        "access", folder.file("snapshot"), "--email", "nobody@example.com", "-q", "-o", folder.file("answer"))
      #expect(file.exitCode == 0 && file.output.isEmpty, "\(file)")
      #expect(folder.contents(of: "answer") == text.outputBytes)
      let run = try CommandRun.rollcall(
        "access", folder.file("snapshot"), "--email", "nobody@example.com", "--format", "jsonl")
      #expect(run.exitCode == 0 && run.output.isEmpty && run.errorOutput.contains("nobody was found"), "\(run)")
    }
  }
}
