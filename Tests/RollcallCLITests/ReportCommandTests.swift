import Foundation
import RollcallTestSupport
import Testing

/// `rollcall report` as people call it.
@Suite struct `rollcall report` {
  /// A folder with a snapshot of both services.
  private func withSnapshot(_ options: String..., body: (ScratchFolder) throws -> Void) throws {
    let folder = try ScratchFolder()
    let run = try CommandRun.run(
      CommandRun.rollcall, ["demo", "--quiet", "--operators", "40", "--output", folder.file("snapshot")] + options)
    #expect(run.exitCode == 0, "\(run)")
    try body(folder)
  }

  @Test func `a file gets the same page as standard output, and a file that exists is refused`() throws {
    try withSnapshot { folder in
      let printed = try CommandRun.rollcall("report", folder.file("snapshot"))
      #expect(printed.exitCode == 0 && printed.errorOutput.isEmpty, "\(printed.errorOutput)")
      #expect(printed.output.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">") && printed.output.hasSuffix("</html>\n"))
      let arguments = ["report", folder.file("snapshot"), "--output", folder.file("report.html")]
      #expect(try CommandRun.run(CommandRun.rollcall, arguments).exitCode == 0)
      #expect(folder.contents(of: "report.html") == printed.outputBytes)
      #expect(try folder.mode(of: "report.html") == 0o600)
      #expect(try CommandRun.run(CommandRun.rollcall, arguments).exitCode == 73)
    }
  }

  @Test func `a roster and an older snapshot get their sections`() throws {
    try withSnapshot { folder in
      let access = try CommandRun.rollcall("access", folder.file("snapshot"), "--format", "csv")
      let row = try #require(access.output.split(separator: "\n").dropFirst().first)
      let address = String(row.split(separator: ",")[9].filter { $0 != "\"" })
      try folder.write(Array("E-Mail;Status\n\(address);Left\n;active\n".utf8), to: "people.csv")
      let run = try CommandRun.rollcall(
        "report", folder.file("snapshot"), "--since", folder.file("snapshot"), "--roster", folder.file("people.csv"))
      #expect(
        run.exitCode == 0 && run.errorOutput.contains("1 of the roster's 2 rows has no address"), "\(run.errorOutput)")
      #expect(run.output.contains("People who left according to the roster and still have access: 1</caption>"))
      #expect(run.output.contains("<h2>Changes since ") && run.output.contains("Nobody joined, left"))
    }
  }

  @Test func `a roster that does not tell who left is warned about, on the page as well`() throws {
    try withSnapshot { folder in
      for (roster, why) in [
        ("Email,Stage\nana@acme.test,gone\n", "it has no column for a status or an end date"),
        ("Work Email,Termination Date\n", "it has no rows"),
      ] {
        try folder.write(Array(roster.utf8), to: "people.csv")
        let run = try CommandRun.rollcall("report", folder.file("snapshot"), "--roster", folder.file("people.csv"))
        #expect(run.exitCode == 0 && run.errorOutput.contains("the roster does not tell who left: \(why)"), "\(run)")
        #expect(run.output.contains("The roster does not tell who left:") && !run.output.contains("Nobody who left"))
      }
    }
  }

  @Test func `what is wrong has its exit code, and leaves no file`() throws {
    try withSnapshot("--compression", "none") { folder in
      try folder.write(Array("name\nAna\n".utf8), to: "people.csv")
      for (options, code, text): ([String], Int32, String) in [
        (["--roster", folder.file("people.csv")], 65, "no column with the heading “email”"),
        (["--roster", folder.file("nowhere.csv")], 74, "nowhere.csv cannot be read"),
        (["--since", folder.file("nowhere")], 74, "nowhere"), (["--max-rows", "0"], 64, "--max-rows"),
      ] {
        let run = try CommandRun.run(
          CommandRun.rollcall, ["report", folder.file("snapshot"), "-o", folder.file("out")] + options)
        #expect(run.exitCode == code && run.errorOutput.contains(text), "\(run)")
        #expect(folder.contents(of: "out") == nil && folder.contents(of: "out.partial") == nil)
      }
      let path = folder.file("snapshot/operators/part-00000.csv")
      var bytes = try Data(contentsOf: URL(filePath: path))
      bytes[bytes.count - 40] ^= 1
      try bytes.write(to: URL(filePath: path))
      let run = try CommandRun.rollcall("report", folder.file("snapshot"), "-o", folder.file("out"))
      #expect(run.exitCode == 65 && run.errorOutput.contains("operators/part-00000.csv"), "\(run)")
      #expect(folder.contents(of: "out") == nil && folder.contents(of: "out.partial") == nil)
    }
  }
}
